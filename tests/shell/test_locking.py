from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from textual.screen import Screen

from clerkdesk.screens.desk.asking import AskingScreen
from clerkdesk.settings.policy import DeskPolicy
from clerkdesk.shell.leaving import Leaving
from clerkdesk.shell.locking import GoesOn, Locking
from tests.screens.trial import NOW
from tests.shell.stand_in import KEYMAP, NamedScreen, StandIn


class CallScreen(NamedScreen):
    """A call that is open."""

    def is_call_about(self, patient_id: int) -> bool:
        return False

    def as_result(self, work: Any) -> Any:
        return work


class LockedApp(StandIn):
    """The app of a desk that locks."""

    goes_on: GoesOn | None = None

    def set_interval(self, interval: float, callback: Callable[[], Any]) -> object:
        self.timers.append(callback)
        return object()


class AtLock:
    """A live desk of Asha, who types nothing."""

    def __init__(self, *screens: Screen[Any], live: bool = True) -> None:
        self.done: list[str] = []
        self.desk = SimpleNamespace(
            context=SimpleNamespace(clerk=SimpleNamespace(display_name="Asha", username="asha"), now=lambda: NOW),
            asks_for_secrets=live,
            booking=SimpleNamespace(leave_all=lambda: self.done.append("given back")),
            clerks=SimpleNamespace(left=lambda kind: self.done.append(str(kind))),
        )
        self.app = LockedApp(*screens, desk=self.desk)
        self.locking = Locking(
            self.app, DeskPolicy(), Leaving(self.app, KEYMAP, self.keep), self.keep, self.app.screens.append
        )
        self.locking.watch()

    async def keep(self) -> None:
        self.done.append("kept")

    async def idle_for(self, minutes: float) -> bool:
        """Let the clerk type nothing for some minutes; return whether the desk has locked."""
        self.locking._typed_at = time.time() - minutes * 60
        await self.locking.look()
        return self.locking.is_locked


async def test_the_lock_keeps_what_is_half_done_and_gives_back_claims() -> None:
    at = AtLock()
    await at.locking.command_lock()
    await at.locking.command_lock()
    await at.app.settle()
    assert at.done == ["kept", "given back", "lock"]
    assert [type(page) for page, _ in at.app.pushed] == [AskingScreen], "it is locked once"


@pytest.mark.parametrize(
    ("screen", "minutes", "locks"),
    [(NamedScreen, 4.9, False), (NamedScreen, 5, True), (CallScreen, 14.9, False), (CallScreen, 15, True)],
)
async def test_five_minutes_without_a_key_lock_and_fifteen_during_a_call(
    screen: type[NamedScreen], minutes: float, locks: bool
) -> None:
    assert await AtLock(screen()).idle_for(minutes) is locks


async def test_a_desk_for_practice_locks_by_its_key_alone() -> None:
    assert AtLock(live=False).app.timers == [] != AtLock().app.timers


async def test_a_desk_that_is_not_open_says_that_nothing_is_to_be_locked() -> None:
    at = AtLock()
    at.app.desk_state = "opening"
    await at.locking.command_lock()
    assert at.app.pushed == [] and "nothing is to be locked" in at.app.refused[0]


async def test_a_sign_out_ends_the_desk_and_the_next_one_asks_who_is_there() -> None:
    at = AtLock()
    await at.locking.command_sign_out()
    assert at.done == ["sign_out", "kept", "given back"] and at.app.ended
    assert at.app.goes_on == GoesOn("", asks_for_secret=True)
