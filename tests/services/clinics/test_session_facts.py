"""What a clinic session is follows from its facts: what an act made of it, its annulment takes back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import project_appointment
from clerkdesk.data.project_sessions import project_session
from clerkdesk.data.project_work import project_inbox_item
from clerkdesk.data.tables import Act, Annulment, Appointment, AuditEntry, ClinicSession, InboxItem, SessionEvent, Slot
from clerkdesk.rules.clinics.rows import SessionRow
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicToCancel
from clerkdesk.services.clinics.sessions import SessionChanged, SessionWithSlots
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.reception.closing_sessions import SessionClosed
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import NEXT_TUESDAY, a_hospital, a_session, an_entry
from tests.conftest import StandingClock

STOPPED = "Dr Shah may be away"


@pytest.fixture
def session_id(desk: Desk) -> int:
    """A session next Tuesday with six slots, of which one is booked."""
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    assert isinstance(desk.booking.book(an_entry(desk, hospital).id, slots[0]), Booked)
    with desk.context.reading() as session:
        return session.execute(select(col(ClinicSession.id))).scalar_one()


def cancel(desk: Desk, session_id: int) -> None:
    assert isinstance(desk.clinics.cancel(ClinicToCancel(session_id, "HC03"), 1), ClinicCancelled)


def stop(desk: Desk, session_id: int) -> None:
    assert isinstance(desk.clinics.stop_booking(session_id, STOPPED), SessionChanged)


def facts(desk: Desk) -> list[tuple[str, str, str | None]]:
    """Kind, reason and code of reason of every fact about a session, in order of entry."""
    with desk.context.reading() as session:
        rows = session.execute(select(SessionEvent).order_by(col(SessionEvent.id))).scalars()
        return [(row.kind, row.reason, row.reason_code) for row in rows]


def seen(desk: Desk, session_id: int) -> SessionRow:
    found = desk.clinics.session(session_id)
    assert isinstance(found, SessionWithSlots)
    return found.session


def annul(desk: Desk, kind: str, session_id: int) -> None:
    """Take back the act of a kind, and project what it had made."""
    with desk.context.act("undo") as act:
        taken_back = act.session.execute(
            select(col(SessionEvent.act_id))
            .join(Act, col(Act.id) == col(SessionEvent.act_id))
            .where(col(Act.kind) == kind)
        ).scalar_one()
        act.add(Annulment(act_id=act.act_id, annulled_act_id=taken_back))
        project_session(act.session, session_id)
        for appointment_id in act.session.execute(select(col(Appointment.id))).scalars().all():
            project_appointment(act.session, appointment_id)
        for item_id in act.session.execute(select(col(InboxItem.id))).scalars().all():
            project_inbox_item(act.session, item_id)
        act.commit(None)


def test_cancelling_a_clinic_leaves_a_fact_with_its_reason(desk: Desk, session_id: int) -> None:
    cancel(desk, session_id)
    assert facts(desk)[-1] == ("cancelled", "clinician sickness", "HC03")
    assert seen(desk, session_id).status == "cancelled"


def test_an_annulled_cancellation_gives_the_clinic_back_as_it_was(desk: Desk, session_id: int) -> None:
    stop(desk, session_id)
    before = seen(desk, session_id)
    cancel(desk, session_id)
    annul(desk, "cancel_clinic", session_id)
    assert seen(desk, session_id) == before
    assert (before.status, before.status_reason, before.capacity, before.booked) == ("stopped", STOPPED, 6, 1)


def test_what_was_given_back_has_not_drifted(desk: Desk, session_id: int) -> None:
    cancel(desk, session_id)
    annul(desk, "cancel_clinic", session_id)
    assert drifted(desk) == []


def test_an_annulled_stop_opens_the_session_again(desk: Desk, session_id: int) -> None:
    stop(desk, session_id)
    annul(desk, "stop_booking", session_id)
    assert (seen(desk, session_id).status, seen(desk, session_id).status_reason) == ("open", "")


def test_a_session_whose_making_was_annulled_can_neither_be_booked_nor_changed(desk: Desk, session_id: int) -> None:
    entry = an_entry(desk, a_hospital(desk, "CARD"))
    annul(desk, "build", session_id)
    with desk.context.reading() as session:
        slot = session.execute(select(col(Slot.id)).order_by(col(Slot.id).desc())).scalars().first() or 0
    assert (seen(desk, session_id).status, seen(desk, session_id).capacity) == ("withdrawn", 0)
    assert not isinstance(desk.booking.book(entry.id, slot), Booked)
    assert isinstance(desk.clinics.stop_booking(session_id, STOPPED), Refused)


def a_session_that_is_over(desk: Desk, clock: StandingClock) -> int:
    slots = a_session(desk, a_hospital(desk), NEXT_TUESDAY)
    clock.at = NEXT_TUESDAY.replace(hour=17)
    with desk.context.reading() as session:
        return session.get_one(Slot, slots[0]).session_id


def test_stopping_and_opening_each_leave_a_fact(desk: Desk, session_id: int) -> None:
    stop(desk, session_id)
    assert isinstance(desk.clinics.open_booking(session_id), SessionChanged)
    assert facts(desk) == [("published", "", None), ("stopped", STOPPED, None), ("reopened", "", None)]


def test_an_annulled_closing_opens_the_session_again(desk: Desk, clock: StandingClock) -> None:
    session_id = a_session_that_is_over(desk, clock)
    assert isinstance(desk.reception.close_session(session_id), SessionClosed)
    assert seen(desk, session_id).status == "closed"
    annul(desk, "close_session", session_id)
    assert seen(desk, session_id).status == "open"


def test_closing_a_closed_session_again_adds_no_second_fact(desk: Desk, clock: StandingClock) -> None:
    session_id = a_session_that_is_over(desk, clock)
    for _time in range(2):
        assert isinstance(desk.reception.close_session(session_id), SessionClosed)
    assert [kind for kind, _reason, _code in facts(desk)] == ["published", "closed"]


def test_the_audit_has_the_fact_and_the_column_of_one_act(desk: Desk, session_id: int) -> None:
    stop(desk, session_id)
    with desk.context.reading() as session:
        entries = session.execute(
            select(col(AuditEntry.table_name), col(AuditEntry.operation))
            .join(Act, col(Act.id) == col(AuditEntry.act_id))
            .where(col(Act.kind) == "stop_booking")
        )
        assert {tuple(entry) for entry in entries} == {("session_event", "added"), ("clinic_session", "changed")}


def drifted(desk: Desk) -> list[str]:
    report = desk.checks.run(["DRIFT"])
    assert isinstance(report, CheckReport)
    return [found.sentence for found in report.findings]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (ClinicSession, {"status": "closed"}),
        (ClinicSession, {"status_reason": "no reason"}),
        (Slot, {"withdrawn": True}),
    ],
)
def test_a_session_or_slot_that_was_changed_behind_its_facts_is_drift_and_is_written_again(
    desk: Desk, session_id: int, table: type[Any], columns: dict[str, Any]
) -> None:
    with desk.context.act("build") as act:
        row = act.session.execute(select(table).order_by(table.id).limit(1)).scalar_one()
        for name, value in columns.items():
            setattr(row, name, value)
        act.commit(None)
    assert len(drifted(desk)) == 1
    assert (desk.checks.refresh(), drifted(desk)) == (1, [])


def test_published_sessions_have_not_drifted(desk: Desk) -> None:
    from tests.services.imports.test_clinics import EXAMPLE

    desk.imports.clinics([EXAMPLE])
    desk.clinics.publish(NEXT_TUESDAY.date())
    assert {kind for kind, _reason, _code in facts(desk)} == {"published"}
    assert drifted(desk) == []
