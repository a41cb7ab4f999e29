"""One part of a call without the screen of a call, for tests of the parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.events import Key
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

import clerkdesk.screens.call
from tests.drivers import painted_text

MessageT = TypeVar("MessageT", bound=Message)
NAMES = {" ": "space", "+": "plus", "!": "exclamation_mark", "'": "apostrophe", "/": "slash"}


class PartAlone(App[None]):
    """Shows one part alone, and records the messages that it sends."""

    CSS_PATH = Path(clerkdesk.screens.call.__file__).parent / "call.tcss"
    CSS = ".field-label { width: 12; }"

    def __init__(
        self,
        part: Widget,
        *,
        hears: Callable[[Message], None] | None = None,
        digit: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__()
        self._part = part
        self._hears = hears
        self._digit = digit
        self.sent: list[Message] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the colours that the themes of the desk add."""
        return {"desk-muted": "gray", "desk-rule": "gray"}

    def compose(self) -> ComposeResult:
        yield self._part

    def post_message(self, message: Message) -> bool:
        """Record a message of the part, as a screen would get it."""
        if message.__class__.__module__.startswith("clerkdesk."):
            self.sent.append(message)
            if self._hears is not None:
                self._hears(message)
        return super().post_message(message)

    def on_key(self, event: Key) -> None:
        """Pass a digit to the part, as a screen does if no field takes it."""
        if self._digit is not None and event.character is not None and event.character.isdecimal():
            self._digit(event.character)

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        """Return the recorded messages of one kind."""
        return [message for message in self.sent if isinstance(message, kind)]

    @property
    def text(self) -> str:
        """What is painted."""
        return painted_text(self)


class Alone:
    """Drives a part by keys."""

    def __init__(self, app: PartAlone, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until their work is done."""
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def type_text(self, text: str) -> None:
        """Type a text."""
        await self.press(*(NAMES.get(letter, letter) for letter in text))


@asynccontextmanager
async def alone(
    part: Widget,
    *,
    hears: Callable[[Message], None] | None = None,
    digit: Callable[[str], object] | None = None,
    size: tuple[int, int] = (80, 16),
) -> AsyncIterator[Alone]:
    """Mount a part in an app of its own."""
    app = PartAlone(part, hears=hears, digit=digit)
    async with app.run_test(size=size) as pilot:
        yield Alone(app, pilot)
