"""Keeps half-done work shortly after every key, so that the clerk can go on after a crash (law 2).

One draft lists the open screens, bars and calls; calls and messages of other channels have their own drafts, which the
inbox lists too. Each screen fills its own state; `recovery` restores it.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.shell.app_protocols import HasDeskScreens, UsesDesk, WorksBeside

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

AFTER_SECONDS = 0.3
"""Seconds between a key and the save of its screen."""


class KeepsDrafts(UsesDesk, HasDeskScreens, WorksBeside, Protocol):
    """The app, as this module needs it."""

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients in hand, the latest first."""

    @property
    def current_mode(self) -> str:
        """The screen beneath all others."""

    @property
    def is_running(self) -> bool:
        """Whether the clerk still sees the desk."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Any:
        """Call back once, after some seconds."""


def this_process() -> str:
    """Return the name of this process: `host:number`."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_running(process: str) -> bool:
    """Return whether another process of this machine still runs; False for processes of other machines."""
    host, _, number = process.rpartition(":")
    # Only on POSIX can this ask a process without ending it.
    if os.name != "posix" or host != socket.gethostname() or not number.isdecimal() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class HalfDone:
    """Keeps half-done work, and drops its draft once nothing is half done."""

    def __init__(self, app: KeepsDrafts) -> None:
        """Take the app; it keeps nothing until the desk is open."""
        self._app = app
        self.nothing_left: Callable[[], None] | None = None
        """Called when half-done work is done or left."""
        self.draft_id: int | None = None
        """The draft of this process."""
        self.waits = False
        """Whether half-done work is being restored, which leaves its draft unchanged."""
        self._kept = ""
        self._timer: object | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def _can_keep(self) -> bool:
        """Whether a desk is open to keep anything."""
        return self._app.desk_state == "open" and self._app.is_running

    def soon(self) -> None:
        """Keep everything soon after a key or an act."""
        if self._timer is None and self._can_keep:
            self._timer = self._app.set_timer(AFTER_SECONDS, self._keep_after_a_key)

    def _keep_after_a_key(self) -> None:
        self._timer = None
        # In the background: no key may wait for the turn to write.
        self._app.run_worker(self.keep, exit_on_error=False)

    async def keep(self) -> None:
        """Keep everything that has changed since the last time."""
        async with self._one_at_a_time:
            await self._keep()

    async def _keep(self) -> None:
        if not self._can_keep or self.waits:
            return
        standing = [screen for screen in self._app.desk_screens() if screen.stands and screen.is_attached]
        open_now = [(screen, screen.half_done.get_state()) for screen in standing if screen.half_done.is_any]
        in_hand = [[each.patient_id, each.label] for each in self._app.patients_in_hand]
        around = {"process": this_process(), "mode": self._app.current_mode, "in_hand": in_hand}
        written = json.dumps([around, [state for _, state in open_now]]) if open_now else ""
        if written == self._kept and (written or self.draft_id is None):
            return
        before, self._kept = self._kept, written
        try:
            await self._app.write_silently(lambda desk: self._write(desk, open_now, around))
        except Exception:
            # The next key tries again; a lost database shows at the next act.
            self._kept = before
        else:
            if not written and self.nothing_left is not None:
                self.nothing_left()

    def _write(self, desk: Desk, open_now: Sequence[tuple[DeskScreen, dict[str, Any]]], around: dict[str, Any]) -> None:
        """Runs on the writing thread."""
        from clerkdesk.services.acts.drafts import AT_WORK

        kept = [
            each for each in (screen.half_done.keep_up(desk, state) for screen, state in open_now) if each is not None
        ]
        if kept:
            state = json.dumps({**around, "screens": kept})
            self.draft_id = desk.drafts.keep_up(AT_WORK, state, draft_id=self.draft_id)
        elif self.draft_id is not None:
            desk.drafts.let_go(self.draft_id)
            self.draft_id = None
