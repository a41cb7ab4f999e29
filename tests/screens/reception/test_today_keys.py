"""The keystroke budgets of reception, counted on the real program in a pseudo-terminal."""

from __future__ import annotations

from datetime import timedelta

from tests.screens.reception.today_page import TEN, Counter
from tests.terminal import Terminal


def at_ten_past(counter: Counter) -> Terminal:
    """Rosa's desk at ten minutes past ten."""
    now = (TEN + timedelta(minutes=10)).isoformat()
    return Terminal(["--db", counter.location, "--clerk", "rosa"], environment={"CLERKDESK_NOW": now})


def open_today(terminal: Terminal) -> None:
    terminal.wait_for("Rosa", 20)
    terminal.press("f6")
    terminal.wait_for("PATEL Anjali", 20)


def test_to_arrive_takes_four_keys_and_the_next_patient_four_more(counter: Counter) -> None:
    with at_ten_past(counter) as terminal:
        open_today(terminal)
        counted = []
        for letters, name in (("ok", "OKAFOR Chidi"), ("mc", "MCCARTHY Sean")):
            begun = terminal.keys
            terminal.type(letters)
            terminal.press_and_see("enter", f"Arrive {name}")
            terminal.press_and_see("enter", f"{name} has arrived.")
            counted.append(terminal.keys - begun)
    assert counted == [4, 4]
    assert [counter.state_of(family) for family in ("Okafor", "McCarthy")] == ["arrived", "arrived"]


def test_the_usual_outcome_takes_five_keys_on_each_row(counter: Counter) -> None:
    for family in ("Patel", "Okafor"):
        counter.desk.reception.arrive(counter.references[family])
    counter.clock.at = TEN + timedelta(minutes=40)
    now = counter.clock.at.isoformat()
    with Terminal(["--db", counter.location, "--clerk", "rosa"], environment={"CLERKDESK_NOW": now}) as terminal:
        open_today(terminal)
        terminal.press("down", "home")
        counted = []
        for name in ("PATEL Anjali", "OKAFOR Chidi"):
            begun = terminal.keys
            terminal.press_and_see("o", f"Outcome for {name}")
            terminal.press("3", "6", "w")
            terminal.wait_for("see by Mon 14 Apr 2025, 6 weeks")
            terminal.press_and_see("enter", f"{name}: next later, on the list")
            counted.append(terminal.keys - begun)
    assert counted == [5, 5]
    assert [counter.state_of(family) for family in ("Patel", "Okafor")] == ["done", "done"]
