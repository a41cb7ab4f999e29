"""An act of the last ten minutes is taken back by its clerk: what it did counts no more, and its facts stay (law 9)."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from clerkdesk.data.tables import Act, Annulment, Appointment, InboxItem
from clerkdesk.rules.undo.done_act import DoneAct
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.booking.offers import DateOffered, Declined, OfferAccepted, OfferDeclined
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicToCancel
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.undo.undoing import Undone
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Hospital, a_hospital, a_patient, a_session, a_staff, an_entry
from tests.conftest import StandingClock
from tests.unguarded import without_triggers

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
_CURRENT = ("appointment", "waiting_list_entry", "pathway", "clinic_session", "slot", "inbox_item", "clinical_review")

Rows = Mapping[str, Mapping[int, Any]]


def rows_of(desk: Desk) -> Rows:
    """Return every row with current columns, by table and id."""
    with desk.context.reading() as session:
        return {
            table: {row.id: tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))} for table in _CURRENT
        }


def assert_as_before(desk: Desk, before: Rows) -> None:
    """Check that the rows that stood before are as they were, and that the desk's own check finds nothing."""
    after = rows_of(desk)
    for table, rows in before.items():
        assert {key: after[table].get(key) for key in rows} == rows, table
    report = desk.checks.run(["DRIFT", "PLACE"])
    assert isinstance(report, CheckReport)
    assert report.findings == ()


def undone(desk: Desk) -> Undone:
    """Undo the clerk's last act."""
    last = desk.undo.last()
    assert last is not None and not last.refusal, last
    answer = desk.undo.undo(last.act_id)
    assert isinstance(answer, Undone), answer
    return answer


def refused(desk: Desk, act_id: UUID) -> Refused:
    """Return the refusal of an undo, which the preview says too."""
    before = rows_of(desk)
    answer = desk.undo.undo(act_id)
    assert isinstance(answer, Refused), answer
    seen = desk.undo.preview(act_id)
    assert isinstance(seen, DoneAct) and seen.refusal == answer.sentence
    assert rows_of(desk) == before
    return answer


def last_id(desk: Desk) -> UUID:
    """Return the id of the clerk's last act."""
    last = desk.undo.last()
    assert last is not None
    return last.act_id


def booked(desk: Desk, hospital: Hospital, slot: int | None = None, name: str = "Patel") -> str:
    """Book somebody new, and return the reference."""
    slot = slot or a_session(desk, hospital, IN_FOUR_WEEKS)[0]
    entry = an_entry(desk, hospital, a_patient(desk, name))
    answer = desk.booking.book(entry.id, slot, out_of_turn="OT02")
    assert isinstance(answer, Booked), answer
    return answer.reference


def test_an_undone_booking_frees_the_slot_and_the_patient_waits_as_before(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots, entry = a_session(desk, hospital, IN_FOUR_WEEKS), an_entry(desk, hospital)
    before = rows_of(desk)
    assert isinstance(desk.booking.book(entry.id, slots[0]), Booked)
    answer = undone(desk)
    assert answer.sentence.startswith("Undone: booking, PATEL Anjali, Tue 1 Apr 09:00; the slot is free")
    assert_as_before(desk, before)
    assert isinstance(desk.booking.book(entry.id, slots[0]), Booked)


def test_an_undo_is_an_act_of_its_own_that_names_the_act(desk: Desk) -> None:
    booked(desk, a_hospital(desk))
    act_id = last_id(desk)
    undone(desk)
    with desk.context.reading() as session:
        by = session.execute(select(col(Annulment.act_id)).where(col(Annulment.annulled_act_id) == act_id)).scalar_one()
        assert session.get_one(Act, by).kind == "undo"


def test_an_undone_cancellation_takes_the_same_slot_back_under_the_same_reference(desk: Desk) -> None:
    hospital = a_hospital(desk)
    reference = booked(desk, hospital)
    before = rows_of(desk)
    assert isinstance(desk.booking.cancel(reference, "PC02"), Cancelled)
    undone(desk)
    assert_as_before(desk, before)
    with desk.context.reading() as session:
        [row] = session.execute(select(Appointment).where(col(Appointment.live).is_(True))).scalars().all()
        assert row.reference == reference


def test_a_cancellation_whose_slot_somebody_has_is_refused_with_the_name(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    desk.booking.cancel(booked(desk, hospital, slots[0]), "PC02")
    cancelled = last_id(desk)
    booked(desk, hospital, slots[0], "Okafor")
    answer = refused(desk, cancelled)
    assert answer.sentence == "OKAFOR Anjali has Tue 1 Apr 09:00 by now: book another slot."


def test_an_undone_move_gives_the_old_slot_back(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    reference = booked(desk, hospital, slots[0])
    before = rows_of(desk)
    assert isinstance(desk.booking.move(reference, slots[1], "PC02"), Moved)
    undone(desk)
    assert_as_before(desk, before)


def test_a_declined_offer_that_is_undone_counts_no_more_and_reads_entered_in_error(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, slots = an_entry(desk, hospital), a_session(desk, hospital, IN_FOUR_WEEKS)
    before = rows_of(desk)
    answer = desk.booking.decline(DateOffered(entry.id, slots[0]), Declined("OD01"))
    assert isinstance(answer, OfferDeclined), answer
    undone(desk)
    assert_as_before(desk, before)
    [offer] = desk.patients.card(entry.patient_id).offers  # type: ignore[union-attr]
    assert offer.in_error


def test_a_notice_of_an_undone_decline_does_not_stand_in_for_the_next_one(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, slots = an_entry(desk, hospital), a_session(desk, hospital, IN_FOUR_WEEKS, slots=6)

    def told(slot: int) -> list[str]:
        answer = desk.booking.decline(DateOffered(entry.id, slot), Declined("OD01"))
        assert isinstance(answer, OfferDeclined), answer
        return [item.topic for item in answer.followed.notices]

    assert [told(slot) for slot in slots[:4]] == [[]] * 4
    assert told(slots[4]) == ["declined_offers"]
    undone(desk)
    assert told(slots[5]) == ["declined_offers"]


def test_an_accepted_offer_is_undone_with_its_booking(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, slots = an_entry(desk, hospital), a_session(desk, hospital, IN_FOUR_WEEKS)
    before = rows_of(desk)
    assert isinstance(desk.booking.accept(DateOffered(entry.id, slots[0])), OfferAccepted)
    assert "Tell the patient" in undone(desk).sentence
    assert_as_before(desk, before)


def test_an_act_of_somebody_else_is_theirs_to_undo(desk: Desk) -> None:
    hospital = a_hospital(desk)
    other = a_staff(desk, hospital).leader
    booked(desk, hospital)
    act_id = last_id(desk)
    assert other.undo.last() is None
    assert refused(other, act_id).code == "not_own"


def test_an_act_of_eleven_minutes_ago_stays(desk: Desk) -> None:
    booked(desk, a_hospital(desk))
    act_id = last_id(desk)
    with desk.context.database.writing() as session:
        act = session.get_one(Act, act_id)
        with without_triggers(session.connection()):
            act.at -= timedelta(minutes=11)
            session.flush()
        session.commit()
    assert desk.undo.last() is None
    assert refused(desk, act_id).sentence == "It is more than 10 minutes old."


def test_what_was_undone_is_not_undone_again_and_the_act_before_comes_next(desk: Desk) -> None:
    hospital = a_hospital(desk)
    reference = booked(desk, hospital)
    first = last_id(desk)
    desk.booking.cancel(reference, "PC02")
    second = last_id(desk)
    undone(desk)
    assert refused(desk, second).code == "undone_already"
    assert last_id(desk) == first
    undone(desk)
    assert desk.undo.last() is None or last_id(desk) not in (first, second)


def test_an_act_on_which_a_later_one_depends_names_the_later_one(desk: Desk) -> None:
    reference = booked(desk, a_hospital(desk))
    first = last_id(desk)
    desk.booking.cancel(reference, "PC02")
    answer = refused(desk, first)
    assert answer.sentence == "A later act depends on it: cancellation, 09:41. Undo that one first."
    undone(desk)
    assert isinstance(desk.undo.undo(first), Undone)


def test_once_the_patient_was_reached_the_clerk_rings_back_first(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    assert isinstance(desk.booking.book(entry.id, a_session(desk, hospital, IN_FOUR_WEEKS)[0]), Booked)
    act_id = last_id(desk)
    desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR01"))
    answer = refused(desk, act_id)
    assert answer.code == "told"
    assert answer.sentence.endswith("Ring back first.")


def test_an_undone_attempt_counts_no_more(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    before = rows_of(desk)
    tried = desk.contact.tried(NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR02"))
    assert isinstance(tried, ContactKept)
    undone(desk)
    assert_as_before(desk, before)
    assert desk.contact.before_calling(entry.id) is not None


def test_a_notice_that_somebody_has_read_gets_a_retraction(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    reference = booked(desk, hospital, a_session(desk, hospital, datetime(2025, 3, 3, 14, 0))[0])
    assert isinstance(desk.booking.cancel(reference, "PC01"), Cancelled)
    act_id = last_id(desk)
    with desk.context.reading() as session:
        [notice] = session.execute(select(col(InboxItem.id))).scalars().all()
    other = a_staff(desk, hospital).leader
    other.inbox.acknowledge(notice)
    answer = desk.undo.undo(act_id)
    assert isinstance(answer, Undone), answer
    assert answer.retracted == ("Dermatology reception",)
    with desk.context.reading() as session:
        items = session.execute(select(InboxItem).order_by(col(InboxItem.id))).scalars().all()
        assert [(item.status, item.topic) for item in items] == [
            ("withdrawn", "cancelled_on_the_day"),
            ("new", "entered_in_error"),
        ]
        assert items[1].sentence.startswith("Entered in error, it no longer holds: ")


def test_an_unread_notice_is_withdrawn_in_silence(desk: Desk) -> None:
    hospital = a_hospital(desk)
    reference = booked(desk, hospital, a_session(desk, hospital, datetime(2025, 3, 3, 14, 0))[0])
    desk.booking.cancel(reference, "PC01")
    assert undone(desk).retracted == ()
    with desk.context.reading() as session:
        assert session.execute(select(col(InboxItem.status))).scalars().all() == ["withdrawn"]


def test_an_unknown_act_is_wrong_input(desk: Desk) -> None:
    assert isinstance(desk.undo.undo(UUID(int=7)), WrongInput)


def test_steps_of_one_act_are_undone_as_one(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, slots = an_entry(desk, hospital), a_session(desk, hospital, IN_FOUR_WEEKS)
    before = rows_of(desk)
    with desk.one_act():
        desk.contact.tried(NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR01"))
        desk.booking.accept(DateOffered(entry.id, slots[0]))
    assert undone(desk).name == "contact tried and booking, PATEL Anjali, Tue 1 Apr 09:00"
    assert_as_before(desk, before)


@pytest.mark.parametrize("lot", range(4))
def test_a_slot_that_is_booked_while_it_is_taken_back_has_one_patient(desk: Desk, lot: int) -> None:
    hospital = a_hospital(desk)
    [slot] = a_session(desk, hospital, IN_FOUR_WEEKS, slots=1)
    desk.booking.cancel(booked(desk, hospital, slot), "PC02")
    act_id, other = last_id(desk), an_entry(desk, hospital, a_patient(desk, "Okafor"))
    elsewhere = a_staff(desk, hospital).leader
    ways = [
        lambda: desk.undo.undo(act_id),
        lambda: elsewhere.booking.book(other.id, slot, out_of_turn="OT02"),
    ]
    with ThreadPoolExecutor(2) as threads:
        answers = [each.result() for each in [threads.submit(way) for way in (ways if lot % 2 else reversed(ways))]]
    done = [each for each in answers if isinstance(each, Undone | Booked)]
    assert len(done) == 1, answers
    with desk.context.reading() as session:
        live = session.execute(select(Appointment).where(col(Appointment.live).is_(True))).scalars().all()
        assert len(live) == 1


def test_an_act_undone_at_two_desks_at_once_is_undone_once(desk: Desk) -> None:
    booked(desk, a_hospital(desk))
    act_id = last_id(desk)
    with ThreadPoolExecutor(2) as threads:
        answers = [each.result() for each in [threads.submit(desk.undo.undo, act_id) for _ in range(2)]]
    assert sorted(type(each).__name__ for each in answers) == ["Refused", "Undone"]


def test_a_cancelled_clinic_is_held_again_with_everybody_in_their_slots(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS, slots=3)
    for slot, name in zip(slots, ("Patel", "Okafor"), strict=False):
        booked(desk, hospital, slot, name)
    [session] = desk.clinics.between(IN_FOUR_WEEKS.date(), IN_FOUR_WEEKS.date())
    before = rows_of(desk)
    wanted = ClinicToCancel(session.session_id, "HC03", approved_by="Ms Lin")
    answer = desk.clinics.cancel(wanted, patients=2)
    assert isinstance(answer, ClinicCancelled), answer
    assert undone(desk).name == "clinic cancelled, Dermatology new, Tue 1 Apr 09:00"
    assert_as_before(desk, before)


def test_a_cancelled_clinic_stays_once_one_of_its_patients_was_told(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    assert isinstance(desk.booking.book(entry.id, a_session(desk, hospital, IN_FOUR_WEEKS)[0]), Booked)
    [session] = desk.clinics.between(IN_FOUR_WEEKS.date(), IN_FOUR_WEEKS.date())
    answer = desk.clinics.cancel(ClinicToCancel(session.session_id, "HC03", approved_by="Ms Lin"), patients=1)
    assert isinstance(answer, ClinicCancelled), answer
    act_id = last_id(desk)
    desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR01"))
    assert refused(desk, act_id).code == "told"


def test_a_task_that_somebody_has_done_stands_in_the_way(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital, a_patient(desk, interpreter_needed=True, language="gu"))
    assert isinstance(desk.booking.book(entry.id, a_session(desk, hospital, IN_FOUR_WEEKS)[0]), Booked)
    act_id = last_id(desk)
    with desk.context.reading() as session:
        [task] = session.execute(select(col(InboxItem.id)).where(col(InboxItem.kind) == "task")).scalars().all()
    a_staff(desk, hospital).leader.inbox.done(task, "booked for 9 o'clock")
    assert refused(desk, act_id).sentence.startswith("A later act depends on it: item marked as done, 09:41, by ")
