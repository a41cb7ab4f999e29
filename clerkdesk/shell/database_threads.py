"""The threads of the database: one writes, two read, one looks for changes.

Nothing of the database is imported until the desk is opened, and the event loop never waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from clerkdesk.screens.desk.tries import ActId, next_act_id
from clerkdesk.shell.thread_pool import ThreadPool

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


_READING_SECONDS = 1.0
"""Seconds for which a closing desk waits for reads."""


class DeskNotOpen(Exception):
    """The database is not open, or not yet. `sentence` can be shown unchanged."""

    def __init__(self, sentence: str = "The desk is still opening. Try again in a moment.") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class DatabaseThreads:
    """The open desk, and the threads that may use it."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self._writer = ThreadPool(1, "clerkdesk-write")
        self._readers = ThreadPool(2, "clerkdesk-read")
        # The look for changes keeps its own connection, which one thread must use.
        self._watcher = ThreadPool(1, "clerkdesk-watch")

    async def open(self, open_desk: Callable[[], Desk]) -> Desk:
        """Open the desk; raises what `open_desk` raises."""
        loop = asyncio.get_running_loop()
        self.desk = await loop.run_in_executor(self._writer, open_desk)
        return self.desk

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run `work` on a reading thread; raises DeskNotOpen before the desk is open, and what `work` raises."""
        return await self._run(self._readers, work)

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run `work` on the writing thread, in the order of the calls, as one act.

        The act has the id of the clerk's current try. A write is finished once begun, even when the screen that asked
        for it is gone.
        """
        return await asyncio.shield(asyncio.ensure_future(self._run(self._writer, _as_one_act(work, next_act_id()))))

    async def version(self) -> int:
        """Return a number that every change of any desk alters."""
        return await self._run(self._watcher, lambda desk: desk.changes.version())

    def close(self, patience: float) -> bool:
        """Wait some seconds for running work, then release the database.

        Returns whether every running write has ended.
        """
        written = self._writer.end(patience)
        looked = [threads.end(_READING_SECONDS) for threads in (self._readers, self._watcher)]
        if written and all(looked) and self.desk is not None:
            self.desk.close()
        return written

    async def _run(self, threads: ThreadPool, work: Callable[[Desk], ResultT]) -> ResultT:
        desk = self.desk
        if desk is None:
            raise DeskNotOpen
        return await asyncio.get_running_loop().run_in_executor(threads, _told, work, desk)


def _as_one_act(work: Callable[[Desk], ResultT], act_id: ActId) -> Callable[[Desk], ResultT]:
    """Return the work as an act with this id, so that it is kept once even if the connection is lost."""

    def carry_out(desk: Desk) -> ResultT:
        from clerkdesk.services.acts.carried_out import act_begun

        with act_begun(desk.context.database, act_id.value, may_be_known=act_id.may_be_known):
            return work(desk)

    return carry_out


def _told(work: Callable[[Desk], ResultT], desk: Desk) -> ResultT:
    """Do some work; a refusal of the database carries a sentence for the clerk."""
    try:
        return work(desk)
    except Exception as fault:
        # Loaded with the desk; without a desk no database layer is loaded.
        from clerkdesk.data.errors import in_words

        told = in_words(fault)
        if told is fault:
            raise
        raise told from fault
