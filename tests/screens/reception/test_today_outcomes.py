"""Cashing up on F6: outcomes, who did not attend, and the outcomes that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Appointment, ClinicalReview, WaitingListEntry
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.pathways.entries import add_entry
from clerkdesk.services.reception.arrivals import Arrived, StepTaken
from tests.builders import a_session
from tests.screens.copies import Copies
from tests.screens.reception.today_page import EXPECTED, TEN, Counter, a_counter, at_the_counter


@pytest.fixture
def empty_room(copies: Copies, tmp_path: Path) -> Iterator[Counter]:
    """Nobody has come, and the clinic is nearly over."""
    with copies.opened(a_counter, tmp_path) as made:
        made.clock.at = TEN + timedelta(minutes=75)
        yield made


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """Everybody has arrived, and the clinic is nearly over."""
    for reference in counter.references.values():
        assert isinstance(counter.desk.reception.arrive(reference), Arrived)
    counter.clock.at = TEN + timedelta(minutes=75)
    return counter


def recorded(counter: Counter, family: str) -> tuple[str, str | None, str | None]:
    """Attendance, outcome and RTT status of a patient's appointment."""
    with counter.desk.context.reading() as session:
        query = select(col(Appointment.attendance_code), col(Appointment.outcome_code), col(Appointment.rtt_code))
        found = session.execute(query.where(col(Appointment.reference) == counter.references[family])).one()
    return found[0], found[1], found[2]


def is_booked_on(counter: Counter, starts_at: datetime) -> bool:
    """Return whether somebody is booked at a time."""
    with counter.desk.context.reading() as session:
        query = select(col(Appointment.id)).where(
            col(Appointment.starts_at) == starts_at, col(Appointment.status) == "booked"
        )
        return session.execute(query).first() is not None


async def test_the_usual_outcome_is_five_keys(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "6", "w", "enter")
        await page.until_said("see by Mon 14 Apr 2025")
    assert recorded(counter, "Okafor") == ("5", "3", "10")
    with counter.desk.context.reading() as session:
        follow_ups = session.execute(
            select(col(WaitingListEntry.due_date)).where(col(WaitingListEntry.kind) == "follow_up")
        )
        assert list(follow_ups.scalars()) == [date(2025, 4, 14)]


async def test_an_interval_of_years_is_asked_about_by_one_letter(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", *"520w", "enter")
        await page.until(lambda: "does it fall due so many years later" in page.flat, "the question")
        assert "is years after the visit" in page.flat and recorded(counter, "Okafor")[1] is None
        await page.press("y", "enter")
        await page.until_said("see by Mon 19 Feb 2035")


async def test_enter_accepts_the_usual_outcome_and_asks_only_for_the_interval(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "enter")
        assert "Type the interval, such as 6w." in page.flat
        await page.press("6", "w", "enter")
        await page.until_said("see by Mon 14 Apr 2025")


async def test_a_follow_up_due_within_six_weeks_is_booked_before_the_patient_leaves(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "6", "w", "enter")
        await page.until_said("Book it before they leave: F4, b.")


async def test_a_follow_up_due_later_goes_to_the_list_without_more_ado(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "7", "w", "enter")
        await page.until_said("see by Mon 21 Apr 2025")
        assert "before they leave" not in page.status


async def test_the_interval_is_echoed_in_full(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "6", "w")
        assert "see by Mon 14 Apr 2025, 6 weeks" in page.flat


async def test_an_interval_that_can_not_be_read_says_what_would_be_right(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "6", "q", "enter")
        assert "Write a length of time like 6w" in page.flat
    assert recorded(counter, "Okafor")[1] is None


async def test_a_discharge_asks_which_status_ends_the_wait(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "1", "enter")
        assert "Choose the RTT status first." in page.flat
        await page.press("d", "y", "enter")
        await page.until_said("The clock has stopped")
    assert recorded(counter, "Okafor") == ("5", "1", "34")


async def test_watching_asks_whether_the_patient_agreed(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "3", "m", "tab", "c", "enter")
        assert "y patient agreed" in page.flat
        await page.press("y", "enter")
        await page.until_said("Review by Mon 26 May 2025")
    assert recorded(counter, "Okafor") == ("5", "3", "32")


async def test_the_patient_may_be_left_to_ask(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "p", "6", "m", "enter", "t", "enter")
        await page.until_said("PIFU, patient-initiated follow-up until Wed 3 Sep 2025")
    assert recorded(counter, "Okafor") == ("5", "3", "30")


async def test_a_decision_to_admit_keeps_a_need_with_who_is_to_act(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "a")
        await page.type_text("left knee")
        await page.press("tab")
        await page.type_text("orthopaedic admissions")
        await page.press("tab", "4", "w", "enter")
        await page.until_said("awaiting procedure")
    assert recorded(counter, "Okafor") == ("5", "3", "10")
    waiting = counter.desk.waiting_list.awaited()
    assert [(each.row.kind, each.row.reason, each.who) for each in waiting] == [  # type: ignore[union-attr]
        ("awaiting_procedure", "left knee", "orthopaedic admissions")
    ]


async def test_another_condition_is_registered_from_the_outcome_bar(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "6", "w", "tab", "k")
        await page.type_text("derm")
        await page.press("tab", "u", "g", "enter")
        await page.until_said("The other condition is on the list")
    assert recorded(counter, "Okafor") == ("5", "3", "20")


async def test_status_21_asks_who_takes_over(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "6", "w", "tab", "p", "enter")
        assert "Type the provider that takes over." in page.flat
        await page.type_text("Northampton General")
        await page.press("enter")
        await page.until(lambda: "why it is right all the same" in page.flat, "the question about a place here")
        await page.type_text("shared care")
        await page.press("enter")
        await page.until_said("see by")
    assert recorded(counter, "Okafor") == ("5", "3", "21")


async def test_a_plan_may_be_without_an_end(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "p")
        await page.type_text("open")
        await page.press("tab", "t", "enter")
        await page.until_said("with no end agreed")


async def test_a_question_that_is_asked_again_begins_anew(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "p", "1", "3", "w", "shift+tab")
        assert "Asked again: outcome. Answer so far: PIFU, patient-initiated follow-up." in page.flat
        await page.press("tab", "6", "w")
        assert "may ask until Mon 14 Apr 2025, 6 weeks" in page.flat


async def test_undo_stays_in_its_question(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "a")
        await page.type_text("left knee")
        await page.press("tab", "w", "ctrl+z", "ctrl+z", "ctrl+z")
        assert page.today.bar.progress is not None
        assert page.today.bar.progress.text("who") == ""
        assert page.today.bar.progress.text("what") == "left knee"


async def test_a_bar_that_is_left_says_that_nothing_was_recorded(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "p", "1", "escape")
        await page.until(lambda: "Asked again: outcome. Answer so far: PIFU" in page.flat)
        await page.press("escape")
        await page.until_said("Left: Outcome for OKAFOR Chidi. Nothing was recorded.")
    assert counter.state_of("Okafor") == "arrived"


async def test_a_follow_up_of_years_is_echoed_to_the_month(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3")
        await page.type_text("136w")
        assert "2 years 7 months" in page.flat


async def test_treatment_in_clinic_with_a_follow_up_changes_only_the_status(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "3", "3", "m", "tab", "t", "enter")
        await page.until_said("see by Tue 3 Jun 2025")
    assert recorded(counter, "Okafor") == ("5", "3", "30")


async def test_outcome_two_without_a_booking_keeps_the_outcome_and_books_the_need_that_it_makes(
    counter: Counter,
) -> None:
    a_session(counter.desk, counter.hospital, TEN + timedelta(weeks=6), kind="follow_up")
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "2", "6", "w", "enter")
        await page.until(lambda: "Book OKAFOR Chidi · 1 " in page.flat, "the offer on the card")
        assert recorded(counter, "Okafor") == ("5", "3", "10"), "nobody has the next appointment yet"
        await page.press("enter")
        await page.until(lambda: is_booked_on(counter, TEN + timedelta(weeks=6)), "the next appointment")
        await page.settle()


async def test_what_is_doubtful_of_an_outcome_is_read_before_the_next_is_booked(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "2", "6", "w", "tab", "j", "enter")
        await page.until_said("another appointment follows: is that meant?")
        assert "Book the next: F4, b." in " ".join(page.status.split())


async def test_outcome_two_stands_where_the_next_appointment_is_booked(counter: Counter) -> None:
    need = counter.entries["Okafor"]
    row = WaitingListEntry(
        patient_id=need.patient_id, pathway_id=need.pathway_id, specialty_id=counter.hospital.specialty_id,
        kind=EntryKind.FOLLOW_UP, priority_type=PriorityType.ROUTINE, slot_kind=SlotKind.FOLLOW_UP,
    )  # fmt: skip
    with counter.desk.context.act("build") as act:
        beside = add_entry(act, row, policy=counter.desk.context.policy, added_on=TEN.date()).id
        act.commit(None)
    slot = a_session(counter.desk, counter.hospital, TEN + timedelta(weeks=6), kind="follow_up")[0]
    assert isinstance(counter.desk.booking.book(beside, slot), Booked)
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "2", "enter")
        await page.until_said("next is booked")
    assert recorded(counter, "Okafor") == ("5", "2", "10")


async def test_after_an_outcome_the_cursor_is_on_the_next_who_waits_for_one(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.press("down")
        await page.press("home", "o", "3", "6", "w", "enter")
        await page.until_said("see by")
        assert page.under_cursor == "OKAFOR Chidi"


async def test_who_came_too_late_is_recorded_from_the_outcome_bar(empty_room: Counter) -> None:
    empty_room.desk.reception.arrive(empty_room.references["Okafor"])
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "l", "enter")
        await page.until_said("too late to be seen")
    assert recorded(empty_room, "Okafor")[0] == "7"


async def test_who_came_in_time_is_not_too_late_at_the_outcome_bar(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "l", "enter")
        await page.until_said("nobody is too late")
    assert recorded(counter, "Okafor")[0] != "7"


async def test_did_not_attend_shows_what_the_desk_knows_and_is_asked(empty_room: Counter) -> None:
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "n")
        await page.until(lambda: page.open_bar == "did_not_attend")
        await page.settle()
        assert "It was booked only 0 days ahead." in page.flat
        assert "No telephone agreement is on record." in page.flat
        assert "y yes, clearly told" in page.flat


@pytest.mark.parametrize(("status", "keys"), [("arrived", ("3", "6", "w")), ("expected", ("n", "u"))])
async def test_with_a_near_name_that_day_an_outcome_asks_for_a_second_look(
    sqlite_location: str, status: str, keys: tuple[str, ...]
) -> None:
    people = (("Patel", "Anjali", date(1967, 3, 14)), ("Patell", "Anjali", date(1970, 1, 1)))
    counter = a_counter(sqlite_location, people)
    if status == "arrived":
        counter.desk.reception.arrive(counter.references["Patel"])
    counter.clock.at = TEN + timedelta(minutes=75)
    async with at_the_counter(counter) as page:
        await page.press("down", "home", "o", "enter")
        await page.settle()
        assert "In the clinics of that day with a similar name: PATELL Anjali, born 1 Jan 1970." in page.flat
        assert "14 Mar 1967" in page.flat
        assert counter.state_of("Patel") == status
        await page.press("n")
        assert "Stop: find the row of the person on the form." in page.flat
        await page.press("y", *keys, "enter")
        await page.until(lambda: counter.state_of("Patel") in ("done", "did not attend"))
        await page.settle()


async def test_a_refused_did_not_attend_stays_in_its_bar_and_the_keys_behind_it_arrive_nobody(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        counter.clock.at = TEN - timedelta(minutes=30)
        assert isinstance(counter.desk.reception.not_arrived(counter.references["Okafor"], "wrong row"), StepTaken)
        counter.clock.at = TEN + timedelta(minutes=22)
        await page.press("f5", "f6")
        await page.find("ok")
        await page.press("o", "n")
        await page.until(lambda: "nobody is marked until then" in page.flat, "the refusal")
        await page.settle()
        assert page.open_bar == "outcome"
        await page.press("y", "enter", "enter")
        await page.settle()
        assert page.open_bar == "outcome"
    assert counter.state_of("Okafor") == "expected"


async def test_enter_never_answers_whether_a_patient_was_told(empty_room: Counter) -> None:
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "n", "enter", "enter")
        await page.settle()
        assert "Was the patient clearly told of this appointment?" in page.flat
    assert empty_room.state_of("Okafor") == "expected"


async def test_marked_as_told_asks_for_what_shows_it_then_holds_the_need_until_a_clinician_decides(
    empty_room: Counter,
) -> None:
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "n", "y", "enter")
        await page.until(lambda: "Nothing on record shows that the patient was told." in page.flat, "the question")
        assert empty_room.state_of("Okafor") == "expected"
        await page.type_text("Bev at booking")
        await page.press("enter")
        assert empty_room.state_of("Okafor") == "expected"
        await page.type_text("letter of 20 Feb")
        await page.press("enter")
        await page.until_said("A clinician decides by")
    assert (empty_room.state_of("Okafor"), empty_room.status_of("Okafor")) == ("did not attend", "on_hold")
    with empty_room.desk.context.reading() as session:
        assert len(session.execute(select(ClinicalReview)).scalars().all()) == 1


async def test_not_known_never_nullifies_and_the_patient_waits_again(empty_room: Counter) -> None:
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "n", "u", "enter")
        await page.until_said("can't be shown that the patient was told")
    assert empty_room.status_of("Okafor") == "waiting"


async def test_only_one_patient_is_marked_with_each_enter(empty_room: Counter) -> None:
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "n", "u")
        page.send("enter", "enter", "enter")
        await page.until(lambda: empty_room.state_of("Okafor") == "did not attend")
        await page.settle()
    states = [empty_room.state_of(family) for family, _, _ in EXPECTED]
    assert states.count("did not attend") == 1


async def test_an_unread_message_stops_the_marking(empty_room: Counter) -> None:
    from clerkdesk.services.inbox.inbox import NewMessage

    patient = empty_room.entries["Okafor"].patient_id
    empty_room.desk.inbox.take_message(NewMessage(text="Can not come today", to="me", patient_id=patient))
    async with at_the_counter(empty_room) as page:
        await page.find("ok")
        await page.press("o", "n")
        await page.until_said("A message about this patient is unread in the inbox. Settle that first")
        assert page.open_bar == "outcome", "the bar asks again"


async def test_a_child_is_marked_once_it_is_said_which_clinician_was_asked(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location, (("Patel", "Anjali", date(2016, 3, 14)),))
    counter.clock.at = TEN + timedelta(minutes=10)
    async with at_the_counter(counter) as page:
        await page.find("pat")
        await page.press("o", "n")
        await page.until_said("nobody is late before 10:15")
        assert page.open_bar == "outcome"
        counter.clock.at = TEN + timedelta(minutes=75)
        await page.press("n")
        await page.until(lambda: page.open_bar == "did_not_attend")
        await page.settle()
        assert "Ask the clinician first: a child." in page.flat
        await page.press("u", "enter")
        assert counter.state_of("Patel") == "expected"
        await page.type_text("Dr Shah, another date")
        await page.press("enter")
        await page.until_said("Was not brought")
    assert counter.state_of("Patel") == "did not attend"


async def test_by_telephone_the_clinician_has_tried_twice(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location, medium="02")
    counter.clock.at = TEN + timedelta(minutes=75)
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("o", "n")
        await page.until(lambda: page.open_bar == "did_not_attend")
        await page.press("enter")
        assert counter.state_of("Okafor") == "expected"
        await page.press("2", "u", "enter")
        await page.until_said("A clinician decides by")
    assert counter.state_of("Okafor") == "did not attend"


async def test_before_its_time_an_appointment_has_no_outcome(sqlite_location: str) -> None:
    async with at_the_counter(a_counter(sqlite_location)) as page:
        await page.find("ok")
        await page.press("o")
        assert "The appointment has not begun yet." in page.status and "once the patient was called in" in page.flat


async def test_missing_outcomes_of_earlier_days_are_a_list_of_their_own(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(days=7)
    a_session(counter.desk, counter.hospital, counter.clock.at)
    async with at_the_counter(counter) as page:
        await page.press("ctrl+l")
        page.send_text("missing")
        page.send("enter")
        await page.until(lambda: "Outcomes missing · 4 appointments" in page.text)
        assert "Outcome missing for 7 days. Tell the manager." in page.flat


async def test_a_missing_outcome_is_recorded_from_the_list(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(days=7)
    async with at_the_counter(counter) as page:
        await page.press("down", "left")
        await page.until(lambda: "Outcomes missing" in page.text)
        await page.press("home", "o", "3", "6", "w", "enter")
        await page.until(lambda: "Outcomes missing · 3 appointments" in page.text)
    assert recorded(counter, "Patel") == ("5", "3", "10")
