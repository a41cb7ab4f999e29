"""F7: how full the week is, down to the slots, and stopping a session at once on every desk."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.screens.clinics import ClinicsScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.find import FindScreen
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicToCancel
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from tests.answers import only
from tests.builders import a_hospital, a_patient, a_session, an_entry, desk_of
from tests.drivers import Driver, driving
from tests.screens.reception.today_page import TEN, Counter

WEDNESDAY = datetime(2025, 3, 5, 9, 0)


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """Four of six places booked today, and an empty session of three on Wednesday."""
    a_session(counter.desk, counter.hospital, WEDNESDAY, slots=3)
    return counter


class ClinicsPage(Driver):
    """What a test does and sees on the screen of clinics."""

    @property
    def clinics(self) -> ClinicsScreen:
        screen = self.app.screen
        assert isinstance(screen, ClinicsScreen)
        return screen

    @property
    def flat(self) -> str:
        return " ".join(self.text.split())

    async def show_day(self, weekday: int) -> None:
        """Press the digit of a weekday of this week."""
        await self.press(str(weekday))
        await self.until_shown({1: "Mon 3 Mar 2025", 3: "Wed 5 Mar 2025"}[weekday])

    async def until_shown(self, words: str) -> None:
        await self.until(lambda: words in self.flat, words)
        await self.settle()


@asynccontextmanager
async def at_clinics(counter: Counter, size: tuple[int, int] = (80, 24)) -> AsyncIterator[ClinicsPage]:
    def open_desk() -> Desk:
        database = open_database(counter.location)
        return desk_for(database, counter.settings, "rosa", now=counter.clock, desk_name="clinics desk")

    async with driving(ClerkDesk(open_desk), size) as driver:
        page = ClinicsPage(driver.app)
        await page.press("f7")
        await page.until_shown("Week of")
        yield page


async def test_the_week_shows_how_full_each_clinic_is_by_day(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        assert "Week of Mon 3 Mar · 2 sessions · 4 of 9 booked" in page.text
        assert "Dermatology new 4/6 · 0/3" in page.flat


async def test_a_place_being_offered_is_counted_beside_the_booked_ones(counter: Counter) -> None:
    slots = [slot.slot_id for slot in counter.desk.clinics.unfilled() if slot.starts_at.date() == WEDNESDAY.date()]
    counter.desk.booking.hold_slot(an_entry(counter.desk, counter.hospital).id, slots[0])
    async with at_clinics(counter) as page:
        assert "0/3+1" in page.text


async def test_the_sessions_of_one_clinic_name_their_clinician_whole_at_80_columns(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.press("enter")
        await page.until_shown("Dermatology new · week of")
        titles, *lines = page.text.splitlines()[1:4]
        assert titles.split() == ["Day", "Time", "Booked", "Booking", "Clinician"]
        assert all(line.endswith("Dr Shah") for line in lines), page.text
    async with at_clinics(counter, (120, 30)) as page:
        await page.press("enter")
        await page.until_shown("Dermatology new · week of")
        assert "Clinic" in page.text.splitlines()[1].split()


async def test_right_goes_on_by_a_week(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.press("right")
        await page.until_shown("Week of Mon 10 Mar")
        assert "No clinic is held in this week." in page.flat


async def test_a_digit_shows_a_day_of_the_week_and_nought_the_week_again(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        assert "09:00-10:00 Dermatology new ▯▯▯▯▯▯▯▯ 0/3 open" in page.flat
        await page.press("0")
        await page.until_shown("Week of Mon 3 Mar")


async def test_in_a_day_right_goes_on_by_a_day(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("right")
        await page.until_shown("Tue 4 Mar 2025")


async def test_enter_goes_down_to_the_slots_with_their_patients(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("enter")
        await page.until_shown("10:40 20 new O'NEIL-[/] Maeve")
        assert "11:20 20 new free" in page.flat


async def test_back_leads_up_again_to_the_same_row(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.press("enter")
        await page.until_shown("Dermatology new · week of Mon 3 Mar")
        await page.press("down", "enter")
        await page.until_shown("Dermatology new · Wed 5 Mar 09:00")
        await page.press("f12")
        await page.until_shown("Dermatology new · week of Mon 3 Mar")
        assert page.clinics.timetable.table.row_number == 1
        await page.press("f12")
        await page.until_shown("Week of Mon 3 Mar · 2 sessions")


async def test_booking_stops_at_once_on_every_desk(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        await page.press("h")
        await page.type_text("Dr Shah may be away")
        await page.press("enter")
        await page.until(lambda: "booking is stopped on every desk" in page.status)
        await page.until_shown("stopped: Dr Shah may be away")
    other = desk_of(counter.desk, "rosa")
    assert other.clinics.between(WEDNESDAY.date(), WEDNESDAY.date())[0].status == "stopped"


async def test_stopping_without_a_reason_asks_for_it(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        await page.press("h", "enter")
        assert "Type the reason, for the other desks." in page.flat


async def test_a_stopped_session_is_opened_again_by_the_same_letter(counter: Counter) -> None:
    session = counter.desk.clinics.between(WEDNESDAY.date(), WEDNESDAY.date())[0]
    counter.desk.clinics.stop_booking(session.session_id, "away")
    async with at_clinics(counter) as page:
        assert "0/3■" in page.text
        await page.press("3")
        await page.until_shown("stopped: away")
        await page.press("h", "enter")
        await page.until(lambda: "booking is open again on every desk" in page.status)


async def test_in_the_week_a_letter_for_several_sessions_says_how_to_reach_one(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.press("h")
        assert "This clinic has several sessions in the week" in page.status


async def test_a_whole_clinic_is_cancelled_once_its_number_of_patients_is_typed(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("x", "u", "enter")
        await page.until_shown("4 patients, longest wait 8 weeks")
        assert "10:20 OKAFOR Chidi" in page.flat
        await page.press("4", "enter")
        await page.until(lambda: "is cancelled: 4 patients back on the list" in page.status)
        await page.until_shown("cancelled: clinician sickness")
    assert {counter.status_of(family) for family in counter.entries} == {"waiting"}


async def test_another_number_is_answered_on_the_sheet_and_cancels_nothing(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("x", "u", "enter")
        await page.until_shown("4 patients, longest wait 8 weeks")
        await page.press("5", "enter")
        await page.until_shown("This cancels 4 patients, not 5")
        await page.press("escape")
        await page.until_shown("Nothing was cancelled.")
    assert counter.status_of("Patel") == "booked"


async def test_at_short_notice_the_bar_asks_who_approved(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        await page.press("x", "h", "enter")
        await page.until_shown("name of the chief operating officer who approved it")
        await page.type_text("J Khan")
        await page.press("enter")
        await page.until(lambda: "is cancelled: nobody was booked. Told: secretary, Dermatology" in page.status)
    assert counter.desk.clinics.between(WEDNESDAY.date(), WEDNESDAY.date())[0].status == "cancelled"


async def test_an_empty_clinic_is_cancelled_without_a_number(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        await page.press("x", "u")
        await page.until_shown("nobody is booked")
        await page.press("enter")
        await page.until(lambda: "Wed 5 Mar 09:00 is cancelled" in page.status)


async def test_a_clinic_that_has_begun_is_not_cancelled_as_a_whole(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(minutes=5)
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("x")
        await page.until(lambda: "one by one" in page.status)


async def test_in_the_week_x_says_how_to_reach_one_of_several_sessions(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.press("x")
        await page.until(lambda: "This clinic has several sessions in the week" in page.status)


async def test_one_patient_of_a_session_is_cancelled_with_a_reason(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("enter")
        await page.until_shown("PATEL Anjali")
        await page.press("x")
        assert "Cancel PATEL Anjali" in page.flat


async def test_a_session_is_closed_when_everybody_is_accounted_for(counter: Counter) -> None:
    for reference in counter.references.values():
        assert isinstance(counter.desk.reception.arrive(reference), Arrived)
    counter.clock.at = TEN + timedelta(hours=3)
    for reference in counter.references.values():
        outcome = OutcomeToRecord(reference, "5", "3", "10", see_by=datetime(2025, 4, 14).date())
        assert isinstance(counter.desk.reception.record_outcome(outcome), OutcomeRecorded)
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("t", "enter")
        await page.until(lambda: "is closed: everybody in it is accounted for" in page.status)


async def test_what_stands_in_the_way_of_closing_is_listed_by_patient(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(hours=3)
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("t", "enter")
        await page.until(lambda: "can't be closed yet" in page.text)
        await page.until(lambda: "10:20 OKAFOR Chidi: Say whether the patient attended." in page.flat)


async def test_unfilled_slots_say_who_could_come(counter: Counter) -> None:
    an_entry(counter.desk, counter.hospital, a_patient(counter.desk, "Waiting", "Wilma"))
    async with at_clinics(counter) as page:
        await page.press("f")
        await page.until_shown("Unfilled in ten working days · 5 slots")
        await page.until_shown("Could come · 1 WAITING Wilma, position 1")


async def _at_the_last_free_place(page: ClinicsPage) -> datetime:
    """Go down the free places to the last one; return when it is."""
    await page.press("f")
    await page.until_shown("Unfilled in ten working days")
    await page.press("end")
    line = page.clinics.timetable.table.row
    assert line is not None and line.unfilled is not None
    return line.unfilled.starts_at


def _in_hand(page: ClinicsPage, patient_id: int, name: str) -> None:
    page.app.take_in_hand(InHand(patient_id, name))


async def _until_offered(page: ClinicsPage, name: str, starts: datetime) -> None:
    """Wait for the bar on the card: the place and no other, held for this patient."""
    await page.until(lambda: "Patient card" in page.text and f"Book {name}" in page.flat, "the bar on the card")
    await page.until(lambda: "held " in page.text, "the hold")
    assert f"{starts:%a} {starts.day} {starts:%b} {starts:%H:%M}" in page.flat.split(f"Book {name}")[1]


@pytest.mark.parametrize("who", ["the candidate", "the patient in hand"])
async def test_the_place_under_the_cursor_is_what_is_offered(counter: Counter, who: str) -> None:
    wilma = a_patient(counter.desk, "Waiting", "Wilma")
    an_entry(counter.desk, counter.hospital, wilma)
    async with at_clinics(counter) as page:
        starts = await _at_the_last_free_place(page)
        await page.until_shown("1 WAITING Wilma")
        if who == "the candidate":
            await page.press("1")
        else:
            _in_hand(page, wilma, "WAITING Wilma")
            await page.press("enter")
        await _until_offered(page, "WAITING Wilma", starts)
        await page.press("enter")
        await page.until(lambda: "ahead could have this place" in page.flat or "Booked" in page.status, "an answer")


@pytest.mark.parametrize("in_hand", ["", "Patel"])
async def test_where_the_patient_in_hand_can_not_have_it_enter_asks_who_does(counter: Counter, in_hand: str) -> None:
    an_entry(counter.desk, counter.hospital, a_patient(counter.desk, "Waiting", "Wilma"))
    async with at_clinics(counter) as page:
        if in_hand:
            _in_hand(page, counter.entries[in_hand].patient_id, "PATEL Anjali")
        starts = await _at_the_last_free_place(page)
        await page.until_shown("1 WAITING Wilma")
        assert "Enter PATEL" not in page.flat
        await page.press("enter")
        why = "PATEL Anjali: Nothing to book in Dermatology" if in_hand else "Nobody is in hand."
        await page.until(lambda: why in page.flat and "1 WAITING Wilma" in page.flat, why)
        await page.press("1", "enter")
        await _until_offered(page, "WAITING Wilma", starts)


async def test_among_slots_a_digit_that_chooses_nobody_is_refused_and_a_number_is_looked_up(counter: Counter) -> None:
    an_entry(counter.desk, counter.hospital, a_patient(counter.desk, "Waiting", "Wilma"))
    async with at_clinics(counter) as page:
        await _at_the_last_free_place(page)
        await page.until_shown("1 WAITING Wilma")
        await page.press("2")
        assert "2 chooses nobody; 1 to 1 do." in page.status
        await page.press("down")
        for number in ("9434765919", "1943476591"):
            await page.press("f7")
            await page.type_text(number)
            await page.press("enter")
            await page.until(lambda: isinstance(page.app.screen, FindScreen), "the one box")
            assert isinstance(page.app.screen, FindScreen) and page.app.screen._box.value == number
    assert counter.desk.clinics.unfilled()


async def test_from_a_day_back_leads_to_its_week(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        await page.press("right", "f12")
        await page.until_shown("Week of Mon 3 Mar")
        await page.show_day(1)
        await page.press("enter")
        await page.until_shown("PATEL Anjali")
        await page.press("f12")
        await page.until_shown("Mon 3 Mar 2025")
        await page.press("f12")
        await page.until_shown("Week of Mon 3 Mar")


async def test_the_clinic_command_takes_a_clinic_and_a_day(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        page.clinics.take_arguments(("derm", "wed"))
        await page.until_shown("Wed 5 Mar 2025")
        assert page.clinics.timetable.table.rows[0].sessions[0].clinic_name == "Dermatology new"


async def test_a_half_typed_reason_is_put_back(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(3)
        await page.press("h")
        await page.type_text("Dr Sh")
        kept = page.clinics.half_done.get_state()
    async with at_clinics(counter) as page:
        page.clinics.half_done.set_state(kept)
        await page.until_shown("Stop booking into Dermatology new, Wed 5 Mar 09:00")
        await page.until(lambda: "Dr Sh" in page.text)


async def test_a_half_done_cancellation_of_a_patient_in_a_clinic_is_put_back(counter: Counter) -> None:
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("enter")
        await page.until(
            lambda: page.clinics.timetable.page is not None and page.clinics.timetable.page.position.level == "session"
        )
        await page.settle()
        await page.press("down")
        line = page.clinics.timetable.table.row
        assert line is not None and line.patient is not None
        await page.press("x")
        await page.until(lambda: page.clinics.bar.is_open, "the bar")
        await page.press("w")
        kept = json.loads(json.dumps(page.clinics.half_done.get_state()))
    async with at_clinics(counter) as page:
        page.clinics.half_done.set_state(kept)
        await page.until_shown(f"Cancel {line.name}")


async def test_a_clinic_stands_where_the_alphabet_has_it_whatever_its_capitals(counter: Counter) -> None:
    other = a_hospital(counter.desk, "ENT", "de la Cruz ENT")
    a_session(counter.desk, other, WEDNESDAY)
    async with at_clinics(counter) as page:
        assert page.flat.index("de la Cruz") < page.flat.index("Dermatology")


async def test_new_dates_for_a_cancelled_clinic_are_offered_one_by_one(counter: Counter) -> None:
    session = counter.desk.clinics.between(TEN.date(), TEN.date())[0]
    only(counter.desk.clinics.cancel(ClinicToCancel(session.session_id, "HC03", "flu"), 4), ClinicCancelled)
    a_session(counter.desk, counter.hospital, datetime(2025, 4, 2, 9, 0), slots=4)
    async with at_clinics(counter) as page:
        await page.show_day(1)
        await page.press("b")
        await page.until_shown("New dates · ")
        assert page.flat.count("Wed 2 Apr") == 4
        await page.press("enter")
        await page.until(lambda: "Book PATEL Anjali · 1 Wed 2 Apr" in page.flat and "held" in page.flat)
        await page.press("f12", "f12")
        await page.until_shown("New dates · ")
        await page.press("f12")
        await page.until_shown("cancelled: clinician sickness")
