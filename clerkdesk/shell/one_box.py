"""The way to the one box, which looks up a name, a number or a paste that nothing else takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from textual.events import Key, Paste
from textual.screen import Screen

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.abilities import TakesWords
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.key_gate import KeyGate, Typed


class LeadsToFind(Protocol):
    """The app, as this module needs it."""

    @property
    def screen(self) -> Screen[Any]:
        """The top screen."""

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped."""

    async def run_command(self, name: str) -> None:
        """Carry out a command of the registry as if its key had been pressed."""


class OneBox:
    """Opens the one box and replays there what was typed elsewhere."""

    def __init__(self, app: LeadsToFind, gate: KeyGate, why_not: Callable[[], str]) -> None:
        """Take the app, the key gate, and a function that answers why the one box cannot be opened."""
        self._app = app
        self._gate = gate
        self._why_not = why_not

    async def take(self, text: str) -> None:
        """Open the one box and type a text into it; later keys follow."""
        await self._lead(text, text, [Key(letter, letter) for letter in text])

    async def look_up(self, name: str) -> None:
        """Open the one box with a name typed elsewhere."""
        await self._lead(name, "", [Key(letter, letter) for letter in name])

    async def take_paste(self, event: Paste) -> None:
        """Put a text pasted over a list into the one box, unless a question that a letter answers is open."""
        top = self._app.screen
        if isinstance(top, DeskScreen) and not top.typing.takes_letters:
            await self._lead("What was pasted", event.text, [event])
        else:
            self._app.refuse("Nothing here takes what was pasted: it was left out.")

    async def _lead(self, called: str, text: str, typed: Sequence[Typed]) -> None:
        if reason := self._why_not():
            self._app.refuse(f"{called} does nothing here. {reason}")
            return
        with self._gate.closed():
            self._gate.type_again(*typed)
            top = self._app.screen
            if text and isinstance(top, TakesWords) and top.takes_words(text):
                return
            await self._app.run_command("find")
        top = self._app.screen
        in_a_box = isinstance(top, DeskScreen) and (top.NAME == "find" or top.commands.handler_of("find") is not None)
        if not in_a_box:
            # Replayed anywhere but in a box, it would come back here.
            self._gate.take_back(*typed)
            self._app.refuse(f"{called} does nothing here; {key_for('help')} lists what does.")
