"""Locks the desk, by key or when nobody types, and hands it to a colleague (R-803).

The lock covers everything and keeps it: screens, bars and calls stay beneath. Claims and held slots are given back,
since others go on working (law 10). A colleague gets a desk of their own: this one ends, and what was half done waits
for its clerk.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.sign_ins import SignInKind
from clerkdesk.screens.desk.abilities import OpenCall
from clerkdesk.screens.desk.asking import AskingScreen, clerk_and_secret
from clerkdesk.settings.policy import DeskPolicy
from clerkdesk.shell.app_protocols import HasDeskScreens, ShowsScreens, Speaks, UsesDesk, WorksBeside
from clerkdesk.shell.leaving import Leaving

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

_LOOK_SECONDS = 5.0
"""Seconds between two looks whether anybody has typed."""
_KEPT = "Everything is kept as it was, also what is half done. Another clerk signs in with their own name."


@dataclass(frozen=True, slots=True)
class GoesOn:
    """Who acts at this desk once it has ended for the clerk before."""

    username: str = ""
    """A clerk who has shown who they are; empty if the desk asks."""
    asks_for_secret: bool = True


class CanLock(Speaks, ShowsScreens, WorksBeside, UsesDesk, HasDeskScreens, Protocol):
    """The app, as this module needs it."""

    goes_on: GoesOn | None
    practice: bool

    @property
    def desk(self) -> Desk | None:
        """The open desk."""

    def set_interval(self, interval: float, callback: Callable[[], Awaitable[None]]) -> Any:
        """Call back again and again."""


class Locking:
    """Has the commands `lock` and `sign_out`, and locks an idle desk."""

    def __init__(
        self,
        app: CanLock,
        policy: DeskPolicy,
        leaving: Leaving,
        keep_half_done: Callable[[], Awaitable[None]],
        bring_here: Callable[[Screen[Any]], None],
    ) -> None:
        """Take the app, the policy in force, who leaves the desk and keeps its work, and who brings a screen on top."""
        self._app = app
        self._policy = policy
        self._leaving = leaving
        self._keep_half_done = keep_half_done
        self._bring_here = bring_here
        self._page: AskingScreen | None = None
        self._typed_at = time.time()

    @property
    def is_locked(self) -> bool:
        """Whether the desk is locked."""
        return self._page is not None

    def heard_key(self) -> None:
        """Hear that the clerk typed something."""
        self._typed_at = time.time()

    def watch(self) -> None:
        """Begin to lock when nobody types; a desk for practice or trials stays open."""
        desk = self._app.desk
        self.heard_key()
        if desk is not None and desk.asks_for_secrets:
            self._app.set_interval(_LOOK_SECONDS, self.look)

    async def look(self) -> None:
        """Lock the desk if nobody has typed for as long as the policy says; during a call that is longer."""
        minutes = self._policy.idle_lock_minutes
        if any(isinstance(each, OpenCall) for each in self._app.desk_screens()):
            minutes = max(minutes, self._policy.call_lock_minutes)
        # A machine that slept has counted nothing; its clock of the day has.
        if not self.is_locked and time.time() - self._typed_at >= minutes * 60:
            await self.command_lock()

    async def command_lock(self) -> None:
        """Cover the desk at once, keep what is half done, and give back claims and held slots."""
        desk = self._app.desk
        if self.is_locked:
            return
        if desk is None or self._app.desk_state != "open":
            self._app.refuse(f"No desk is open yet, so nothing is to be locked; {key_for('quit')} leaves.")
            return
        clerk = desk.context.clerk
        mark = " · PRACTICE" if self._app.practice else ""
        self._page = AskingScreen(
            f"Locked {desk.context.now():%H:%M} · {clerk.display_name}{mark}",
            _KEPT,
            clerk_and_secret(clerk.username, asks_for_secret=desk.asks_for_secrets),
            self._enter,
            enter_words=f"goes on · {key_for('quit')} leaves",
            comes_back=self._bring_here,
        )
        await self._app.push_screen(self._page)
        self._app.run_worker(self._let_go, exit_on_error=False)

    async def command_sign_out(self) -> None:
        """End the desk for this clerk, and ask who goes on; what is half done waits."""
        desk = self._app.desk
        if desk is None or self._app.desk_state != "open":
            self._app.refuse("Nobody is signed in yet.")
            return
        with suppress(Exception):
            await self._app.write_silently(lambda desk: desk.clerks.left(SignInKind.SIGNED_OUT))
        self._app.goes_on = GoesOn(asks_for_secret=desk.asks_for_secrets)
        await self._leaving.leave()

    async def _let_go(self) -> None:
        await self._keep_half_done()
        # A claim that can't be given back lapses by itself, and the lock holds without its line in the log.
        with suppress(Exception):
            await self._app.write_silently(lambda desk: desk.booking.leave_all())
            await self._app.write_silently(lambda desk: desk.clerks.left(SignInKind.LOCKED))

    async def _enter(self, typed: Sequence[str]) -> str:
        # Loaded with the open desk.
        from clerkdesk.services.clerks.signing_in import Entered

        username, secret = (*typed, "")[:2]
        entered = await self._app.write_silently(lambda desk: desk.clerks.let_in(username, secret))
        desk, page = self._app.desk, self._page
        if not isinstance(entered, Entered):
            return entered.sentence
        if desk is None or page is None:
            return ""
        if entered.clerk.clerk_id == desk.context.clerk.clerk_id:
            self._page = None
            self.heard_key()
            await page.go()
            return ""
        self._app.goes_on = GoesOn(entered.clerk.username, desk.asks_for_secrets)
        await self._leaving.leave()
        return ""
