"""Ctrl+G shows every screen of the desk with its key, and goes to the one that is chosen."""

from __future__ import annotations

from typing import get_args

import pytest

from clerkdesk.keys import COMMANDS, Keymap, check_keymap, show_key
from clerkdesk.keys.registry import Part
from clerkdesk.screens.desk.house_map import HouseMap
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.settings import Settings
from tests.drivers import driving
from tests.screens.trial import TrialDesk


def test_every_screen_stands_on_the_map_with_a_key_of_its_own() -> None:
    shown = {item.opens: Keymap.of().twins.get(item.name) for item in COMMANDS if item.screen is not None}
    assert shown.keys() == SCREENS.keys()
    assert None not in shown.values() and len(set(shown.values())) == len(shown)


async def test_the_map_fits_the_smallest_terminal_and_says_where_the_clerk_is() -> None:
    async with driving(TrialDesk(), (80, 24)) as driver:
        await driver.press("ctrl+g")
        lines = [line.strip("│ ") for line in driver.text.splitlines()]
        for item in (each for each in COMMANDS if each.screen is not None):
            assert any(item.title in line and show_key(item.twin) in line.split() for line in lines), item.name
        assert any(line.startswith("› 3  F3") for line in lines)
        assert "Escape leaves the map" in driver.text
        said = " ".join(" ".join(lines).split())
        for item in (each for each in COMMANDS if each.screen is not None):
            assert item.help in said, item.name


async def test_where_there_is_room_the_parts_of_the_day_have_headings() -> None:
    async with driving(TrialDesk(), (80, 30)) as driver:
        await driver.press("ctrl+g")
        lines = [line.strip("│ ") for line in driver.text.splitlines()]
        assert [line for line in lines if line in get_args(Part)] == list(get_args(Part))


@pytest.mark.parametrize("key", ["escape", "f12", "ctrl+g", "enter"])
async def test_the_map_is_left_for_the_screen_beneath(key: str) -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+g", key)
        assert driver.screen.NAME == "booking"


async def test_a_key_that_acts_everywhere_acts_from_the_map() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+g", "f2")
        assert driver.screen.NAME == "find"


async def test_a_key_that_leads_nowhere_says_so_and_the_map_stays() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+g", "z")
        assert "z leads nowhere" in driver.text
        assert isinstance(driver.app.screen, HouseMap)


async def test_help_is_a_key_of_the_map_too() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+g", "1")
        assert "You are on" in driver.text


async def test_settings_remap_the_map_and_its_keys() -> None:
    settings = Settings(keymap=(("map", "Ctrl+B"), ("find", "map w")))
    async with driving(TrialDesk(settings=settings)) as driver:
        await driver.press("ctrl+b", "w")
        assert driver.screen.NAME == "find"


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("find", "map 3"), "3 of the map is given to find and is already booking"),
        (("quit", "map w"), "quit opens no screen"),
        (("find", "map F2"), "needs one letter, digit, - or ="),
        (("find", "Ctrl+G"), "Ctrl+G is given to find and is already map"),
    ],
)
def test_a_key_of_the_map_that_cant_be_used_is_said(pair: tuple[str, str], said: str) -> None:
    (sentence,) = check_keymap((pair,))
    assert said in sentence
