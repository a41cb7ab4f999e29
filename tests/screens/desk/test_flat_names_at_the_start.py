"""Whoever starts the desk is told once of a setting that is written without its group."""

from __future__ import annotations

from tests.screens.scene import ASHA, Scene
from tests.terminal import Terminal

_TOLD = (
    "CLERKDESK_POLICY_UNDO_MINUTES is read as CLERKDESK_POLICY_DESK_UNDO_MINUTES: write it so. "
    "`clerkdesk settings show` names 1 more."
)


def test_the_first_is_told_with_the_number_of_the_others_until_the_next_key(scene: Scene) -> None:
    variables = {
        "CLERKDESK_NOW": scene.clock.at.isoformat(),
        "CLERKDESK_POLICY_UNDO_MINUTES": "9",
        "CLERKDESK_POLICY_CLAIM_MINUTES": "9",
    }
    with Terminal(["--db", scene.location, "--clerk", ASHA], environment=variables, columns=160) as terminal:
        terminal.wait_for(_TOLD, 30)
        terminal.press_and_see("f1", "Esc")
        terminal.press("escape")
        terminal.quiet()
        assert "write it so" not in terminal.text
