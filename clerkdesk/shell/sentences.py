"""Says sentences to the clerk, and refuses: rings the bell and drops the keys typed ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from textual.screen import Screen

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.key_gate import KeyGate, Typed, leading_word
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.lines import StatusLine
from clerkdesk.widgets.plain import joined

DROPPED = "(Keys typed ahead were dropped.)"


class Heard(Protocol):
    """Where sentences are shown: the app's screens and bell."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens of the current mode, the top one last."""

    def bell(self) -> None:
        """Ring the bell."""


class Sentences:
    """Says sentences in the status line, and refuses."""

    def __init__(
        self, shown: Heard, gate: KeyGate, leaves: Callable[[Typed], bool], ask_to_leave: Callable[[], object]
    ) -> None:
        """Take the app, which shows the sentences, and the key gate.

        A dropped key that leaves the desk (`leaves`) still asks (`ask_to_leave`).
        """
        self._shown = shown
        self._gate = gate
        self._leaves = leaves
        self._ask_to_leave = ask_to_leave

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the topmost screen that has one."""
        for screen in reversed(self._shown.screen_stack):
            if isinstance(screen, DeskScreen):
                screen.frame.say(sentence, tone)
                break

    def refuse(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        """Refuse with bell and sentence, and drop the keys typed ahead, except the one that leaves.

        If a name may follow, letters typed ahead stay.
        """
        self.say(self.refusal(sentence, may_be_a_name=may_be_a_name), "warning")

    def refusal(self, sentence: str, *, may_be_a_name: bool = False) -> str:
        """Ring the bell and drop the keys typed ahead; return the sentence for the caller to say."""
        dropped = self._gate.drop(but_a_word=may_be_a_name)
        self._shown.bell()
        word, kept = leading_word(dropped), ""
        top = self._shown.screen_stack[-1]
        if isinstance(top, DeskScreen):
            typed = "".join(str(each.character) for each in word)
            kept = top.typing.key_refused(typed, word[-1].time if word else 0.0)
        if any(map(self._leaves, dropped)):
            self._ask_to_leave()
        lost = kept or (DROPPED if dropped else "")
        return sentence if lost and lost in sentence else joined((sentence, lost), " ")

    @contextmanager
    def said_after(self, seconds: float, sentence: str) -> Iterator[None]:
        """Show a sentence if work takes longer than some seconds, until the work ends."""
        told = asyncio.get_running_loop().call_later(seconds, self.say, sentence)
        try:
            yield
        finally:
            told.cancel()
            for line in [line for screen in self._shown.screen_stack for line in screen.query(StatusLine)]:
                if line.sentence == sentence:
                    line.show("")
