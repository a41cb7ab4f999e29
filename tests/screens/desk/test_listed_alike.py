"""Help, palette and map list the same commands with the same keys: those of the registry that act."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from clerkdesk.keys import COMMANDS, Command, command, show_key
from clerkdesk.screens.desk.first_run import WITHOUT_A_DESK
from clerkdesk.screens.desk.help import help_for
from clerkdesk.screens.desk.palette import RegistryProvider
from clerkdesk.screens.desk.registry import SCREENS
from tests.drivers import Driver, painted_text
from tests.screens.desk.test_first_run import beginning
from tests.screens.scene import Scene

EVERYWHERE = [item for item in COMMANDS if item.scope == "everywhere" or item.twin]
OVER_ANOTHER = ("refer", "details")
"""Forms that open only for somebody."""


async def in_palette(driver: Driver) -> set[str]:
    """Return the names of the commands that the palette offers before anything is typed."""
    purposes = {item.help: item.name for item in COMMANDS}
    offered = [str(hit.help) async for hit in RegistryProvider(driver.screen).discover()]
    return {purposes[each.partition(": ")[2]] for each in offered} | {"palette"}


def in_help(driver: Driver, among: Sequence[Command]) -> set[str]:
    """Return those commands whose keys and purpose the help lists together."""
    keymap = driver.app.keymap
    lines = help_for(driver.screen, keymap).plain.splitlines()
    lines = lines[lines.index("Everywhere:") :]
    first = {item.name: item.help.split(",")[0][:40] for item in among}
    keys = {item.name: keymap.shown(item.name) or keymap.shown_on_map(item.name) for item in among}
    return {name for name in first if any(first[name] in line and keys[name] in line for line in lines)}


async def on_map(driver: Driver) -> set[str]:
    """Return the names of the commands whose key stands on the map, which is left again."""
    await driver.press("ctrl+g")
    lines = [line.strip("│ ›") for line in painted_text(driver.app).splitlines()]
    await driver.press("escape")
    twins = driver.app.keymap.twins
    found = set()
    for item in (each for each in COMMANDS if each.name in twins):
        beginning = f"{show_key(twins[item.name]):<3}{driver.app.keymap.shown(item.name)}".strip()
        below = f"{show_key(twins[item.name])} {item.name} ·"
        if any((line.startswith(beginning) and item.title in line) or below in line for line in lines):
            found.add(item.name)
    return found


@pytest.mark.parametrize("name", [name for name in SCREENS if name not in OVER_ANOTHER])
async def test_help_palette_and_map_list_the_same(scene: Scene, name: str) -> None:
    async with scene.at_the_desk() as driver:
        await driver.app.open_screen(name)
        await driver.settle()
        offered = await in_palette(driver)
        assert in_help(driver, EVERYWHERE) == {item.name for item in EVERYWHERE if item.name in offered}
        assert await on_map(driver) == {item.name for item in EVERYWHERE if item.twin and item.name in offered}
        assert {"help", "back", "inbox", "reviews", "lock"} <= offered


async def test_without_a_desk_all_three_list_what_needs_none() -> None:
    async with beginning() as (driver, _):
        await driver.press("escape")
        offered = await in_palette(driver)
        assert offered == WITHOUT_A_DESK
        assert in_help(driver, EVERYWHERE) == {item.name for item in EVERYWHERE if item.name in offered}
        assert await on_map(driver) == {"help", "back"}
        await driver.press("ctrl+g")
        assert "There is no desk yet" in driver.text


async def test_what_no_list_offers_is_found_in_the_palette_with_the_reason(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        driver.send("ctrl+p")
        driver.send_text(command("unfilled").title)
        await driver.until(lambda: "does not act on this screen" in painted_text(driver.app), "the reason")
