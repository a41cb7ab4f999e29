"""The database of the desk: opened on a thread after the first paint, read, written and closed off the event loop."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clerkdesk.shell.app_protocols import DeskState
from clerkdesk.shell.changes import ChangeWatch, HearsOfChanges
from clerkdesk.shell.database_threads import DatabaseThreads
from clerkdesk.words.faults import sentence_of

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")
Opener = Callable[[], "Desk"]

PATIENCE_SECONDS = 40.0
"""Seconds for which a closing desk waits for a running write: longer than a fair wait for the turn to write."""
_OPENING_SECONDS = 3.0
"""Seconds for which a desk waits that is still opening, or that the clerk leaves at once."""


class SignInWanted(Exception):
    """A live desk opens once somebody signs in. `sentence` says why a try failed; empty before the first."""

    def __init__(self, sentence: str) -> None:
        super().__init__("a sign-in is wanted")
        self.sentence = sentence


class HoldsDatabase(HearsOfChanges, Protocol):
    """The app, as the database needs it."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback once the app has emptied its own queue."""


class DeskDatabase:
    """Knows whether the desk is open, and uses it on its threads."""

    def __init__(self, app: HoldsDatabase, *, opening: bool, keys_go_first: Callable[[], bool] = lambda: False) -> None:
        """Take the app, whether the desk opens right after the first paint, and whether a key is being worked off."""
        self._app = app
        self._threads = DatabaseThreads(keys_go_first)
        self.changes = ChangeWatch(app, self._threads)
        self.state: DeskState = "opening" if opening else "closed"
        self.why_not_open = ""
        """Why the database could not be opened, as a sentence; empty if it is open or was not tried."""

    @property
    def desk(self) -> Desk | None:
        """The open desk, for what needs no database: the clerk's name and the clock."""
        return self._threads.desk

    async def open(self, open_desk: Opener) -> Desk | None:
        """Open the desk on a thread and return it; None if it could not be opened, which is reported.

        Raises:
            SignInWanted: the desk is a live one, and nobody has signed in.
        """
        self.state = "opening"
        try:
            desk = await self._threads.open(open_desk)
        except Exception as fault:
            if _asks_for_sign_in(fault):
                self.state = "closed"
                raise SignInWanted(str(getattr(fault, "sentence", ""))) from fault
            self.state = "failed"
            self.why_not_open = sentence_of(fault)
            self._app.report(fault)
            return None
        await self.changes.begin()
        self.state = "open"
        return desk

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query on a reading thread; raises what `work` raises."""
        return await self._threads.read(work)

    async def read_aside(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query that no key waits for, and that gives way to keys; raises what `work` raises."""
        return await self._threads.read_aside(work)

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act on the writing thread; the top screen hears of the change at once."""
        result = await self._threads.write(work)
        self._app.call_later(self.changes.look)
        return result

    async def write_silently(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Write something that is not an act and changes no list, such as the draft of a form."""
        return await self.changes.passing_over(lambda: self._threads.write(work))

    async def close(self, *, at_once: bool) -> bool:
        """Wait for the running write, then close the database; leave one that does not answer.

        With `at_once` it does not wait for the write. Returns whether everything was written.
        """
        opening = self.state == "opening"
        patience = _OPENING_SECONDS if opening or at_once else PATIENCE_SECONDS
        return await asyncio.to_thread(self._threads.close, patience) or opening


def _asks_for_sign_in(fault: Exception) -> bool:
    """Return whether nobody has signed in at a live desk; a module that is not loaded cannot have said so."""
    opening = sys.modules.get("clerkdesk.services.desk.opening")
    return opening is not None and isinstance(fault, opening.SignInNeeded)
