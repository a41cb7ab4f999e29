"""A desk that has other keys names its own, on every screen, in every bar and in every refusal."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.demo.compose import compose
from clerkdesk.keys import COMMANDS, Keymap, check_keymap
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.desk.opening import open_desk
from clerkdesk.settings import Settings
from clerkdesk.widgets.bar_spec import ChoiceStep
from tests.demo.conftest import NOW
from tests.demo.test_every_bar import ON
from tests.drivers import Driver, driving
from tests.other_keys import KEYMAP, OTHER, named_by_default

ON_MAP = iter("αβγδεζηθικλμνξοπρστυφχψωабвгд")
TWINS = (
    ("map", "ctrl+b"), *((item.name, f"map {next(ON_MAP)}") for item in COMMANDS if item.twin or item.opens),
)  # fmt: skip
"""Another key for the map, and for everything on it."""


@pytest.fixture(scope="module")
def other_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice hospital; no test changes it."""
    path = tmp_path_factory.mktemp("other") / "practice.db"
    compose(str(path), patients=300, now=NOW)
    return path


@asynccontextmanager
async def _at_another_desk(
    other_practice: Path, tmp_path: Path, keys: tuple[tuple[str, str], ...] = OTHER
) -> AsyncIterator[Driver]:
    copy = tmp_path / "desk.db"
    shutil.copy(other_practice, copy)
    settings = replace(Settings(), keymap=keys)

    def opened() -> Desk:
        return open_desk(str(copy), settings, username=None, fixed_time=NOW.isoformat())

    async with driving(ClerkDesk(opened, settings=settings), (150, 50)) as driver:
        yield driver


async def _go(driver: Driver, name: str) -> None:
    by_key = {item.key: item.name for item in COMMANDS if item.key}
    for key in ON[name]:
        if key in ON:
            await driver.app.open_screen(key)
            await driver.settle()
        else:
            await driver.press(KEYMAP.key_of(by_key[key]) if key in by_key else key)


def _choices(driver: Driver) -> tuple[str, ...]:
    """What the open bar prints: letters that are asked for there and belong to nothing else."""
    top = driver.app.screen
    spec = top.bar.spec if isinstance(top, DeskScreen) else None
    steps = [step for step in spec.steps if isinstance(step, ChoiceStep)] if spec is not None else []
    return tuple(f"{choice.key} {choice.label}" for step in steps for choice in step.choices)


def test_the_other_keys_can_all_be_had_and_leave_none_as_it_was() -> None:
    assert check_keymap(OTHER) == ()
    kept = [item.name for item in COMMANDS if item.key and KEYMAP.key_of(item.name) == item.key]
    assert kept == []
    assert named_by_default("h on the card takes it off") and named_by_default("F4 opens it")


@pytest.mark.parametrize("name", ON)
async def test_no_key_that_was_given_away_is_named(name: str, other_practice: Path, tmp_path: Path) -> None:
    async with _at_another_desk(other_practice, tmp_path) as driver:
        await _go(driver, name)
        assert not named_by_default(driver.text), name
        screen = driver.screen
        assert {KEYMAP.shown("help"), KEYMAP.shown("find")} <= set(driver.text.split()), driver.text
        for item in (each for each in COMMANDS if each.scope == "list"):
            await _go(driver, name)
            await driver.press(KEYMAP.key_of(item.name))
            choices = _choices(driver)
            assert not named_by_default(driver.text, choices), (name, item.name)
            await driver.press(KEYMAP.key_of("help"))
            assert not named_by_default(driver.text, choices), (name, item.name, "help")
            await driver.press("escape")
            while driver.app.screen is screen and screen.bar.is_open:
                await driver.press("escape")


async def test_a_map_with_other_keys_shows_and_takes_them(other_practice: Path, tmp_path: Path) -> None:
    assert check_keymap(TWINS) == ()
    keymap = Keymap.of(TWINS)
    async with _at_another_desk(other_practice, tmp_path, TWINS) as driver:
        assert "Ctrl+G" not in driver.text
        await driver.press("ctrl+b")
        assert "Ctrl+G" not in driver.text
        own = {keymap.twins[item.name] for item in COMMANDS if item.opens}
        assert own <= set(driver.text.split()), driver.text
        await driver.press(keymap.twins["reviews"])
        assert isinstance(driver.screen, DeskScreen) and driver.screen.NAME == "reviews"
