"""The keystroke budget of validating, counted on the real program in a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import MONDAY
from tests.screens.validation.validation_page import WaitingRoom
from tests.terminal import Terminal


@pytest.fixture
def terminal(room: WaitingRoom) -> Iterator[Terminal]:
    with Terminal(["--db", room.location], environment={"CLERKDESK_NOW": MONDAY.isoformat()}) as running:
        running.wait_for("Dermatology", 20)
        running.press_and_see("f5", "21 weeks waited", 20)
        yield running


def test_nothing_wrong_takes_three_keys_and_the_next_stands_under_the_cursor(
    terminal: Terminal, room: WaitingRoom
) -> None:
    begun = terminal.keys
    terminal.press_and_see("v", "Validate PATEL Anjali")
    terminal.press_and_see("1", "s still waiting")
    terminal.press_and_see("enter", "Still waiting, nothing changes.")
    assert terminal.keys - begun == 3
    terminal.wait_for("1 of 4 today")
    terminal.press_and_see("v", "Validate OKAFOR Chidi")
    assert room.recorded("Patel") == [("technical", "V01")]


def test_another_outcome_takes_six_keys_at_the_most(terminal: Terminal, room: WaitingRoom) -> None:
    begun = terminal.keys
    terminal.press_and_see("v", "Validate PATEL Anjali")
    terminal.press_and_see("2", "u unsure, clinician looks")
    terminal.press("u")
    terminal.press_and_see("enter", "A clinician decides by")
    assert terminal.keys - begun <= 6
    assert room.recorded("Patel") == [("contact", "V14")]


def test_three_keys_typed_at_once_wait_for_the_eye_before_they_commit(terminal: Terminal, room: WaitingRoom) -> None:
    terminal.press("v", "1", "enter")
    terminal.wait_for("does not count")
    assert room.recorded("Patel") == []
    terminal.press_and_see("enter", "Still waiting, nothing changes.")
