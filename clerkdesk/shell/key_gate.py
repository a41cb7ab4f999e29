"""The key gate: every key waits its turn until the screen it belongs to is ready; none is lost or misdelivered.

Textual hands a key to whatever has the focus when it arrives, and works it off in several queues; keys typed faster
than screens open would go to the screen before. Here one key is delivered, and the next only once the first has been
worked off all the way and the top screen says that it is ready for it. What a key does is not decided here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.message import Message

Typed = Key | Paste


def leading_word(events: Iterable[Typed]) -> list[Key]:
    """Return the letters and digits with which some keys begin."""
    word: list[Key] = []
    for event in events:
        if not isinstance(event, Key) or event.character is None or not event.character.isalnum():
            break
        word.append(event)
    return word


_LOOK_AGAIN_SECONDS = 0.1
_GIVE_UP_SECONDS = 2.0
_PASSES = 2
"""How often a marker follows a key through the queues: once behind the key, once behind what the key set off."""


class Settled(Message):
    """Travels behind a key through the same queues, and so arrives when the key has been worked off."""

    def __init__(self, serial: int, passes_left: int) -> None:
        super().__init__()
        self.serial = serial
        self.passes_left = passes_left


class GateKeeper(Protocol):
    """What the gate asks of the app."""

    def is_ready_for(self, event: Typed) -> bool:
        """Return whether the top screen can take this key."""

    def comes_too_early(self, event: Typed) -> bool:
        """Return whether this is an Enter typed before what it would commit was seen."""

    def refuse(self, sentence: str) -> None:
        """Ring the bell, say a sentence, and drop what is held."""

    async def deliver(self, event: Typed) -> None:
        """Carry out a command, or forward the key to the focused widget."""

    def target(self) -> DOMNode:
        """Return the widget that keys go to."""

    def call_later(self, callback: Callable[[], Awaitable[None]]) -> bool:
        """Run a callback once the app has worked off what is in its own queue."""


TOO_EARLY = "Enter was typed before this was on the screen, so it does not count. Look at it, then press Enter."


class KeyGate:
    """Holds keys and lets them through one by one, in the order typed."""

    def __init__(self, keeper: GateKeeper) -> None:
        self._keeper = keeper
        self._held: deque[Typed] = deque()
        self._serial = 0
        self._typed_at = 0.0
        self._in_flight = False
        self._target: DOMNode | None = None
        self._closed = 0

    @property
    def held(self) -> int:
        """How many keys wait."""
        return len(self._held)

    @property
    def delivered(self) -> int:
        """How many keys were let through."""
        return self._serial

    @property
    def typed_at(self) -> float:
        """When the last key that was let through was typed, on the clock of events; 0 before the first."""
        return self._typed_at

    @property
    def is_busy(self) -> bool:
        """Whether a key waits or is being worked off."""
        return self._in_flight or bool(self._held)

    async def arrive(self, event: Typed) -> None:
        """Take a key from the terminal."""
        self._held.append(event)
        await self.let_through()

    def type_again(self, *events: Typed) -> None:
        """Put keys in front of all that wait, as if they had been typed before them."""
        self._held.extendleft(reversed(events))

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Let no key through while a screen is on its way to the top that keys were typed again for."""
        self._closed += 1
        try:
            yield
        finally:
            self._closed -= 1
            self._keeper.call_later(self.let_through)

    def take_back(self, *events: Typed) -> None:
        """Forget keys that were typed again, where they have not been delivered."""
        self._held = deque(each for each in self._held if all(each is not event for event in events))

    def holds(self, event: Typed) -> bool:
        """Return whether a key still waits."""
        return any(each is event for each in self._held)

    @property
    def types_on(self) -> bool:
        """Whether the first key that waits is a letter, a blank or a mark, as in words that are typed in one go."""
        shown = self._held[0].character if self._held and isinstance(self._held[0], Key) else None
        return shown is not None and shown.isprintable() and not shown.isdecimal()

    def drop(self, *, but_a_word: bool = False) -> tuple[Typed, ...]:
        """Forget the keys that wait, after a refusal or a lost race, and return them.

        With `but_a_word` those letters and digits go on waiting with which the others begin.
        """
        kept = leading_word(self._held) if but_a_word else []
        dropped = tuple(self._held)[len(kept) :]
        self._held = deque(kept)
        return dropped

    async def let_through(self) -> None:
        """Deliver the next key if nothing is in flight and the screen is ready for it."""
        if self._closed or self._in_flight or not self._held or not self._keeper.is_ready_for(self._held[0]):
            return
        event = self._held.popleft()
        if self._keeper.comes_too_early(event):
            # What was typed behind it belonged to what the Enter would have led to.
            self._keeper.refuse(TOO_EARLY)
            return
        self._in_flight = True
        self._serial += 1
        self._typed_at = event.time
        self._target = self._keeper.target()
        self._watch(self._serial, _GIVE_UP_SECONDS)
        try:
            await self._keeper.deliver(event)
        finally:
            self._follow(_PASSES)

    async def on_settled(self, marker: Settled) -> None:
        """Take a marker that came through: send it again, or let the next key through."""
        if self._in_flight and marker.serial == self._serial:
            if marker.passes_left > 0:
                self._follow(marker.passes_left)
            else:
                await self._landed(marker.serial)

    def _follow(self, passes: int) -> None:
        serial = self._serial
        target = self._target
        if target is None or not target.is_attached or not target.post_message(Settled(serial, passes - 1)):
            self._keeper.call_later(lambda: self._landed(serial))

    async def _landed(self, serial: int) -> None:
        if self._in_flight and serial == self._serial:
            self._in_flight = False
            await self.let_through()

    def _watch(self, serial: int, seconds_left: float) -> None:
        """Look again a little later: the widget may be gone, and the marker with it."""

        def look() -> None:
            if not self._in_flight or serial != self._serial:
                return
            if seconds_left <= 0 or self._target is None or not self._target.is_attached:
                self._keeper.call_later(lambda: self._landed(serial))
            else:
                self._watch(serial, seconds_left - _LOOK_AGAIN_SECONDS)

        asyncio.get_running_loop().call_later(_LOOK_AGAIN_SECONDS, look)
