"""A patient is booked from the list into a legal place, once, and whoever is passed over is on record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import InboxItem, OutOfTurnBooking, WaitingListEntry
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.carried_out import act_begun
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.claims import Claimed, Held
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)


def other_desk(desk: Desk, clock: StandingClock) -> Desk:
    """A second desk over the same database."""
    return desk_for(desk.context.database, desk.context.settings, now=clock, desk_name="desk two")


def status_of(desk: Desk, entry_id: int) -> str:
    """The status of an entry as stored."""
    with desk.context.reading() as session:
        return session.get_one(WaitingListEntry, entry_id).status


def test_booking_gives_a_reference_and_takes_the_entry_off_the_list(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    answer = desk.booking.book(entry.id, slots[0])
    assert isinstance(answer, Booked)
    assert (answer.starts, answer.place) == (IN_FOUR_WEEKS, 1)
    assert len(answer.reference) == 7
    assert status_of(desk, entry.id) == "booked"
    found = desk.waiting_list.worklist("derm")
    assert isinstance(found, Worklist)
    assert found.total == 0


def test_the_list_is_priority_first_then_the_longest_wait(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    b = an_entry(desk, hospital, clock_start=date(2025, 1, 20))
    c = an_entry(desk, hospital, clock_start=date(2025, 2, 10), priority_type="2")
    found = desk.waiting_list.worklist("Dermatology")
    assert isinstance(found, Worklist)
    assert [entry.row.entry_id for entry in found.entries] == [c.id, a.id, b.id]
    assert found.entries[1].wait is not None
    assert found.entries[1].wait.weeks == 8


def test_a_place_that_is_gone_is_answered_with_the_nearest(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS, slots=2)
    first, second = an_entry(desk, hospital), an_entry(desk, hospital)
    assert isinstance(desk.booking.book(first.id, slots[0]), Booked)
    answer = desk.booking.book(second.id, slots[0])
    assert isinstance(answer, SlotTaken)
    assert [choice.ranked.slot.slot for choice in answer.nearest] == [slots[1]]


def test_a_slot_for_three_takes_three(desk: Desk) -> None:
    hospital = a_hospital(desk)
    (slot,) = a_session(desk, hospital, IN_FOUR_WEEKS, slots=1, capacity=3)
    answers = [desk.booking.book(an_entry(desk, hospital).id, slot) for _ in range(4)]
    assert [answer.place for answer in answers if isinstance(answer, Booked)] == [1, 2, 3]
    assert isinstance(answers[3], SlotTaken)


def test_a_retry_of_the_same_act_gets_the_first_booking_again(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry, act_id = an_entry(desk, hospital), uuid4()
    answers = []
    for _ in range(2):
        with act_begun(desk.context.database, act_id):
            answers.append(desk.booking.book(entry.id, slots[0]))
    assert isinstance(answers[0], Booked)
    assert answers[1] == answers[0]


def test_booking_out_of_turn_needs_a_reason_and_names_who_is_passed_over(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    ahead = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    behind = an_entry(desk, hospital, clock_start=date(2025, 1, 20))
    refused = desk.booking.book(behind.id, slots[0])
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.passed_over) == ("R-212", (ahead.id,))
    assert isinstance(desk.booking.book(behind.id, slots[0], out_of_turn="OT03"), Booked)
    with desk.context.reading() as session:
        recorded = session.execute(
            select(col(OutOfTurnBooking.passed_over_entry_id), col(OutOfTurnBooking.reason_code))
        ).all()
    assert [tuple(row) for row in recorded] == [(ahead.id, "OT03")]


def test_an_unknown_reason_out_of_turn_is_wrong_input_though_nobody_is_passed_over(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    answer = desk.booking.book(an_entry(desk, hospital).id, slots[0], out_of_turn="OT77")
    assert isinstance(answer, WrongInput)
    assert (answer.field, "OT02" in answer.sentence) == ("out_of_turn", True)


def test_somebody_claimed_by_another_desk_is_passed_by_without_a_reason(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    ahead = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    behind = an_entry(desk, hospital, clock_start=date(2025, 1, 20))
    assert isinstance(other_desk(desk, clock).booking.claim(ahead.id), Claimed)
    assert isinstance(desk.booking.book(behind.id, slots[0]), Booked)
    with desk.context.reading() as session:
        recorded = session.execute(select(col(OutOfTurnBooking.reason_code), col(OutOfTurnBooking.passed_by))).one()
    assert tuple(recorded) == (None, "claimed")


def test_a_claimed_patient_is_not_booked_at_another_desk(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    other_desk(desk, clock).booking.claim(entry.id)
    answer = desk.booking.book(entry.id, slots[0])
    assert isinstance(answer, Refused)
    assert answer.code == "claimed"


def test_a_place_held_at_one_desk_is_taken_for_the_other(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS, slots=1)
    first, second = an_entry(desk, hospital), an_entry(desk, hospital)
    assert isinstance(other_desk(desk, clock).booking.hold_slot(second.id, slots[0]), Held)
    assert isinstance(desk.booking.hold_slot(first.id, slots[0]), SlotTaken)
    assert isinstance(desk.booking.book(first.id, slots[0]), SlotTaken)
    other_desk(desk, clock).booking.let_slot_go(second.id)
    assert isinstance(desk.booking.book(first.id, slots[0]), Booked)


def test_one_patient_is_never_in_two_places_at_once(desk: Desk) -> None:
    skin, heart = a_hospital(desk), a_hospital(desk, "CARD", "Cardiology")
    person = a_patient(desk)
    at_skin = a_session(desk, skin, IN_FOUR_WEEKS)
    at_heart = a_session(desk, heart, IN_FOUR_WEEKS + timedelta(minutes=10))
    assert isinstance(desk.booking.book(an_entry(desk, skin, person).id, at_skin[0]), Booked)
    answer = desk.booking.book(an_entry(desk, heart, person).id, at_heart[0])
    assert isinstance(answer, Refused)
    assert answer.rule == "R-274"


def test_an_interpreter_makes_the_appointment_longer_and_takes_the_next_slot_too(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS, slots=3)
    person = a_patient(desk, interpreter_needed=True, language="Gujarati")
    assert isinstance(desk.booking.book(an_entry(desk, hospital, person).id, slots[0]), Booked)
    answer = desk.booking.book(an_entry(desk, hospital).id, slots[1])
    assert isinstance(answer, SlotTaken)
    with desk.context.reading() as session:
        tasks = session.execute(select(col(InboxItem.topic), col(InboxItem.sentence))).all()
    assert [row.topic for row in tasks] == ["book_interpreter"]
    assert "Gujarati" in tasks[0].sentence


def test_a_booked_need_is_not_booked_again(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    desk.booking.book(entry.id, slots[0])
    answer = desk.booking.book(entry.id, slots[1])
    assert isinstance(answer, Refused)
    assert answer.code == "already_booked"


def test_numbers_that_do_not_exist_are_wrong_input(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    answers = [desk.booking.book(999_999, 1), desk.booking.book(entry.id, 999_999)]
    assert [answer.field for answer in answers if isinstance(answer, WrongInput)] == ["entry", "slot"]
