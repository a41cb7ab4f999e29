"""Names and numbers typed on a list, whatever its letters and digits do there: no jump, no act, and F2 finds it all."""

from __future__ import annotations

import pytest

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.find import FindScreen
from clerkdesk.widgets.typed_on_list import PAUSE_SECONDS
from tests.answers import taken
from tests.builders import a_patient
from tests.drivers import Driver
from tests.screens.booking.booking_page import Clinic, at_the_desk
from tests.screens.reception.today_page import Counter, at_the_counter

NAMES = (
    "adams", "brown", "carr", "dunn", "evans", "ford", "green", "hayes", "ives", "jones", "khan", "lopez", "mayes",
    "norris", "osei", "patel", "quinn", "rossi", "sykes", "thorne", "uddin", "vaughan", "wilson", "xu",
    "young", "zofia",
)  # fmt: skip
"""One for each letter: commands of some list, of another list, or of none."""
LISTS = {"F3": ("f3",), "F5": ("f5",), "F7": ("f7",), "F9": ("f9",), "F10": ("f10",)}
NUMBER = "9434765919"


async def _leave(driver: Driver) -> None:
    """Close bars and sheets, and begin again."""
    while not isinstance(driver.app.screen, DeskScreen):
        await driver.press("escape")
    while driver.screen.bar.is_open:
        await driver.press("escape")


async def _type_each(driver: Driver, *keys: str) -> set[str]:
    """Type each name on a list: nothing jumps; F2 then finds all of it. Return the names that F2 found."""
    found = set()
    for name in NAMES:
        await driver.press(*keys)
        await driver.type_text(name)
        # A letter that no list has begins what goes to the one box; every other name stays where it is typed.
        jumped = isinstance(driver.app.screen, FindScreen)
        assert jumped is name.startswith("n"), (keys, name)
        taken = isinstance(driver.app.screen, DeskScreen) and not jumped and driver.screen.typing.takes_letters
        if not jumped:
            await driver.press("f2")
        if isinstance(driver.app.screen, FindScreen) and driver.app.screen._box.value == name:
            found.add(name)
        else:
            # The field of the bar that the first letter opened has the rest, in sight and uncommitted.
            assert taken, (keys, name, driver.text)
        await driver.press(*keys)
        await _leave(driver)
    return found


@pytest.mark.parametrize("where", LISTS)
async def test_a_name_typed_on_a_list_does_nothing_and_f2_finds_all_of_it(clinic: Clinic, where: str) -> None:
    async with at_the_desk(clinic) as page:
        found = await _type_each(page, *LISTS[where])
    assert len(found) > len(NAMES) * 2 // 3, set(NAMES) - found


async def test_on_the_list_of_today_too(counter: Counter) -> None:
    async with at_the_counter(counter) as page:
        found = await _type_each(page, "f6", "down")
    assert len(found) > len(NAMES) // 2, set(NAMES) - found


async def test_a_name_whose_first_letter_opens_a_bar_is_offered_to_f2_and_the_bar_is_kept(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press(*"brown")
        assert page.screen.bar.is_open and "F2 looks up “brown”" in " ".join(page.text.split())
        await page.press("f2")
        assert isinstance(page.app.screen, FindScreen) and page.app.screen._box.value == "brown"
        await page.press("f12")
        assert page.screen.bar.is_open


@pytest.mark.parametrize("pace", ["slowly", "fast"])
async def test_enter_behind_a_name_acts_on_no_row_and_books_nobody(clinic: Clinic, pace: str) -> None:
    async with at_the_desk(clinic) as page:
        for name in ("mayes", "uddin", "brown", "bond"):
            on = page.app.screen
            if pace == "fast":
                page.send_text(name)
                page.send("enter")
                await page.settle()
            else:
                await page.press(*name, "enter")
            assert page.app.screen is on and page.screen.bar.is_open is name.startswith("b"), name
            assert (name, pace) == ("bond", "fast") or f"F2 looks up “{name}”" in " ".join(page.text.split()), (
                name,
                page.text,
            )
            await _leave(page)
            await page.press("down", "up")


async def test_what_was_meant_for_a_bar_that_did_not_open_goes_nowhere(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        on = page.app.screen
        for typed in ("m2d", "m2"):
            await page.press(*typed, "enter")
            assert page.app.screen is on and not page.screen.bar.is_open
            assert f"F2 looks up “{typed}”" in page.status
            await page.press("down", "up")


@pytest.mark.parametrize("pace", ["slowly", "fast"])
async def test_the_letter_behind_a_refused_outcome_jumps_nowhere(counter: Counter, pace: str) -> None:
    async with at_the_counter(counter) as page:
        await page.press("down")
        if pace == "fast":
            page.send_text("on")
            page.send("enter")
            await page.settle()
        else:
            await page.press("o", "n", "enter")
        assert page.today.bar.is_open is False and "F2 looks up “on”" in " ".join(page.text.split())


async def test_a_letter_pressed_after_another_was_refused_acts(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("m", "b")
        assert page.screen.bar.is_open


async def test_a_list_of_nobody_offers_every_name(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("/")
        await page.type_text("nobody of this name")
        await page.press("down")
        await page.type_text("brown")
        await page.press("f2")
        assert isinstance(page.app.screen, FindScreen) and page.app.screen._box.value == "brown"


@pytest.mark.parametrize("typed", ["fast", "slowly"])
async def test_a_number_typed_at_a_patient_of_another_desk_is_looked_up(clinic: Clinic, typed: str) -> None:
    async with at_the_desk(clinic) as page:
        row = page.booking.waiting.table.row
        assert row is not None
        clinic.other.booking.claim(row.key)
        if typed == "fast":
            # The list does not know of the claim yet: the place can't be held, and the bar is left.
            await page.type_text(NUMBER)
            await page.press("enter")
        else:
            page.booking.load()
            await page.settle()
            await page.press("1")
            assert (
                "Bev Jones, since" in page.status
                and page.booking.waiting.table.row == page.booking.waiting.table.rows[0]
            )
            await page.press("down", "up")
            for digit in NUMBER:
                await page.press(digit)
        assert isinstance(page.app.screen, FindScreen)
        assert page.app.screen._box.value == NUMBER


BEGIN_WITH_E = ("evans", "evans susan", "evans140367")
"""What is typed of a patient whose first letter opens a bar that asks in words."""


def _escalations(clinic: Clinic) -> int:
    return sum(row.kind == "escalation" for row in taken(clinic.other.inbox.items("all")))


@pytest.mark.parametrize("typed", BEGIN_WITH_E)
async def test_a_patients_name_in_the_words_of_a_bar_commits_nothing_with_its_enter(clinic: Clinic, typed: str) -> None:
    a_patient(clinic.desk, "Evans", "Susan")
    async with at_the_desk(clinic) as page:
        await page.press(*typed, "enter")
        assert page.screen.bar.is_open and _escalations(clinic) == 0
        assert f"“{typed}” is a patient's name. F2 looks up “{typed}”." in " ".join(page.text.split())
        await page.press("f2")
        assert isinstance(page.app.screen, FindScreen) and page.app.screen._box.value == typed
        await page.press("f12")
        assert page.screen.bar.is_open


async def test_a_patients_name_that_is_meant_as_the_reason_is_taken_with_enter_again(clinic: Clinic) -> None:
    a_patient(clinic.desk, "Evans", "Susan")
    async with at_the_desk(clinic) as page:
        await page.press(*"evans", "enter", "enter")
        await page.until(lambda: "Escalated to" in page.status, "the escalation")
        assert _escalations(clinic) == 1


@pytest.mark.parametrize("words", ["vans off the road", "van", "no slot at all", "vans"])
async def test_words_that_are_nobodys_name_need_no_further_key(clinic: Clinic, words: str) -> None:
    if words != "vans":
        a_patient(clinic.desk, "Evans", "Susan")
    async with at_the_desk(clinic) as page:
        await page.press("e", *words, "enter")
        await page.until(lambda: "Escalated to" in page.status, "the escalation")


async def test_a_reason_typed_after_a_look_at_the_bar_needs_no_further_key(clinic: Clinic) -> None:
    a_patient(clinic.desk, "Evans", "Susan")
    async with at_the_desk(clinic) as page:
        await page.press("e")
        await page.pause(PAUSE_SECONDS + 0.1)
        await page.press(*"vans", "enter")
        await page.until(lambda: "Escalated to" in page.status, "the escalation")
