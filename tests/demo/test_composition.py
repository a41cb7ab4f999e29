"""The practice hospital agrees with itself: nothing drifts, nobody falls off, and only the planted faults are wrong."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from clerkdesk.data.current_columns import drift
from clerkdesk.data.facts import counting
from clerkdesk.data.project import appointment_columns, entry_columns
from clerkdesk.data.project_pathways import clock_events, columns_of_pathway, standing_closure
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    Call,
    Clerk,
    ClinicalReview,
    ContactAttempt,
    InboxItem,
    Pathway,
    Patient,
    Referral,
    Slot,
    WaitingListEntry,
)
from clerkdesk.demo.people import shape_of_waits
from clerkdesk.demo.planted import FAULTS
from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.validation.checks import CheckReport, Checks
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.demo.conftest import NOW

SAMPLE = 200


def ids(desk: Desk, table: Any) -> list[int]:
    """Two hundred ids, spread over a table."""
    with desk.context.reading() as session:
        every = session.execute(select(col(table.id)).order_by(col(table.id))).scalars().all()
    return list(every[:: max(len(every) // SAMPLE, 1)])[:SAMPLE]


def test_appointments_are_what_their_facts_say(seen: Desk) -> None:
    with seen.context.reading() as session:
        for appointment_id in ids(seen, Appointment):
            events = session.execute(
                counting(AppointmentEvent)
                .where(col(AppointmentEvent.appointment_id) == appointment_id)
                .order_by(col(AppointmentEvent.id))
            ).scalars()
            row = session.get_one(Appointment, appointment_id)
            assert drift(row, appointment_columns(list(events))) == {}


def test_entries_are_what_their_facts_say(seen: Desk) -> None:
    with seen.context.reading() as session:
        for entry_id in ids(seen, WaitingListEntry):
            row = session.get_one(WaitingListEntry, entry_id)
            assert drift(row, entry_columns(session, row)) == {}


def test_pathways_are_what_their_facts_say(seen: Desk) -> None:
    with seen.context.reading() as session:
        for pathway_id in ids(seen, Pathway):
            events = clock_events(session, pathway_id)
            clock = clock_at(events, NOW.date(), seen.context.policy)
            closed = standing_closure(session, pathway_id)
            columns = columns_of_pathway(clock, cancer_marks(clock), closed.closed_on if closed else None)
            assert drift(session.get_one(Pathway, pathway_id), columns) == {}


@pytest.fixture(scope="module")
def report(seen: Desk) -> CheckReport:
    found = Checks(seen.context).run()
    assert isinstance(found, CheckReport)
    return found


def test_the_desks_own_check_finds_no_drift_and_no_damage(report: CheckReport) -> None:
    assert not report.broken


def test_every_open_pathway_has_an_open_need_and_every_need_stands_once(report: CheckReport) -> None:
    assert not {"PLACE", "DQ01"} & set(report.by_rule)


def test_the_checks_find_the_planted_faults_and_no_others(seen: Desk, report: CheckReport) -> None:
    with seen.context.reading() as session:
        names = dict(session.execute(select(col(Patient.id), col(Patient.family_name))).all())
    found = {(names[finding.patient_id], finding.rule) for finding in report.findings if finding.patient_id}
    assert found == {(fault.family_name, rule) for fault in FAULTS for rule in fault.rules}


def test_no_slot_holds_more_patients_than_its_capacity(seen: Desk) -> None:
    above = (
        select(func.count())
        .select_from(AppointmentPlace)
        .join(Slot, col(Slot.id) == col(AppointmentPlace.slot_id))
        .where(col(AppointmentPlace.live).is_(True), col(AppointmentPlace.place_number) > col(Slot.capacity))
    )
    with seen.context.reading() as session:
        assert session.execute(above).scalar_one() == 0


def test_waits_have_the_national_shape(seen: Desk) -> None:
    entry = WaitingListEntry
    query = (
        select(col(Pathway.clock_start), col(Pathway.treatment_function_code))
        .join(entry, col(entry.pathway_id) == col(Pathway.id))
        .where(col(Pathway.clock_state) == "running", col(entry.kind) == "new")
        .where(col(entry.status).in_(("waiting", "booked", "on_hold")))
    )
    with seen.context.reading() as session:
        waits = [((NOW.date() - start).days, code) for start, code in session.execute(query) if start and code]
    for weeks in (6, 18, 30, 52):
        ours = sum(days < weeks * 7 for days, _ in waits) / len(waits)
        nations = sum(_share_within(code, weeks) for _, code in waits) / len(waits)
        assert abs(ours - nations) < 0.06, weeks


def _share_within(treatment_function: str, weeks: int) -> float:
    """The share of England's pathways that had waited fewer weeks."""
    waited, pathways = shape_of_waits()[treatment_function]
    return sum(count for week, count in zip(waited, pathways, strict=True) if week < weeks) / sum(pathways)


def test_past_bookings_came_out_at_about_the_published_rates(seen: Desk) -> None:
    past = select(col(Appointment.status), func.count()).where(
        col(Appointment.starts_at) < datetime.combine(NOW.date(), time()),
        col(Appointment.starts_at) >= datetime.combine(NOW.date() - timedelta(days=14), time()),
    )
    with seen.context.reading() as session:
        became = Counter(dict(session.execute(past.group_by(col(Appointment.status))).all()))
    assert 0.03 < became[AppointmentStatus.DID_NOT_ATTEND] / became.total() < 0.10
    assert 0.10 < became[AppointmentStatus.CANCELLED] / became.total() < 0.22


def test_todays_patients_are_in_every_state(seen: Desk) -> None:
    states = {row.state for row in seen.reception.board().rows}
    assert {"expected", "arrived", "with clinician", "seen", "left", "done", "cancelled"} <= states
    assert "did not attend" in states
    assert any(row.to_note for row in seen.reception.board().rows)
    assert any(row.near_names for row in seen.reception.board().rows)


def test_every_specialty_has_a_list_with_room_to_book_its_first_patient(seen: Desk) -> None:
    specialties = seen.waiting_list.specialties()
    assert len(specialties) >= 6
    for specialty in specialties:
        waiting = seen.waiting_list.worklist(specialty.code)
        assert isinstance(waiting, Worklist)
        assert waiting.entries
        choices = seen.booking.slots(waiting.entries[-1].row.entry_id)
        assert isinstance(choices, SlotChoices)
        assert choices.choices


def test_nhs_numbers_are_from_the_practice_range(seen: Desk) -> None:
    with seen.context.reading() as session:
        numbers = session.execute(select(col(Patient.nhs_number)).where(col(Patient.nhs_number).is_not(None)))
        assert all(nhs_number.is_test_range(number or "") for number in numbers.scalars())


def test_everybody_at_the_desk_is_there(seen: Desk) -> None:
    with seen.context.reading() as session:
        roles = set(session.execute(select(col(Clerk.role))).scalars())
    assert roles == {
        "administrator", "clerk", "reception", "team_leader", "coordinator", "supervisor", "secretary", "clinician",
    }  # fmt: skip
    assert seen.context.clerk.username == "asha"


@pytest.mark.parametrize(
    ("table", "column", "wanted"),
    [
        (WaitingListEntry, "kind", {"new", "follow_up", "planned"}),
        (WaitingListEntry, "status", {"waiting", "on_hold", "booked", "awaiting_outcome", "closed"}),
        (Pathway, "clock_state", {"running", "stopped", "nullified", "unknown_start"}),
        (Pathway, "priority_type", {"1", "2", "3"}),
        (Referral, "worklist", {"", "ASI", "AFB"}),
        (ClinicalReview, "status", {"open", "decided", "told"}),
        (InboxItem, "kind", {"message", "notice", "task", "escalation", "call_back"}),
        (InboxItem, "channel", {"", "phone", "email", "desk", "letter"}),
        (InboxItem, "status", {"new", "acknowledged", "done"}),
        (Call, "status", {"parked"}),
        (ContactAttempt, "result_code", {"CR02", "CR03", "CR05", "CR07", "CR08", "CR09", "CR10"}),
    ],
)
def test_nothing_that_a_screen_has_to_show_is_missing(
    seen: Desk, table: type[SQLModel], column: str, wanted: set[str]
) -> None:
    with seen.context.reading() as session:
        there = set(session.execute(select(getattr(table, column))).scalars())
    assert wanted <= there


def test_the_people_include_those_whom_software_forgets(seen: Desk) -> None:
    with seen.context.reading() as session:
        people = session.execute(select(Patient)).scalars().all()
        needing = session.execute(
            select(func.count()).where(
                col(WaitingListEntry.specialty_id).is_(None), col(WaitingListEntry.status) == "waiting"
            )
        ).scalar_one()
    names = {person.family_name for person in people}
    assert {"O'Neil-[/]", "O", "van der Berg", "王", ""} <= names
    assert any(len(name) > 50 for name in names)
    assert any(person.restricted for person in people)
    assert any(not person.demographics_known for person in people)
    assert any(person.deceased_date and not person.deceased_confirmed for person in people)
    assert any(person.safe_contact_note for person in people)
    assert any(person.date_of_birth and person.date_of_birth > date(2020, 1, 1) for person in people)
    assert needing > 0
