from __future__ import annotations

import asyncio
from types import SimpleNamespace

from clerkdesk.shell.leaving import Leaving
from clerkdesk.widgets.dialog import Question
from tests.shell.stand_in import KEYMAP, StandIn


class Left:
    """A desk that is being left."""

    def __init__(self) -> None:
        self.done: list[str] = []
        booking = SimpleNamespace(leave_all=lambda: self.done.append("given back"))
        self.app = StandIn(desk=SimpleNamespace(booking=booking))
        self.never = asyncio.Event()
        self.leaving = Leaving(self.app, KEYMAP, self.keep)

    async def keep(self) -> None:
        self.done.append("kept")

    async def keep_never(self) -> None:
        await self.never.wait()


async def test_it_asks_once_and_leaves_after_a_yes() -> None:
    left = Left()
    await left.leaving.command_quit()
    ((question, answered),) = left.app.pushed
    assert isinstance(question, Question) and answered is not None
    left.app.screens.append(question)
    await left.leaving.command_quit()
    assert len(left.app.pushed) == 1, "the question is there already"
    answered(None)
    await left.app.settle()
    assert not left.app.ended
    answered(True)
    await left.app.settle()
    assert left.app.ended and not left.leaving.at_once


async def test_what_is_half_done_is_kept_and_what_is_held_is_given_back() -> None:
    left = Left()
    await left.leaving.leave()
    assert left.done == ["kept", "given back"] and left.app.ended


async def test_a_desk_that_is_not_open_gives_nothing_back() -> None:
    left = Left()
    left.app.desk_state = "failed"
    await left.leaving.leave()
    assert left.done == ["kept"] and left.app.ended


async def test_asked_twice_it_waits_no_more() -> None:
    left = Left()
    leaving = Leaving(left.app, KEYMAP, left.keep_never)
    waiting = asyncio.ensure_future(leaving.leave())
    await asyncio.sleep(0)
    assert not left.app.ended
    await leaving.leave()
    assert left.app.ended and leaving.at_once
    left.never.set()
    await waiting


async def test_the_desk_ends_though_nothing_can_be_given_back() -> None:
    left = Left()
    left.app.desk = SimpleNamespace()
    await left.leaving.leave()
    assert left.app.ended
