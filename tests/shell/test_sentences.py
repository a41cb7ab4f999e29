from __future__ import annotations

import asyncio

from textual.events import Key

from clerkdesk.shell.key_gate import KeyGate, Typed
from clerkdesk.shell.sentences import DROPPED, Sentences
from tests.shell.stand_in import Keeper, NamedScreen, StandIn, typed


def leaves(event: Typed) -> bool:
    return isinstance(event, Key) and event.key == "ctrl+q"


class Voice:
    """Sentences over a gate at which keys wait."""

    def __init__(self, *waiting: str) -> None:
        self.screen = NamedScreen()
        self.app = StandIn(self.screen)
        self.gate = KeyGate(Keeper())
        self.gate.type_again(*typed(*waiting))
        self.asked = 0
        self.sentences = Sentences(self.app, self.gate, leaves, self.ask)

    def ask(self) -> None:
        self.asked += 1


def test_a_sentence_is_shown_on_the_topmost_screen() -> None:
    beneath, top = NamedScreen("booking"), NamedScreen("call")
    voice = Voice()
    voice.app.screens = [beneath, top]
    voice.sentences.say("Booked.")
    assert (beneath.heard, top.heard) == ([], ["Booked."])


def test_a_refusal_rings_and_says_that_keys_were_dropped() -> None:
    voice = Voice("a", "enter")
    voice.sentences.refuse("No slot is free.")
    assert voice.app.bells == 1 and voice.gate.held == 0 and voice.asked == 0
    assert voice.screen.heard == ["refused a", f"No slot is free. {DROPPED}"]


def test_a_refusal_of_nothing_more_says_its_sentence_alone() -> None:
    voice = Voice()
    voice.sentences.refuse("No slot is free.")
    assert voice.screen.heard == ["refused ", "No slot is free."]


def test_letters_that_may_be_of_a_name_go_on_waiting() -> None:
    voice = Voice("p", "a", "enter")
    voice.sentences.refuse("“b” does nothing here.", may_be_a_name=True)
    assert voice.gate.held == 2 and voice.screen.heard[-1] == f"“b” does nothing here. {DROPPED}"


def test_the_key_that_leaves_is_not_dropped_in_silence() -> None:
    voice = Voice("a", "ctrl+q")
    assert voice.sentences.refusal("Why not.") == f"Why not. {DROPPED}"
    assert voice.asked == 1


async def test_a_long_wait_is_told_and_a_short_one_is_not() -> None:
    voice = Voice()
    with voice.sentences.said_after(0.05, "Saving."):
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    assert voice.screen.heard == []
    with voice.sentences.said_after(0.0, "Saving."):
        await asyncio.sleep(0.01)
    assert voice.screen.heard == ["Saving."]
