"""A half-filled form survives a crash: the process is killed, and the next one goes on where the clerk was (law 2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from tests.builders import a_patient
from tests.screens.scene import ASHA, BEV, MOTHERS_NUMBER, Scene
from tests.terminal import Terminal

_OFFERED = "when the desk stopped."


@contextmanager
def at_the_desk(scene: Scene, clerk: str = ASHA) -> Iterator[Terminal]:
    """Run the real program; at the end its process is killed, whatever it was doing."""
    arguments = ["--db", scene.location, "--clerk", clerk]
    with Terminal(arguments, environment={"CLERKDESK_NOW": scene.clock.at.isoformat()}) as terminal:
        terminal.wait_for("ENT · new", 30)
        yield terminal


def kept(scene: Scene, terminal: Terminal, words: str) -> None:
    """Wait until what was typed has reached the database."""
    before = ""
    for _ in range(100):
        at_work = scene.desk.drafts.waiting("at_work")
        states = "".join(row.state for row in [*scene.desk.drafts.waiting(), *at_work])
        if at_work and words in states and states == before:
            return
        before = states
        # Longer than the desk waits after a key, with the terminal read meanwhile.
        for _ in range(12):
            terminal.quiet(0.05)
    raise AssertionError(f"{words!r} was not kept; on the screen was:\n{terminal.text}")


def test_a_call_comes_back_after_a_crash_down_to_the_cursor(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("f8", "another call on top")
        terminal.type(f"{MOTHERS_NUMBER} wants term")
        terminal.press("left", "left", "left", "left")
        kept(scene, terminal, "wants term")
    with at_the_desk(scene) as terminal:
        terminal.wait_for(f"A call of 09:42 was open {_OFFERED}")
        terminal.press_and_see("enter", "mother (next of kin) of O'NEIL Maeve, 7")
        terminal.type("half ")
        terminal.wait_for("wants half term")


def test_a_call_within_a_call_comes_back_on_top_of_it(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("f8", "another call on top")
        terminal.type("o'neil")
        terminal.wait_for("O'NEIL Maeve")
        terminal.press_and_see("f8", "Call 09:42 is kept")
        terminal.type(f"{MOTHERS_NUMBER} second")
        kept(scene, terminal, "second")
    with at_the_desk(scene) as terminal:
        terminal.wait_for(_OFFERED)
        terminal.press_and_see("enter", "second")
        terminal.press_and_see("f12", "is parked as it is")
        terminal.wait_for("o'neil")


def begin_to_cancel(terminal: Terminal) -> None:
    """Open the bar that cancels on the card, and begin to type a reason."""
    terminal.press("f2")
    terminal.type("o'neil maeve")
    terminal.wait_for("O'NEIL Maeve")
    terminal.press_and_see("enter", "Patient card")
    terminal.wait_for("Open")
    terminal.press_and_see("x", "Cancel O'NEIL Maeve")
    terminal.press("o")
    terminal.type("away for wo")


def test_a_bar_comes_back_with_its_answers(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        begin_to_cancel(terminal)
        kept(scene, terminal, "away for wo")
    with at_the_desk(scene) as terminal:
        terminal.wait_for(f"“Cancel” on Patient card was open {_OFFERED}")
        terminal.press_and_see("enter", "Cancel O'NEIL Maeve")
        terminal.wait_for("away for wo")


def test_a_form_comes_back_with_its_field_and_cursor(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("ctrl+n", "Family name")
        terminal.type("okafr")
        terminal.press("left")
        kept(scene, terminal, "okafr")
    with at_the_desk(scene) as terminal:
        terminal.wait_for(_OFFERED)
        terminal.press_and_see("enter", "okafr")
        terminal.type("o")
        terminal.wait_for("okafor")


def test_a_referral_comes_back_for_the_patient_for_whom_it_was_begun(scene: Scene) -> None:
    a_patient(scene.desk, "Okafor", "Chidi", date(1980, 2, 3))
    with at_the_desk(scene) as terminal:
        terminal.press("f2")
        terminal.type("o'neil maeve")
        terminal.wait_for("O'NEIL Maeve")
        terminal.press_and_see("enter", "Patient card")
        terminal.press_and_see("ctrl+r", "Received on")
        terminal.type("24/2")
        terminal.press_and_see("f8", "another call on top")
        terminal.type("okafor chidi")
        terminal.wait_for("OKAFOR Chidi")
        terminal.press_and_see("enter", "→ OKAFOR Chidi")
        kept(scene, terminal, "24/2")
    with at_the_desk(scene) as terminal:
        terminal.wait_for("Half done")
        terminal.press_and_see("enter", "→ OKAFOR Chidi")
        terminal.press_and_see("f12", "Register a referral")
        terminal.wait_for("24 Feb 2025")
        assert "O'NEIL Maeve" in terminal.text


def test_what_is_left_is_not_offered_again_and_the_call_waits_in_the_inbox(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("f8", "another call on top")
        terminal.type(f"{MOTHERS_NUMBER} later please")
        kept(scene, terminal, "later please")
    with at_the_desk(scene) as terminal:
        terminal.wait_for(_OFFERED)
        terminal.press("escape")
        terminal.wait_for(lambda text: _OFFERED not in text)
        terminal.press_and_see("f9", "Inbox")
        terminal.wait_for("O'NEIL Maeve")
        terminal.press_and_see("enter", "later please")


def test_nobody_is_offered_what_another_clerk_left(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("f8", "another call on top")
        terminal.type(f"{MOTHERS_NUMBER} mine")
        kept(scene, terminal, "mine")
    with at_the_desk(scene, BEV) as terminal:
        assert _OFFERED not in terminal.quiet(0.2)


def test_a_second_window_is_not_offered_what_the_first_is_at(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("f8", "another call on top")
        terminal.type(f"{MOTHERS_NUMBER} mine")
        kept(scene, terminal, "mine")
        with at_the_desk(scene) as second:
            assert _OFFERED not in second.quiet(0.2)


def test_of_two_windows_the_other_is_offered_once_the_one_is_done_with(scene: Scene) -> None:
    with at_the_desk(scene) as one:
        one.press_and_see("ctrl+n", "Family name")
        one.type("okafr")
        kept(scene, one, "okafr")
        with at_the_desk(scene) as other:
            begin_to_cancel(other)
            kept(scene, other, "away for wo")
    with at_the_desk(scene) as terminal:
        terminal.wait_for(f"“Cancel” on Patient card was open {_OFFERED}")
        terminal.press_and_see("enter", "away for wo")
        assert _OFFERED not in terminal.quiet(0.2)
        # The first Escape goes back to the reason, the second leaves the bar.
        terminal.press("escape")
        terminal.quiet(0.2)
        terminal.press_and_see("escape", _OFFERED)
        terminal.press_and_see("enter", "okafr")


def test_what_was_typed_right_before_leaving_comes_back_too(scene: Scene) -> None:
    with at_the_desk(scene) as terminal:
        terminal.press_and_see("f8", "another call on top")
        terminal.type("wants half te")
        terminal.press_and_see("ctrl+q", "Leave clerkdesk?")
        terminal.quiet()
        terminal.press("enter")
        terminal.wait_for_end()
    with at_the_desk(scene) as terminal:
        terminal.wait_for(_OFFERED)
        terminal.press_and_see("enter", "wants half te")
