"""The threads of the database: one writes, two read, two read aside what no key waits for, one looks for changes.

Nothing of the database is imported until the desk is opened, and the event loop never waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

from clerkdesk.screens.desk.tries import ActId, next_act_id
from clerkdesk.shell.thread_pool import ThreadPool

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


_READING_SECONDS = 1.0
"""Seconds for which a closing desk waits for reads."""
_LOOK_AGAIN_SECONDS = 0.004
_LONGEST_PAUSE_SECONDS = 0.5
"""Seconds after which a read aside goes on although keys are worked off: typing does not hold it back for good."""


class DeskNotOpen(Exception):
    """The database is not open, or not yet. `sentence` can be shown unchanged."""

    def __init__(self, sentence: str = "The desk is still opening. Try again in a moment.") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class GivenUp(Exception):
    """A read aside ends: the desk closes."""


class DatabaseThreads:
    """The open desk, and the threads that may use it."""

    def __init__(self, keys_go_first: Callable[[], bool] = lambda: False) -> None:
        """Take whether a key is being worked off: reads aside pause meanwhile."""
        self.desk: Desk | None = None
        self._keys_go_first = keys_go_first
        self._closing = False
        self._writer = ThreadPool(1, "clerkdesk-write")
        self._readers = ThreadPool(2, "clerkdesk-read")
        # A long read has a thread and a connection of its own, so that the two for keys are free. While everything is
        # checked, the other one checks the rows in sight.
        self._aside = ThreadPool(2, "clerkdesk-aside")
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

    async def read_aside(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run `work`, which no key waits for, on a thread of its own; before each statement it lets keys go first.

        Raises DeskNotOpen before the desk is open, and what `work` raises; it is cancelled when the desk closes.
        """
        try:
            return await self._run(self._aside, self._giving_way(work))
        except GivenUp:
            # Nobody is there to hear of it.
            raise asyncio.CancelledError from None

    def _giving_way(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        def read(desk: Desk) -> ResultT:
            from clerkdesk.data.giving_way import giving_way

            self._pause()
            with giving_way(self._pause):
                return work(desk)

        return read

    def _pause(self) -> None:
        """Wait while keys are worked off."""
        until = monotonic() + _LONGEST_PAUSE_SECONDS
        while self._keys_go_first() and not self._closing and monotonic() < until:
            sleep(_LOOK_AGAIN_SECONDS)
        if self._closing:
            raise GivenUp

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
        self._closing = True
        written = self._writer.end(patience)
        looked = [threads.end(_READING_SECONDS) for threads in (self._readers, self._aside, self._watcher)]
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
