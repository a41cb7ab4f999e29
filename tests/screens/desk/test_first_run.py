from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.events import Paste

from clerkdesk.app import ClerkDesk
from clerkdesk.keys import COMMANDS, Command
from clerkdesk.screens.desk.asking import AskingScreen
from clerkdesk.screens.desk.first_run import FirstRun
from clerkdesk.screens.desk.help import HelpScreen
from clerkdesk.screens.desk.key_check import KeyCheck
from tests.drivers import Driver
from tests.screens.trial import TrialData, TrialDesk, trial_desk


@asynccontextmanager
async def beginning() -> AsyncIterator[tuple[Driver, list[str]]]:
    opened: list[str] = []

    def opening(name: str) -> Any:
        opened.append(name)
        return trial_desk(TrialData())

    class Beginning(TrialDesk):
        def __init__(self) -> None:
            first_run = FirstRun(
                "/somewhere/desk.db", lambda: opening("practice"), lambda _: opening("here"), lambda _: None
            )
            ClerkDesk.__init__(self, None, first_run=first_run)

    app = Beginning()
    async with app.run_test(size=(80, 24)):
        driver = Driver(app)
        await driver.until(lambda: "no desk here yet" in driver.text)
        yield driver, opened


async def test_it_shows_where_the_new_desk_would_be() -> None:
    async with beginning() as (driver, _):
        assert "/somewhere/desk.db" in driver.text


async def test_enter_opens_the_practice_desk_and_the_keys_are_checked() -> None:
    async with beginning() as (driver, opened):
        driver.send("enter")
        await driver.until(lambda: isinstance(driver.app.screen, KeyCheck))
        assert opened == ["practice"]


async def test_2_and_enter_make_a_desk_here() -> None:
    async with beginning() as (driver, opened):
        driver.send("2")
        await driver.settle()
        driver.send("enter")
        await driver.until(lambda: isinstance(driver.app.screen, AskingScreen))
        await driver.press(*"four herons", "enter", *"four geese", "enter")
        assert opened == [], "the two differ"
        await driver.press(*"four herons", "enter", *"four herons", "enter")
        await driver.until(lambda: opened == ["here"])


async def test_after_leaving_the_bar_2_asks_again() -> None:
    async with beginning() as (driver, opened):
        await driver.press("escape", "2")
        state = driver.screen.bar.get_state()
        assert state is not None and state["answers"] == {"desk": "create"} and opened == []


@pytest.mark.parametrize("item", [each for each in COMMANDS if each.key and each.opens], ids=lambda each: each.key)
async def test_no_key_leads_away_before_there_is_a_desk(item: Command) -> None:
    async with beginning() as (driver, opened):
        await driver.press("escape", item.key)
        assert driver.screen.NAME == "first_run" and "There is no desk yet" in driver.status
        await driver.press("ctrl+q", item.key, "escape")
        assert driver.screen.NAME == "first_run" and opened == []


async def test_every_function_key_a_stray_letter_and_a_paste_say_that_there_is_no_desk_yet() -> None:
    async with beginning() as (driver, opened):
        for bar in ("1", "escape"):
            await driver.press(bar)
            for number in range(2, 12):
                await driver.press(f"f{number}")
                assert driver.screen.NAME == "first_run" and "There is no desk yet" in driver.status, (bar, number)
            await driver.press("f1")
            assert isinstance(driver.app.screen, HelpScreen)
            await driver.press("f12")
            assert driver.screen.NAME == "first_run" and driver.screen.bar.is_open is (bar == "1")
            driver.app.post_message(Paste("943 476\n5919"))
            await driver.settle()
            assert driver.screen.NAME == "first_run" and driver.status, bar
        await driver.press("z", "f12", "f12")
        assert driver.screen.NAME == "first_run" and opened == [] and not driver.app.gate.is_busy
