"""The part of the app that has the database: opening it after the first paint, reading, writing, hearing of changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.shell.keyed import KeyedApp
from clerkdesk.shell.threads import DeskThreads
from clerkdesk.widgets.lines import StatusLine
from clerkdesk.words.faults import is_foreseen

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")

PATIENCE_SECONDS = 40.0
"""How long the desk waits at its end for what is being written: longer than a fair wait for the turn to write."""
_OPENING_SECONDS = 3.0
"""The same for a desk that is still being opened or made, and where the clerk waits no more."""
_LOOK_FOR_CHANGES_SECONDS = 1.0
_LONG_WRITE_SECONDS = 1.0
"""After which a clerk who waits for an act is told why."""
_WAITS_TO_WRITE = "Saving; another desk is busy. It goes on by itself…"
_READ_ALL_AGAIN_EVERY = 10
"""Looks after which the screen is read again even when nothing seems to have changed."""


class LiveApp(KeyedApp, inherit_bindings=False):
    """Runs everything that touches the database off the event loop."""

    def __init__(self, keymap: Keymap, *, practice: bool) -> None:
        """Take the keys in force, and whether this is the practice desk."""
        super().__init__(keymap)
        self.practice = practice
        self.desk_state: Literal["closed", "opening", "open", "failed"] = "closed"
        self.leaves_at_once = False
        """Whether the clerk waits no more for what is being written."""
        self.left_unsaved = False
        """Whether the desk ended while the database had not answered what was being written."""
        self._threads = DeskThreads()
        self._version: int | None = None
        self._looks = 0

    @property
    def desk(self) -> Desk | None:
        """The open desk, for what needs no database: the clerk's name and the clock."""
        return self._threads.desk

    def open_with(self, open_desk: Callable[[], Desk]) -> None:
        """Open the desk on a thread, then let every screen read its rows."""
        self.desk_state = "opening"
        self.run_worker(self._open(open_desk), exit_on_error=False)

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query on a reading thread; raises what `work` raises."""
        return await self._threads.read(work)

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act on the writing thread; the top screen hears of the change at once.

        An act about the patient of an open call is a result of that call, on whichever screen it is done.
        """
        with self._telling_of_a_wait():
            result = await self._threads.write(self._in_the_call_about(work))
        self.call_later(self._look_for_changes)
        return result

    def _in_the_call_about(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return the act as one of the open call about the patient in hand; as it is where there is none."""
        in_hand = next(iter(self.patients_in_hand), None)
        calls = [screen for screen in self.desk_screens() if in_hand and screen.is_call_about(in_hand.patient_id)]
        return calls[-1].as_result(work) if calls else work

    @contextmanager
    def _telling_of_a_wait(self) -> Iterator[None]:
        """Say so while what is being done takes long, and no longer than it takes."""
        told = asyncio.get_running_loop().call_later(_LONG_WRITE_SECONDS, self.say, _WAITS_TO_WRITE)
        try:
            yield
        finally:
            told.cancel()
            lines = [line for screen in self.screen_stack for line in screen.query(StatusLine)]
            for line in lines:
                if line.sentence == _WAITS_TO_WRITE:
                    line.show("")

    async def write_silently(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Write what is nobody's act and changes no list, such as the draft of what is being typed."""
        before = await self._threads.version()
        result = await self._threads.write(work)
        # The screen need not be read again for it; what another desk changes meanwhile is read within ten seconds.
        if before == self._version:
            self._version = await self._threads.version()
        return result

    async def on_unmount(self) -> None:
        """Let what is being written end, then close the database; one that does not answer is left as it is."""
        opening = self.desk_state == "opening"
        patience = _OPENING_SECONDS if opening or self.leaves_at_once else PATIENCE_SECONDS
        self.left_unsaved = not await asyncio.to_thread(self._threads.close, patience) and not opening

    async def _open(self, open_desk: Callable[[], Desk]) -> None:
        try:
            desk = await self._threads.open(open_desk)
        except Exception as fault:
            self.desk_state = "failed"
            self.report(fault)
            self.desk_failed(fault, open_desk)
            self.screen_ready()
            return
        # Before anything is read: what another desk changes from here on is a change.
        with suppress(Exception):
            self._version = await self._threads.version()
        self.desk_state = "open"
        self.practice = desk.practice
        self.desk_opened()
        self._let_time_pass()
        self.set_interval(_LOOK_FOR_CHANGES_SECONDS, self._look_for_changes)

    def _look_for_changes(self) -> None:
        # The method and not its coroutine: a worker that is cancelled before its turn would never await that.
        look: Any = self._compare_version
        self.run_worker(look, group="changes", exclusive=True, exit_on_error=False)

    async def _compare_version(self) -> None:
        try:
            version = await self._threads.version()
        except Exception as fault:
            # Everything is read again once the database answers.
            self._version = -1
            self.report(fault)
            return
        self._looks += 1
        changed = self._version is not None and version != self._version
        self._version = version
        time_to_read_all = self._looks % _READ_ALL_AGAIN_EVERY == 0
        if time_to_read_all:
            self._let_time_pass()
        if changed or time_to_read_all:
            seen = [screen for screen in self.screen_stack if isinstance(screen, DeskScreen)]
            for screen in seen[-1:]:
                screen.on_data_changed()

    def _let_time_pass(self) -> None:
        # By itself: what is shown must not wait for the turn to write.
        work: Any = self._settle
        self.run_worker(work, group="dates", exit_on_error=False)

    async def _settle(self) -> None:
        """Do what falls due by time; a desk may be open over midnight."""
        try:
            await self._threads.write(lambda desk: desk.falling_due.settle_now_and_then())
        except Exception as fault:
            # A database that can't be written can still be read; `check` finds what is left.
            if not is_foreseen(fault):
                self.report(fault)

    # What the class built on this one does

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients dealt with, the latest first."""
        raise NotImplementedError

    def desk_screens(self) -> list[DeskScreen]:
        """Return the screens that are made, in every mode."""
        raise NotImplementedError

    def desk_opened(self) -> None:
        """Let every screen read its rows."""
        raise NotImplementedError

    def desk_failed(self, fault: BaseException, open_desk: Callable[[], Desk]) -> None:
        """Offer another try: the desk could not be opened."""
        raise NotImplementedError

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and into the log when nobody foresaw it."""
        raise NotImplementedError
