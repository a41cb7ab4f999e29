"""The keystroke budgets of a call, counted on the real program in a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answers import taken
from tests.screens.scene import ASHA, MOTHERS_NUMBER, Scene
from tests.terminal import Terminal


@pytest.fixture
def terminal(scene: Scene) -> Iterator[Terminal]:
    arguments = ["--db", scene.location, "--clerk", ASHA]
    with Terminal(arguments, environment={"CLERKDESK_NOW": scene.clock.at.isoformat()}) as running:
        running.wait_for("ENT · new", 20)
        yield running


def test_a_phone_message_takes_four_keys_over_its_text(terminal: Terminal, scene: Scene) -> None:
    said = f"{MOTHERS_NUMBER} wants half term, please ring before 3"
    begun = terminal.keys
    terminal.press_and_see("f8", "another call on top")
    terminal.type(said)
    terminal.wait_for("mother (next of kin) of O'NEIL Maeve, 7")
    terminal.press_and_see("enter", "Who is it for?")
    terminal.press_and_see("1", "▸1 secretary ENT")
    terminal.press_and_see("enter", "Message for secretary, ENT.")
    assert terminal.keys - begun - len(said) <= 4
    (item,) = [row for row in taken(scene.desk.inbox.items("all")) if row.kind == "message"]
    assert (item.sentence, item.patient_id) == ("wants half term, please ring before 3", scene.patient_id)
