"""Detects changes: each second it looks whether any desk has written, and then refreshes the clerk's screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from textual.screen import Screen

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.database_threads import DatabaseThreads
from clerkdesk.words.faults import is_foreseen

ResultT = TypeVar("ResultT")

_LOOK_FOR_CHANGES_SECONDS = 1.0
READ_ALL_AGAIN_EVERY = 10
"""Number of looks after which the screen is read again in any case."""


class HearsOfChanges(Protocol):
    """The app, as this module needs it."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens of the current mode, the top one last."""

    def run_worker(self, work: Any, *, group: str = "", exclusive: bool = False, exit_on_error: bool = True) -> object:
        """Let something be done by itself."""

    def set_interval(self, interval: float, callback: Callable[[], None]) -> Any:
        """Call back repeatedly, at an interval in seconds."""

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and log an unforeseen one."""


class ChangeWatch:
    """Compares the version of the database with the last one seen, and does what falls due."""

    def __init__(self, app: HearsOfChanges, threads: DatabaseThreads) -> None:
        """Take the app and the threads of the database."""
        self._app = app
        self._threads = threads
        self.version: int | None = None
        """The version at the last look; every change of any desk alters it. None before the first look."""
        self._looks = 0

    async def begin(self) -> None:
        """Note the version before the first read, so that later changes of other desks are noticed."""
        with suppress(Exception):
            self.version = await self._threads.version()

    def watch(self) -> None:
        """Do what falls due, and look each second from now on."""
        self._let_time_pass()
        self._app.set_interval(_LOOK_FOR_CHANGES_SECONDS, self.look)

    def look(self) -> None:
        """Look once, in the background."""
        # The method and not its coroutine: a worker that is cancelled before its turn would never await that.
        self._app.run_worker(self.compare, group="changes", exclusive=True, exit_on_error=False)

    async def compare(self) -> None:
        """Read the version; if it differs, let the clerk's screen read its rows again."""
        try:
            version = await self._threads.version()
        except Exception as fault:
            # Everything is read again once the database answers.
            self.version = -1
            self._app.report(fault)
            return
        self._looks += 1
        changed = self.version is not None and version != self.version
        self.version = version
        time_to_read_all = self._looks % READ_ALL_AGAIN_EVERY == 0
        if time_to_read_all:
            self._let_time_pass()
        if changed or time_to_read_all:
            seen = [screen for screen in self._app.screen_stack if isinstance(screen, DeskScreen)]
            for screen in seen[-1:]:
                screen.on_data_changed()

    async def passing_over(self, write: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Write something that changes no screen.

        Changes of other desks meanwhile are read within ten seconds.
        """
        before = await self._threads.version()
        result = await write()
        if before == self.version:
            self.version = await self._threads.version()
        return result

    def _let_time_pass(self) -> None:
        # In the background: the screen must not wait for the turn to write.
        self._app.run_worker(self._settle, group="dates", exit_on_error=False)

    async def _settle(self) -> None:
        """Do what falls due by time; a desk may be open over midnight."""
        try:
            await self._threads.write(lambda desk: desk.falling_due.settle_now_and_then())
        except Exception as fault:
            # A database that can't be written can still be read; `check` finds what is left.
            if not is_foreseen(fault):
                self._app.report(fault)
