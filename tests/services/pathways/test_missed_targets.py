"""An appointment that misses a date to meet says so wherever it is shown, and why names what helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from clerkdesk.screens.reception.about import reasons
from clerkdesk.screens.reception.visits import Shown, read_page
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.words.next_steps import possible_steps
from tests.builders import Entry, a_hospital, a_session, an_entry
from tests.conftest import MONDAY
from tests.spoken import on_screen

LAST_DAY_AFTER = timedelta(days=126)
"""From the start of a clock to the last day within 18 weeks."""
LATER_TODAY = datetime(2025, 3, 3, 14, 0)
IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)


@dataclass
class Told:
    """What each place says of one appointment."""

    card: str
    why: str
    find: str
    today: str
    beside: str


def booked(desk: Desk, starts: datetime, clock_start: date) -> Entry:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital, clock_start=clock_start)
    answer = desk.booking.book(entry.id, a_session(desk, hospital, starts)[0])
    assert isinstance(answer, Booked), answer
    return entry


def told(desk: Desk, entry: Entry) -> Told:
    card, why = desk.patients.card(entry.patient_id), desk.pathways.why(entry.pathway_id)
    assert isinstance(card, PatientCard) and isinstance(why, ClockWhy)
    missed = card.pathways[0].needs[0].missed
    coming = desk.patients.coming_up([entry.patient_id])[entry.patient_id].missed
    board = [line for visit in read_page(desk, Shown()).visits for line in reasons(visit)]
    return Told(
        missed.sentence if missed else "",
        " ".join(possible_steps(why.requests, why.next_steps)),
        coming.sentence if coming else "",
        " ".join(board),
        " ".join(desk.patients.beside(entry.patient_id)),
    )


@pytest.mark.parametrize("starts", [LATER_TODAY, IN_FOUR_WEEKS])
def test_a_booked_date_past_its_target_is_said_by_how_much_wherever_it_stands(desk: Desk, starts: datetime) -> None:
    last_day = starts.date() - timedelta(days=9)
    entry = booked(desk, starts, last_day - LAST_DAY_AFTER)
    said = told(desk, entry)
    late = "9 days past the 18-week date"
    assert said.card.startswith(late) and said.find.startswith(late) and f"booked {late}" in said.beside
    assert f", {late}" in said.why and "e on the card (F4) escalates it" in on_screen(said.why)
    assert (f"Booked {late}" in said.today) == (starts.date() == MONDAY.date())


@pytest.mark.parametrize("starts", [LATER_TODAY, IN_FOUR_WEEKS])
def test_a_booked_date_on_the_last_day_misses_nothing_anywhere(desk: Desk, starts: datetime) -> None:
    said = told(desk, booked(desk, starts, starts.date() - LAST_DAY_AFTER))
    assert (said.card, said.find) == ("", "")
    assert all("past" not in words for words in (said.why, said.today, said.beside))
    assert "escalates" not in said.why
