"""Every screen of the registry while the database has not answered: nothing there says that there is nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TypeVar

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.services.desk.facade import Desk
from clerkdesk.widgets.row_table import RowTable
from tests.drivers import Driver, driving
from tests.screens.scene import ASHA, Scene, _desk
from tests.screens.trial import ListScreen, TrialDesk

ResultT = TypeVar("ResultT")

_ALL_CLEAR = re.compile(r"\b(no|none|nothing|nobody|not any|0)\b", re.IGNORECASE)
_NO_CLAIM = ("0 nobody: dealt with", "Hospital no.", "y yes  n no")
"""What a digit or key stands for says nothing of what there is."""


class SlowDesk(ClerkDesk):
    """A desk whose reads wait at a gate."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        super().__init__(open_desk)
        self.gate_open = asyncio.Event()

    async def read(self, work: Callable[[Desk], ResultT], *, aside: bool = False) -> ResultT:
        await self.gate_open.wait()
        return await super().read(work, aside=aside)


def _claims(text: str) -> list[str]:
    for harmless in _NO_CLAIM:
        text = text.replace(harmless, "")
    return [line.strip() for line in text.splitlines() if _ALL_CLEAR.search(line)]


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_nothing_says_that_there_is_nothing_before_its_answer_has_come(
    scene: Scene, size: tuple[int, int]
) -> None:
    app = SlowDesk(lambda: _desk(scene.location, scene.clock, ASHA))
    async with app.run_test(size=size):
        driver = Driver(app)
        await driver.until(lambda: app.desk_state == "open")
        app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        for name in SCREENS:
            await app.open_screen(name)
            await driver.until(lambda: driver.screen.stands and driver._is_painted())
            assert name == driver.screen.NAME
            assert _claims(driver.text) == [], name
        app.gate_open.set()
        await driver.settle()
    assert app.unforeseen == []


async def test_every_table_of_every_screen_knows_whether_it_was_answered(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        for name in SCREENS:
            await driver.app.open_screen(name)
            await driver.settle()
            top = driver.screen
            assert isinstance(top, DeskScreen)
            shown = [table for table in top.query(RowTable) if table.is_on_screen and table.display]
            if top.WAITS_FOR:
                assert [table.id for table in shown if not table.reading.is_done] == [], name


OTHER_LISTS: dict[str, tuple[str, ...]] = {
    "validation": tuple("2345678"),
    "inbox": tuple("23456789"),
    "clinics": ("1", "0", "right", "f"),
    "booking": ("right",),
    "today": ("right",),
    "find": ("z",),
    "call": ("z",),
}
"""Keys that show another list of a screen, or another search."""
ONE_LIST = frozenset(
    {"card", "register", "details", "refer", "report", "reviews", "handover", "history", "forecast", "audit"}
)
"""Screens with one list or none."""


async def _pressed(driver: Driver, key: str) -> None:
    """Press a key and look, without waiting for what it asks the database."""
    app, before = driver.app, driver.app.keys_delivered
    driver.send(key)
    await driver.until(lambda: app.keys_delivered > before and not app.gate.is_busy and driver._is_painted())


def _chosen(driver: Driver) -> list[str]:
    """The lines that mark which of several lists is shown."""
    return [line for line in driver.text.splitlines() if "▸" in line]


def test_every_screen_is_walked_with_its_other_lists() -> None:
    assert {*OTHER_LISTS, *ONE_LIST} == set(SCREENS), "add how its other lists are shown, or say that it has one"


async def test_no_other_list_of_a_screen_says_that_there_is_nothing_before_its_answer(scene: Scene) -> None:
    app = SlowDesk(lambda: _desk(scene.location, scene.clock, ASHA))
    app.gate_open.set()
    async with app.run_test(size=(100, 30)):
        driver = Driver(app)
        await driver.settle()
        for name, keys in OTHER_LISTS.items():
            await app.open_screen(name)
            await driver.settle()
            for key in keys:
                claims, chosen = _claims(driver.text), _chosen(driver)
                app.gate_open.clear()
                await _pressed(driver, key)
                if driver.screen.questions.any_pending:
                    assert set(_claims(driver.text)) <= set(claims), (name, key)
                    shown = [each for each in driver.screen.query(RowTable) if each.is_on_screen and each.display]
                    blank = all(table.rows or not table.reading.is_done for table in shown)
                    assert blank or chosen == _chosen(driver), (name, key)
                app.gate_open.set()
                await driver.settle()
    assert app.unforeseen == []


async def test_a_question_that_was_cancelled_before_it_was_put_is_put_again() -> None:
    async with driving(TrialDesk()) as driver:
        answers: list[int] = []
        screen = driver.on(ListScreen)
        screen.questions.ask("again", lambda _desk: 1, answers.append)
        screen.workers.cancel_node(screen)
        await driver.settle()
        screen.questions.ask("again", lambda _desk: 2, answers.append)
        await driver.settle()
        assert answers == [2]
