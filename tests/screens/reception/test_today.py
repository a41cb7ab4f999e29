"""F6: receiving patients, and what becomes of each until they leave. Cashing up is in `test_today_outcomes`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.reception.arrivals import Arrived, StepTaken
from clerkdesk.settings import DeskSettings, Settings
from tests.answers import taken
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.screens.reception.today_page import EXPECTED, TEN, Counter, a_counter, at_the_counter


async def test_my_receptions_clinics_stand_in_time_order(counter: Counter) -> None:
    other = a_hospital(counter.desk, "ENT", "ENT")
    elsewhere = a_session(counter.desk, other, TEN)
    counter.desk.booking.book(an_entry(counter.desk, other).id, elsewhere[0])
    async with at_the_counter(counter) as page:
        assert page.names == ["PATEL Anjali", "OKAFOR Chidi", "O'NEIL-[/] Maeve", "MCCARTHY Sean"]
        assert "Dermatology reception · 4 expected" in page.text


async def test_letters_filter_before_anything_else(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        assert page.names == ["OKAFOR Chidi"]


async def test_a_family_name_and_a_letter_find_nobody_by_a_piece_of_something_else(sqlite_location: str) -> None:
    people = (
        ("Jackson", "Carol", date(1950, 1, 2)), ("Oakes", "Wilfred", date(1951, 1, 2)),
        ("Jackson", "Robert", date(1952, 1, 2)), ("Roberts", "Carol", date(1953, 1, 2)),
    )  # fmt: skip
    async with at_the_counter(a_counter(sqlite_location, people)) as page:
        await page.type_text("jackson")
        assert page.under_cursor == "JACKSON Carol"
        await page.type_text(" r")
        assert page.names == ["JACKSON Robert"]
        await page.press("f6")
        await page.type_text("wil r")
        assert page.names == []
        await page.press("f6")
        await page.type_text("rob")
        assert page.names == ["ROBERTS Carol", "JACKSON Robert"]
        assert page.under_cursor == "ROBERTS Carol"


async def test_enter_asks_for_three_identifiers_and_says_what_to_say(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter")
        assert "Arrive OKAFOR Chidi · 3 Feb 1980 (45) · 1 High Street NN1 2AB" in page.flat
        assert "“Please tell me your full name, your date of birth and your address or postcode.”" in page.flat


async def test_a_patient_is_received_by_letters_and_two_enters(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter", "enter")
        await page.until_said("OKAFOR Chidi has arrived. Level 2.")
    assert counter.state_of("Okafor") == "arrived"


async def test_after_an_arrival_the_letters_of_the_next_patient_are_waited_for(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter", "enter")
        await page.until_said("has arrived")
        await page.type_text("mc")
        assert page.names == ["MCCARTHY Sean"]


async def test_letters_that_fit_several_lead_to_the_list_and_receive_nobody(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("o")
        await page.press("enter")
        assert page.open_bar == ""
        assert page.today.visits.table.has_focus


async def test_letters_that_fit_nobody_stay_in_the_box_and_say_where_to_look(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("zz")
        await page.press("enter")
        assert "F2 finds everybody" in page.status
        assert "Nothing here fits these letters." in page.text
        assert page.today.visits.box.has_focus


async def test_after_down_the_same_letters_open_bars(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("a")
        assert page.open_bar == "arrive"


async def test_an_enter_typed_before_the_strip_was_seen_arrives_nobody(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        page.send("o", "k", "enter", "enter")
        await page.settle()
        assert counter.state_of("Okafor") == "expected"


async def test_a_near_name_today_is_marked_and_asks_for_the_nhs_number(sqlite_location: str) -> None:
    people = (("Patel", "Anjali", date(1967, 3, 14)), ("Patell", "Anjali", date(1970, 1, 1)))
    counter = a_counter(sqlite_location, people)
    async with at_the_counter(counter) as page:
        assert "≈name" in page.text
        await page.find("patell")
        await page.press("a", "enter")
        assert "First ask the patient for their NHS number" in page.flat
        assert counter.state_of("Patell") == "expected"
        await page.press("y", "enter")
        await page.until_said("has arrived")
    assert counter.state_of("Patell") == "arrived"


async def test_with_a_near_name_nobody_arrives_whose_nhs_number_is_not_known(sqlite_location: str) -> None:
    people = (("Patel", "Anjali", date(1967, 3, 14)), ("Patell", "Anjali", date(1970, 1, 1)))
    async with at_the_counter(a_counter(sqlite_location, people)) as page:
        await page.find("patell")
        await page.press("a", "n")
        assert "Stop: somebody with a similar name is here today." in page.flat


async def test_the_question_of_residence_is_answered_by_one_key_on_the_strip(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location, overseas_answer="")
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter")
        assert "Where have you lived in the last twelve months?" in page.flat
        await page.press("2", "enter")
        await page.until_said("the overseas visitor manager is told")
    patient = counter.entries["Okafor"].patient_id
    assert [row.to_name for row in counter.desk.inbox.about(patient)] == ["overseas visitor manager"]


async def test_without_an_answer_the_patient_is_received_and_the_question_stays(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location, overseas_answer="")
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter", "enter")
        await page.until_said("Residence is still to be asked.")
    assert not next(row for row in counter.desk.reception.board().rows if row.state == "arrived").overseas_asked


async def test_only_what_the_record_lacks_is_asked_for(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter", "enter")
        await page.until_said("Ask for: telephone number, next of kin.")


async def test_a_late_patient_is_received_and_the_clinician_is_asked(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(minutes=18)
    async with at_the_counter(counter) as page:
        assert "expected, 18 min late" in page.text
        await page.type_text("pa")
        await page.press("enter")
        assert "ask the clinician: see at the end, rebook for today or rebook" in page.flat
        await page.press("enter")
        await page.until(lambda: page.open_bar == "late")
        await page.press("s", "enter")
        await page.until_said("is seen at the end of the clinic")
    assert counter.state_of("Patel") == "arrived"


async def test_too_late_to_be_seen_keeps_the_position_in_the_list(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(minutes=18)
    async with at_the_counter(counter) as page:
        await page.type_text("pa")
        await page.press("enter", "enter")
        await page.until(lambda: page.open_bar == "late")
        await page.press("r", "enter")
        await page.until(lambda: "Patient card" in page.text)
    assert (counter.state_of("Patel"), counter.status_of("Patel")) == ("late not seen", "waiting")


async def test_called_in_seen_and_left_are_noted_one_by_one(counter: Counter) -> None:
    counter.desk.reception.arrive(counter.references["Okafor"])
    async with at_the_counter(counter) as page:
        await page.find("ok")
        for letter, state in (("c", "with clinician"), ("s", "seen"), ("l", "left")):
            await page.press(letter, "enter")
            await page.until(lambda state=state: counter.state_of("Okafor") == state, state)  # type: ignore[misc]
            await page.until(lambda state=state: state in page.text, state)  # type: ignore[misc]


async def test_a_step_that_can_not_be_taken_says_why(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("c")
        assert "The patient has not arrived yet: record the arrival first." in page.status


async def test_a_long_wait_is_marked_in_words(counter: Counter) -> None:
    counter.desk.reception.arrive(counter.references["Patel"])
    counter.clock.at = TEN + timedelta(minutes=35)
    async with at_the_counter(counter) as page:
        assert "arrived, 54 min !" in page.text
        assert "longest 54 min" in page.text


async def test_a_cancellation_of_today_turns_its_row_and_waits_on_top_until_it_is_noted(counter: Counter) -> None:
    assert isinstance(counter.desk.booking.cancel(counter.references["Okafor"], "PC01"), Cancelled)
    async with at_the_counter(counter) as page:
        assert page.names[0] == "OKAFOR Chidi"
        assert "CANCELLED 09:41 patient" in page.text
        await page.find("ok")
        await page.press("t", "enter")
        await page.until_said("Taken note of.")
        await page.press("escape")
        await page.until(lambda: page.names[0] == "PATEL Anjali")
        assert "cancelled 09:41 patient" in page.text


async def test_the_header_counts_what_is_to_be_noted_before_the_longest_wait(counter: Counter) -> None:
    """The list opens at the hour of the day, where the rows on top may have scrolled away."""
    for name in ("Okafor", "McCarthy"):
        assert isinstance(counter.desk.booking.cancel(counter.references[name], "PC01"), Cancelled)
    assert isinstance(counter.desk.reception.arrive(counter.references["Patel"]), Arrived)
    async with at_the_counter(counter) as page:
        assert "1 waiting · 2 cancelled" in page.text.splitlines()[0]


async def test_the_lines_below_say_how_to_reach_a_cancellation_that_scrolled_away(counter: Counter) -> None:
    assert isinstance(counter.desk.booking.cancel(counter.references["Okafor"], "PC01"), Cancelled)
    async with at_the_counter(counter) as page:
        assert "1 cancelled today: Down, Home, then t to note" in page.flat
        await page.press("down", "home", "t", "enter")
        await page.until_said("Taken note of.")
        assert "on top: Down" not in page.flat


async def test_t_says_when_there_is_nothing_to_note(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("t")
        assert "takes note of a cancellation of today, and this is none" in page.status


async def test_before_its_start_an_appointment_is_cancelled_with_a_reason(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("mc")
        await page.press("x")
        assert page.open_bar == "cancel"


async def test_after_its_start_only_what_was_cancelled_before_is_entered_with_its_day(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(minutes=5)
    async with at_the_counter(counter) as page:
        await page.find("pa")
        await page.press("x")
        assert page.open_bar == "cancel" and "its time has passed" in page.flat
        await page.press("u", "enter")
        assert "reception decides whether the patient is late or did not attend" in page.flat
        await page.type_text("today")
        await page.press("enter")
        await page.type_text("rang at eight")
        await page.press("enter")
        await page.until_said("Cancelled by the patient")
    assert counter.state_of("Patel") == "cancelled"


async def test_privacy_shows_initials_and_letters_still_find_by_name(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.press("ctrl+o")
        assert "P.A." in page.text
        assert not any(family.upper() in page.text for family, _, _ in EXPECTED)
        await page.type_text("patel")
        assert page.names == ["PATEL Anjali"]


async def test_a_public_counter_begins_with_initials(counter: Counter) -> None:
    counter.settings = Settings(desk=DeskSettings(privacy=True))
    async with at_the_counter(counter) as page:
        assert "PATEL" not in page.text


async def test_w_says_why_a_row_stands_where_it_stands(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("w")
        assert "The record lacks: telephone number, next of kin." in page.flat


async def test_the_arrows_step_through_the_receptions(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.press("down", "right")
        await page.until(lambda: "All receptions" in page.text)


async def test_support_stands_beside_the_patient(sqlite_location: str) -> None:
    counter = a_counter(
        sqlite_location, EXPECTED[:1], interpreter_needed=True, language="Gujarati", transport_needed=True
    )
    async with at_the_counter(counter, (160, 48)) as page:
        assert "interpreter (Gujarati), transport" in page.text


async def test_a_half_done_strip_is_put_back(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter")
        kept = page.today.half_done.get_state()
    async with at_the_counter(counter) as page:
        page.today.half_done.set_state(kept)
        await page.until(lambda: page.open_bar == "arrive")
        await page.settle()
        assert "Arrive OKAFOR Chidi" in page.text


async def test_help_begins_with_where_you_are(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.press("f1")
        assert "You are on the clinics of your reception today" in page.flat


async def test_f6_begins_anew_and_a_way_back_does_not(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("patel")
        await page.press("f9", "f12")
        assert page.today.visits.box.value == "patel"
        await page.press("f9", "f6")
        assert page.today.visits.box.value == ""


async def test_a_letter_on_a_visit_acts_on_that_visit_where_the_patient_has_two(counter: Counter) -> None:
    desk = counter.desk
    later = an_entry(desk, counter.hospital, counter.entries["Patel"].patient_id)
    booked = desk.booking.book(later.id, a_session(desk, counter.hospital, TEN + timedelta(hours=3))[0])
    assert isinstance(booked, Booked)
    async with at_the_counter(counter) as page:
        await page.find(booked.reference)
        await page.press("k")
        state = page.screen.bar.get_state()
        assert state is not None and state["context"]["entry"] == later.id


async def test_a_near_name_at_another_reception_asks_for_the_nhs_number_too(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location, (("Patel", "Anjali", date(1967, 3, 14)),))
    heart = a_hospital(counter.desk, "CARD", "Cardiology")
    other = an_entry(counter.desk, heart, a_patient(counter.desk, "Patell", "Anjali", date(1970, 1, 1)))
    assert isinstance(counter.desk.booking.book(other.id, a_session(counter.desk, heart, TEN)[0]), Booked)
    async with at_the_counter(counter) as page:
        assert page.names == ["PATEL Anjali"], "the other one has a reception of their own"
        assert "≈name" in page.text
        await page.find("pat")
        await page.press("a", "enter")
        assert "First ask the patient for their NHS number" in page.flat
        assert counter.state_of("Patel") == "expected"


async def test_an_arrival_recorded_in_error_is_taken_back_by_the_key_that_recorded_it(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("a", "enter")
        await page.until_said("has arrived")
        await page.find("ok")
        await page.press("l")
        assert "a takes the arrival back" in page.status
        await page.press("a")
        assert page.open_bar == "not_arrived"
        await page.press("enter")
        assert counter.state_of("Okafor") == "arrived", "it asks how that is known"
        await page.type_text("the wrong row was read")
        await page.press("enter")
        await page.until_said("OKAFOR Chidi: The arrival is taken back")
        assert counter.state_of("Okafor") == "expected"
        await page.press("a")
        assert page.open_bar == "arrive"


_WRONG_STEPS = {
    "left, and is still here": ("csl", "s", (), "seen", "they have not left"),
    "left, and is still with the clinician": ("csl", "c", (), "with clinician", "still with the clinician"),
    "seen, and is still with the clinician": ("cs", "c", (), "with clinician", "still with the clinician"),
    "called in, and still waits": ("c", "a", ("w",), "arrived", "how you know it"),
    "left, and still waits": ("csl", "a", ("w",), "arrived", "how you know it"),
    "left, and never came": ("csl", "a", ("a",), "expected", "how you know it"),
}


@pytest.mark.parametrize("wrong", _WRONG_STEPS)
async def test_a_step_of_a_visit_recorded_on_the_wrong_row_is_put_right_on_screen(counter: Counter, wrong: str) -> None:
    steps, key, choice, state, asked = _WRONG_STEPS[wrong]
    counter.desk.reception.arrive(counter.references["Okafor"])
    for letter in steps:
        step = {"c": "called", "s": "seen", "l": "left"}[letter]
        assert isinstance(counter.desk.reception.step(counter.references["Okafor"], step), StepTaken)
    before = counter.state_of("Okafor")
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press(key, *choice)
        assert page.screen.bar.is_open and asked in " ".join(page.text.split()), page.text
        await page.press("enter")
        assert counter.state_of("Okafor") == before, "it asks how that is known"
        await page.type_text("the wrong row was read")
        await page.press("enter")
        await page.until(lambda: not page.screen.bar.is_open, "the act")
        assert counter.state_of("Okafor") == state
        # The next step is recorded as if nothing had been wrong.
        assert taken(counter.desk.checks.run(["DRIFT"])).findings == ()


async def test_after_an_arrival_ctrl_z_undoes_it_and_brings_no_letters_back(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter", "enter")
        await page.until_said("has arrived")
        await page.press("ctrl+z")
        await page.until(lambda: page.screen.bar.is_open, "the bar")
        assert "Undo arrival, OKAFOR Chidi" in page.text and "→ the patient is expected again" in page.text
        assert page.today.visits.box.value == ""
        await page.press("enter")
        await page.until_said("Undone: arrival, OKAFOR Chidi")
        assert counter.state_of("Okafor") == "expected"
