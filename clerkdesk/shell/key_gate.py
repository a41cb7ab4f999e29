"""The key gate: every key waits until its screen is ready; none is lost or misdelivered.

Textual gives a key to the widget with the focus at its arrival, through several queues; keys typed faster than screens
open would reach the previous screen. The gate delivers a key only once the previous one has passed all queues and the
top screen is ready. `key_dispatch` decides what a key does.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.message import Message

Typed = Key | Paste


def leading_word(events: Iterable[Typed]) -> list[Key]:
    """Return the leading letters and digits of some keys."""
    word: list[Key] = []
    for event in events:
        if not isinstance(event, Key) or event.character is None or not event.character.isalnum():
            break
        word.append(event)
    return word


_LOOK_AGAIN_SECONDS = 0.1
_GIVE_UP_SECONDS = 2.0
FRAME_SECONDS = 0.05
"""How long a frame waits for what the key changes; what comes later is shown in a frame of its own."""
_PASSES = 2
"""Passes of a marker through the queues: one behind the key, one behind the messages that the key caused."""


class Settled(Message):
    """Follows a key through the same queues, so that it arrives when the key is done."""

    def __init__(self, serial: int, passes_left: int) -> None:
        super().__init__()
        self.serial = serial
        self.passes_left = passes_left


class GateKeeper(Protocol):
    """The app, as the gate needs it."""

    def is_ready_for(self, event: Typed) -> bool:
        """Return whether the top screen can take this key."""

    def comes_too_early(self, event: Typed) -> bool:
        """Return whether this is an Enter typed before the clerk saw what it commits."""

    @property
    def is_answering(self) -> bool:
        """Whether an answer that the top screen shows is still to come."""

    def refuse(self, sentence: str) -> None:
        """Ring the bell, say a sentence, and drop the waiting keys."""

    async def deliver(self, event: Typed) -> None:
        """Carry out a command, or forward the key to the focused widget."""

    def target(self) -> DOMNode:
        """Return the widget that keys go to."""

    def call_later(self, callback: Callable[[], Awaitable[None]]) -> bool:
        """Run a callback once the app has worked off what is in its own queue."""


TOO_EARLY = "Enter was typed before this was on the screen, so it does not count. Look at it, then press Enter."


class KeyGate:
    """Holds keys and delivers them one by one, in the order typed."""

    def __init__(self, keeper: GateKeeper) -> None:
        self._keeper = keeper
        self._held: deque[Typed] = deque()
        self._serial = 0
        self._typed_at = 0.0
        self._frame_ends = 0.0
        self._is_shown = True
        self._in_flight = False
        self._target: DOMNode | None = None
        self._closed = 0

    @property
    def held(self) -> int:
        """Number of waiting keys."""
        return len(self._held)

    @property
    def delivered(self) -> int:
        """Number of delivered keys."""
        return self._serial

    @property
    def typed_at(self) -> float:
        """When the last delivered key was typed, on the clock of events; 0 before the first."""
        return self._typed_at

    @property
    def holds_frame(self) -> bool:
        """Whether the screen waits with its next frame: the last key is being worked off or answered."""
        return (self._in_flight or self._keeper.is_answering) and monotonic() < self._frame_ends

    @property
    def is_working_off(self) -> bool:
        """Whether a key waits, is being handled, or is still to be painted. Any thread may ask."""
        return self.is_busy or (not self._is_shown and monotonic() < self._frame_ends)

    def frame_shown(self) -> None:
        """Hear that the screen has painted what changed so far."""
        self._is_shown = True

    @property
    def is_busy(self) -> bool:
        """Whether a key is waiting or being handled."""
        return self._in_flight or bool(self._held)

    async def arrive(self, event: Typed) -> None:
        """Take a key from the terminal."""
        self._held.append(event)
        await self.let_through()

    def type_again(self, *events: Typed) -> None:
        """Put keys before all waiting ones, as if typed earlier."""
        self._held.extendleft(reversed(events))

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Hold all keys while a screen opens for replayed keys."""
        self._closed += 1
        try:
            yield
        finally:
            self._closed -= 1
            self._keeper.call_later(self.let_through)

    def take_back(self, *events: Typed) -> None:
        """Forget replayed keys that have not been delivered."""
        self._held = deque(each for each in self._held if all(each is not event for event in events))

    def holds(self, event: Typed) -> bool:
        """Return whether a key still waits."""
        return any(each is event for each in self._held)

    @property
    def types_on(self) -> bool:
        """Whether the first waiting key is a letter, a blank or a mark, as in words typed in one go."""
        shown = self._held[0].character if self._held and isinstance(self._held[0], Key) else None
        return shown is not None and shown.isprintable() and not shown.isdecimal()

    def drop(self, *, but_a_word: bool = False) -> tuple[Typed, ...]:
        """Drop the waiting keys, after a refusal or a lost race, and return them.

        With `but_a_word` the leading letters and digits go on waiting.
        """
        kept = leading_word(self._held) if but_a_word else []
        dropped = tuple(self._held)[len(kept) :]
        self._held = deque(kept)
        return dropped

    async def let_through(self) -> None:
        """Deliver the next key if no key is in flight and the screen is ready."""
        if self._closed or self._in_flight or not self._held or not self._keeper.is_ready_for(self._held[0]):
            return
        event = self._held.popleft()
        if self._keeper.comes_too_early(event):
            # Keys typed after it were meant for the result of that Enter.
            self._keeper.refuse(TOO_EARLY)
            return
        self._in_flight = True
        self._serial += 1
        self._typed_at = event.time
        if self._is_shown:
            # Keys that follow each other fast do not put the frame off for good.
            self._is_shown, self._frame_ends = False, monotonic() + FRAME_SECONDS
        self._target = self._keeper.target()
        self._watch(self._serial, _GIVE_UP_SECONDS)
        try:
            await self._keeper.deliver(event)
        finally:
            self._follow(_PASSES)

    async def on_settled(self, marker: Settled) -> None:
        """Take a marker that arrived: send it again, or deliver the next key."""
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
        """Look again a little later, since the widget and its marker may be gone."""

        def look() -> None:
            if not self._in_flight or serial != self._serial:
                return
            if seconds_left <= 0 or self._target is None or not self._target.is_attached:
                self._keeper.call_later(lambda: self._landed(serial))
            else:
                self._watch(serial, seconds_left - _LOOK_AGAIN_SECONDS)

        asyncio.get_running_loop().call_later(_LOOK_AGAIN_SECONDS, look)
