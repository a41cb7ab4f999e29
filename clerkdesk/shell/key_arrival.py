"""Takes keys from the terminal through the gate; the key that leaves the desk passes a gate that is stuck."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Protocol

from textual.events import Key

from clerkdesk.keys import Keymap, command
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.key_dispatch import KeyDispatch
from clerkdesk.shell.key_gate import Typed
from clerkdesk.shell.key_reading import as_enter
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.lines import is_too_small
from clerkdesk.widgets.pressing import typed_key
from clerkdesk.widgets.ready_for_keys import ReadyForKeys

_PATIENCE_SECONDS = 1.0
"""Seconds for which the key that leaves waits for the keys before it."""


class HasWindow(Protocol):
    """The app, as this module needs it."""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines of the window."""

    def bell(self) -> None:
        """Ring the bell."""

    def set_timer(self, delay: float, callback: Callable[[], Awaitable[None]]) -> Any:
        """Call back once, after some seconds."""

    async def run_command(self, name: str) -> None:
        """Carry out a command of the registry as if its key had been pressed."""


class KeyArrival:
    """Takes keys and pastes from the terminal, and clicks on printed keys as those keys."""

    def __init__(self, app: HasWindow, keymap: Keymap, keys: KeyDispatch) -> None:
        """Take the app, the keys in force, and the receivers of keys."""
        self._app = app
        self._keymap = keymap
        self._keys = keys

    async def take(self, event: Typed) -> None:
        """Lead a key or a paste through the gate."""
        typed = as_enter(event) if isinstance(event, Key) else event
        leaving = self.leaves(typed)
        if not leaving and self._is_covered():
            # An invisible screen takes no key: an Enter would act on a hidden bar.
            self._app.bell()
            self._keys.gate.drop()
            return
        if leaving and (self._takes_every_key() or not self._keys.is_ready_for(typed)):
            # A screen that never gets its rows must not keep the clerk in.
            await self._leave_all_the_same()
            return
        await self._keys.gate.arrive(typed)
        if leaving and self._keys.gate.holds(typed):
            self._app.set_timer(_PATIENCE_SECONDS, partial(self._leave_if_still_held, typed))

    async def press(self, keys: Iterable[str]) -> None:
        """Press the keys that a clicked text means."""
        for key in keys:
            await self.take(typed_key(key))

    def leaves(self, typed: Typed) -> bool:
        """Return whether it is the key that leaves the desk."""
        return isinstance(typed, Key) and self._keymap.everywhere(typed.key) is command("quit")

    def _is_covered(self) -> bool:
        """Return whether the window is too small for a screen, so that a sentence covers it."""
        return is_too_small(*self._app.size) and isinstance(self._keys.top, DeskScreen)

    def _takes_every_key(self) -> bool:
        """Return whether the top screen would swallow the key that leaves; a sheet handles it."""
        top = self._keys.top
        return isinstance(top, ReadyForKeys) and top.TAKES_EVERY_KEY and not isinstance(top, Sheet)

    async def _leave_if_still_held(self, typed: Typed) -> None:
        if self._keys.gate.holds(typed):
            await self._leave_all_the_same()

    async def _leave_all_the_same(self) -> None:
        """Ask whether to leave, before all waiting keys, so that nothing stuck keeps the clerk in."""
        self._keys.gate.drop()
        await self._app.run_command("quit")
