"""Every act of F6 on somebody of whom a near name is in the clinics of the day: it waits for a second look."""

from __future__ import annotations

from datetime import date, timedelta

from clerkdesk.keys import letters_of
from clerkdesk.services.booking.bookings import Booked
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.screens.reception.today_page import TEN, Counter, TodayPage, a_counter, at_the_counter

ACTS = ("arrive", "called", "seen", "left", "outcome")
"""The acts of one visit in their order; each is recorded only behind the second look."""
STATES = {"arrive": "arrived", "called": "with clinician", "seen": "seen", "left": "left", "outcome": "done"}
MORE = {"outcome": ("3", "6", "w")}
ALONE = {"cancel"}
"""Acts that end it: tried on a visit of their own."""
BESIDE = {
    "book": "on the card", "move": "on the card", "contact": "on the card", "review": "on the card",
    "escalate": "on the card", "why": "only looks", "copy": "only looks", "filter": "only looks",
    "take": "notes a cancellation, and does nothing to the visit",
}  # fmt: skip
"""Letters that record nothing of a visit here, and why."""
ASKED = ("In the clinics of that day with a similar name", "First ask the patient for their NHS number")


def test_every_letter_of_reception_is_in_the_walk() -> None:
    assert {item.name for item in letters_of("today")} == {*ACTS, *ALONE, *BESIDE}


async def _asks_twice(page: TodayPage, counter: Counter, act: str, family: str) -> None:
    """Press the letter of an act and Enter: nothing is recorded; say that it is another one: neither."""
    before = counter.state_of(family)
    await page.press("down", "home", page.app.keymap.key_of(act), "enter")
    assert any(words in page.flat for words in ASKED), (act, page.flat)
    await page.press("n")
    assert "Stop: " in page.flat, act
    await page.press("enter")
    assert counter.state_of(family) == before, act


async def _until_it_is(page: TodayPage, counter: Counter, state: str) -> None:
    await page.until(lambda: counter.state_of("Patel") == state, state)
    await page.settle()


async def test_every_act_of_reception_waits_for_a_second_look(sqlite_location: str) -> None:
    people = (("Patel", "Anjali", date(1967, 3, 14)), ("Patell", "Anjali", date(1970, 1, 1)))
    counter = a_counter(sqlite_location, people)
    async with at_the_counter(counter, (100, 30)) as page:
        await _asks_twice(page, counter, "cancel", "Patel")
        await page.press("f12")
        counter.clock.at = TEN + timedelta(minutes=5)
        for act in ACTS:
            await _asks_twice(page, counter, act, "Patel")
            await page.press("y", *MORE.get(act, ()), "enter")
            await _until_it_is(page, counter, STATES[act])


def test_a_near_name_of_another_reception_counts_too(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location, (("Patel", "Anjali", date(1967, 3, 14)),))
    desk = counter.desk
    other = a_hospital(desk, "CARD", "Cardiology")
    entry = an_entry(desk, other, a_patient(desk, "Patell", "Anjali", date(1970, 1, 1)))
    booked = desk.booking.book(entry.id, a_session(desk, other, TEN + timedelta(hours=5))[0])
    assert isinstance(booked, Booked), booked
    assert [each.family_name for each in desk.reception.near_names(counter.references["Patel"])] == ["Patell"]
