"""The promised number of keys, counted on the real program in a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from clerkdesk.services.booking.bookings import Booked
from tests.builders import a_session, an_entry
from tests.conftest import MONDAY
from tests.screens.front_desk import FrontDesk
from tests.terminal import Terminal


@pytest.fixture
def terminal(front: FrontDesk) -> Iterator[Terminal]:
    with at_ashas_desk(front) as started:
        started.wait_for("Dermatology")
        yield started


def at_ashas_desk(front: FrontDesk) -> Terminal:
    now = {"CLERKDESK_NOW": MONDAY.isoformat()}
    return Terminal(("--db", front.location, "--clerk", "asha.derm"), environment=now)


def test_find_by_name_and_birth_date_takes_ten_keys(terminal: Terminal) -> None:
    terminal.press("f2")
    terminal.type("on030218")
    terminal.press("enter")
    terminal.wait_for("Patient card")
    terminal.wait_for("O'NEIL-[/] Maeve 3 Feb 2018")
    assert terminal.keys <= 10


def find_anjali(terminal: Terminal) -> int:
    """Find the patient who is booked; return the keys pressed so far."""
    terminal.press("f2")
    terminal.type("patel anj 140367")
    terminal.press("enter")
    terminal.wait_for("PATEL Anjali 14 Mar 1967")
    return terminal.keys


def test_cancel_with_a_reason_takes_four_keys_after_find(terminal: Terminal) -> None:
    before = find_anjali(terminal)
    terminal.press_and_see("x", "reason?")
    terminal.press("u")
    terminal.press_and_see("enter", "Cancelled by the patient")
    assert terminal.keys - before <= 4


def test_move_takes_five_keys_after_find(terminal: Terminal) -> None:
    before = find_anjali(terminal)
    terminal.press_and_see("m", "another slot")
    terminal.press("2", "d")
    terminal.press_and_see("enter", "Moved to")
    assert terminal.keys - before <= 5


CLINIC_OF_TWELVE = timedelta(days=7)


@pytest.fixture
def at_a_clinic_of_twelve(front: FrontDesk) -> Iterator[Terminal]:
    """F7 with the cursor on a clinic in a week's time, with twelve patients."""
    starts = (MONDAY + CLINIC_OF_TWELVE).replace(hour=10, minute=0)
    for slot in a_session(front.desk, front.hospital, starts, slots=12, minutes=15):
        assert isinstance(front.desk.booking.book(an_entry(front.desk, front.hospital).id, slot, "OT02"), Booked)
    with at_ashas_desk(front) as started:
        started.wait_for("Dermatology")
        started.press_and_see("f7", "Week of")
        started.press_and_see("right", "12/12")
        started.press_and_see(str(starts.isoweekday()), "10:00-13:00")
        yield started


def test_cancelling_a_clinic_of_twelve_takes_ten_keys(at_a_clinic_of_twelve: Terminal) -> None:
    terminal = at_a_clinic_of_twelve
    before = terminal.keys
    terminal.press_and_see("x", "reason?")
    terminal.press("u")
    terminal.press_and_see("enter", "Type how many, then")
    terminal.type("12")
    terminal.press_and_see("enter", "12 patients back on the list")
    assert terminal.keys - before <= 10


def test_with_the_initials_of_who_approved_it_takes_ten_keys_too(at_a_clinic_of_twelve: Terminal) -> None:
    terminal = at_a_clinic_of_twelve
    before = terminal.keys
    terminal.press_and_see("x", "reason?")
    terminal.press_and_see("h", "who approved it")
    terminal.type("JK")
    terminal.press_and_see("enter", "Type how many, then")
    terminal.type("12")
    terminal.press_and_see("enter", "12 patients back on the list")
    assert terminal.keys - before <= 10


def test_registering_a_patient_takes_82_keys(terminal: Terminal) -> None:
    before = terminal.keys
    terminal.press_and_see("ctrl+n", "Family name")
    for text in ("Okonkwo", "Ada", "3/2/80", "f"):
        terminal.type(text)
        terminal.press("tab")
    for text in ("9990011222", "07700900123", "nn12ab"):
        terminal.type(text)
        terminal.press("tab")
    terminal.type("12 Mill Lane")
    terminal.press("enter")
    terminal.wait_for("Registered OKONKWO Ada")
    terminal.wait_for("07700 900123")
    assert terminal.keys - before <= 82
