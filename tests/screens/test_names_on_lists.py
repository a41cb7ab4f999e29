"""Names and numbers typed on a list, whatever its letters and digits do there: the one box gets all or nothing."""

from __future__ import annotations

import pytest

from clerkdesk.screens.base import DeskScreen
from clerkdesk.screens.find import FindScreen
from tests.drivers import Driver
from tests.screens.booking_page import Clinic, at_the_desk
from tests.screens.today_page import Counter, at_the_counter

NAMES = (
    "mayes", "quinn", "young", "jones", "green", "ives", "lopez", "osei", "uddin", "dunn", "thorne", "sykes", "zofia",
    "norris", "ford", "carr", "adams", "patel", "aye", "lyle",
)  # fmt: skip
"""Their first letters are commands of some list, of another list, or of none."""
LISTS = {"F3": ("f3",), "F5": ("f5",), "F7": ("f7",), "F9": ("f9",), "F10": ("f10",)}
ARRIVE_FROM = {
    "F3": {"mayes", "quinn", "jones", "green", "ives", "lopez", "osei", "uddin", "norris", "patel", "lyle", "ford"},
    "F5": {"mayes", "lopez", "norris", "patel"},
    "F7": {"mayes", "norris", "patel", "osei", "quinn", "jones"},
}
"""Names that no bar and no sheet takes on their way."""
NUMBER = "9434765919"


async def _leave(driver: Driver) -> None:
    """Close bars and sheets, and begin again."""
    while not isinstance(driver.app.screen, DeskScreen):
        await driver.press("escape")
    while driver.screen.bar.is_open:
        await driver.press("escape")


async def _names_that_arrive(driver: Driver, *keys: str) -> set[str]:
    """Type each name on a list; where the one box comes, it holds all of it. Return the names that came there."""
    arrived = set()
    for name in NAMES:
        await driver.press(*keys)
        await driver.type_text(name)
        if isinstance(driver.app.screen, FindScreen):
            assert driver.app.screen._box.value == name, (keys, name)
            arrived.add(name)
        await _leave(driver)
    return arrived


@pytest.mark.parametrize("where", LISTS)
async def test_the_one_box_gets_all_of_a_name_or_nothing(clinic: Clinic, where: str) -> None:
    async with at_the_desk(clinic) as page:
        arrived = await _names_that_arrive(page, *LISTS[where])
    assert arrived >= ARRIVE_FROM.get(where, set())


async def test_from_the_list_of_today_too(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        assert {"norris", "dunn", "quinn"} <= await _names_that_arrive(page, "f6", "down")


async def test_a_list_of_nobody_sends_every_name(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("/")
        await page.type_text("nobody of this name")
        await page.press("down")
        await page.type_text("brown")
        assert isinstance(page.app.screen, FindScreen) and page.app.screen._box.value == "brown"


@pytest.mark.parametrize("typed", ["fast", "slowly"])
async def test_a_number_typed_at_a_patient_of_another_desk_is_looked_up(clinic: Clinic, typed: str) -> None:
    async with at_the_desk(clinic) as page:
        row = page.booking.table.row
        assert row is not None
        clinic.other.claims.claim(row.key)
        if typed == "fast":
            # The list does not know of the claim yet: the place can't be held, and the bar is left.
            await page.type_text(NUMBER)
            await page.press("enter")
        else:
            page.booking.load()
            await page.settle()
            await page.press("1")
            assert "Bev Jones, since" in page.status and page.booking.table.row == page.booking.table.rows[0]
            await page.press("down", "up")
            for digit in NUMBER:
                await page.press(digit)
        assert isinstance(page.app.screen, FindScreen)
        assert page.app.screen._box.value == NUMBER
