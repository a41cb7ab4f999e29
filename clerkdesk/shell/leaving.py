"""Leaves the desk: asks first, then keeps half-done work and gives back claims and holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from textual.screen import Screen

from clerkdesk.keys import Keymap, show_key
from clerkdesk.shell.app_protocols import ShowsScreens, Speaks, UsesDesk, WorksBeside
from clerkdesk.shell.database import PATIENCE_SECONDS
from clerkdesk.widgets.dialog import Question

_LONG_SECONDS = 1.0
"""Seconds after which a leaving clerk is told what the desk waits for."""


class CanEnd(Speaks, ShowsScreens, WorksBeside, UsesDesk, Protocol):
    """The app, as this module needs it."""

    def exit(self) -> None:
        """End the desk."""


class Leaving:
    """Asks whether to leave, and leaves, even if the database does not answer."""

    def __init__(self, app: CanEnd, keymap: Keymap, keep_half_done: Callable[[], Awaitable[None]]) -> None:
        """Take the app, the keys in force, and the keeper of half-done work."""
        self._app = app
        self._keymap = keymap
        self._keep_half_done = keep_half_done
        self._question: Screen[bool] | None = None
        """The question whether to leave, once asked."""
        self._begun = False
        self.at_once = False
        """Whether the clerk leaves without waiting for the running write."""

    async def command_quit(self) -> None:
        """Leave after a question."""

        def leave(answer: bool | None) -> None:
            if answer:
                self._app.run_worker(self.leave, exit_on_error=False)

        if self._question is None or self._app.screen is not self._question:
            kept = "What is half done is kept, and offered when the desk opens again."
            self._question = Question("Leave clerkdesk?", kept, enter="leaves", back="stays")
            await self._app.push_screen(self._question, leave)

    async def leave(self) -> None:
        """Keep half-done work, give back claims and holds, then end the desk.

        Asked a second time, the desk ends at once.
        """
        if not self._begun:
            self._begun = True
            told = asyncio.get_running_loop().call_later(_LONG_SECONDS, self._app.say, self._still_saving())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._let_go(), PATIENCE_SECONDS)
            told.cancel()
        else:
            self.at_once = True
        self._app.exit()

    async def _let_go(self) -> None:
        await self._keep_half_done()
        if self._app.desk_state == "open":
            # A claim or hold that cannot be given back lapses by itself; the clerk need not wait.
            with suppress(Exception):
                await self._app.write_silently(lambda desk: desk.booking.leave_all())

    def _still_saving(self) -> str:
        key = show_key(self._keymap.key_of("quit"))
        return f"Saving; the database does not answer yet. {key} and Enter once more leave at once, unsaved."
