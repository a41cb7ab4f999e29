"""The database of the desk: opened on a thread after the first paint, read, written and closed off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clerkdesk.shell.app_protocols import DeskState
from clerkdesk.shell.changes import Changes, HearsOfChanges
from clerkdesk.shell.database_threads import DatabaseThreads
from clerkdesk.words.faults import sentence_of

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")
Opener = Callable[[], "Desk"]

PATIENCE_SECONDS = 40.0
"""How long the desk waits at its end for what is being written: longer than a fair wait for the turn to write."""
_OPENING_SECONDS = 3.0
"""The same for a desk that is still being opened or made, and where the clerk waits no more."""


class HoldsDatabase(HearsOfChanges, Protocol):
    """What the database asks of the app."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback once the app has worked off what is in its own queue."""


class Database:
    """Knows whether the desk is open, and does what touches it on its threads."""

    def __init__(self, app: HoldsDatabase, *, opening: bool) -> None:
        """Take the app, and whether the desk is going to be opened as soon as the app is painted."""
        self._app = app
        self._threads = DatabaseThreads()
        self.changes = Changes(app, self._threads)
        self.state: DeskState = "opening" if opening else "closed"
        self.why_not_open = ""
        """Why the database could not be opened, as a sentence; empty if it was not tried or could be."""

    @property
    def desk(self) -> Desk | None:
        """The open desk, for what needs no database: the clerk's name and the clock."""
        return self._threads.desk

    async def open(self, open_desk: Opener) -> Desk | None:
        """Open the desk on a thread and return it; None if it could not be opened, which is reported."""
        self.state = "opening"
        try:
            desk = await self._threads.open(open_desk)
        except Exception as fault:
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

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act on the writing thread; the top screen hears of the change at once."""
        result = await self._threads.write(work)
        self._app.call_later(self.changes.look)
        return result

    async def write_silently(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Write what is nobody's act and changes no list, such as the draft of what is being typed."""
        return await self.changes.passing_over(lambda: self._threads.write(work))

    async def close(self, *, at_once: bool) -> bool:
        """Let what is being written end, then close the database; one that does not answer is left as it is.

        With `at_once` the clerk waits no more for what is being written. Answers whether all of it was.
        """
        opening = self.state == "opening"
        patience = _OPENING_SECONDS if opening or at_once else PATIENCE_SECONDS
        return await asyncio.to_thread(self._threads.close, patience) or opening
