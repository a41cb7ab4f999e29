"""The keystroke budgets of the booking screen, counted on the real program in a pseudo-terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.conftest import MONDAY
from tests.screens.booking.booking_page import Clinic, live_appointments
from tests.terminal import Terminal


@pytest.fixture
def terminal(clinic: Clinic) -> Iterator[Terminal]:
    with Terminal(["--db", clinic.location], environment={"CLERKDESK_NOW": MONDAY.isoformat()}) as running:
        running.wait_for("1 Tue 1 Apr 09:00", 20)
        yield running


def cursor_on(name: str) -> re.Pattern[str]:
    return re.compile(rf"^> .*{name}", re.MULTILINE)


def test_the_next_three_patients_one_after_a_decline_are_booked_within_the_budget(
    terminal: Terminal, clinic: Clinic
) -> None:
    counted = []

    begun = terminal.keys
    terminal.press_and_see("b", "held ")
    terminal.press_and_see("2", "2 Tue 1 Apr 09:20 · held ")
    terminal.press_and_see("enter", "Booked Tue 1 Apr 09:20")
    counted.append(terminal.keys - begun)

    terminal.wait_for(lambda text: cursor_on("OKAFOR").search(text) is not None)
    terminal.press_and_see("b", "Book OKAFOR")
    terminal.wait_for("held ")
    begun = terminal.keys
    terminal.press_and_see("n", "reason?")
    terminal.press_and_see("h", "Enter records it")
    terminal.press_and_see("enter", lambda text: "declined" in text and "Enter accepts" in text and "held " in text)
    counted.append(terminal.keys - begun)
    terminal.press_and_see("enter", "Booked ")

    terminal.wait_for(lambda text: cursor_on("O'NEIL").search(text) is not None)
    begun = terminal.keys
    terminal.press_and_see("b", "held ")
    terminal.press_and_see("enter", "Booked ")
    counted.append(terminal.keys - begun)

    assert counted == [3, 3, 2]
    assert all(live_appointments(clinic.desk, clinic.entries[name]) for name in ("Patel", "Okafor", "O'Neil-[/]"))


def test_no_reply_takes_three_keys(terminal: Terminal) -> None:
    begun = terminal.keys
    terminal.press_and_see("k", "Contact tried with PATEL")
    terminal.press_and_see("n", "Enter records it")
    terminal.press_and_see("enter", lambda text: cursor_on("OKAFOR").search(text) is not None)
    assert terminal.keys - begun == 3


def test_a_booking_typed_at_once_waits_for_the_eye_before_it_commits(terminal: Terminal, clinic: Clinic) -> None:
    terminal.press("b", "2", "enter")
    terminal.wait_for("does not count")
    assert "Book PATEL Anjali · 2 Tue 1 Apr 09:20" in terminal.text
    assert live_appointments(clinic.desk, clinic.entries["Patel"]) == []
    terminal.press_and_see("enter", "Booked Tue 1 Apr 09:20")
