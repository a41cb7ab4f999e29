"""Every slot that a digit offers is drawn, with its number, however little room there is beside a bar."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.screens.acts.slots_pane import lines_in_full, slot_label
from tests.builders import a_session
from tests.screens.booking.booking_page import a_clinic, at_the_desk
from tests.screens.call.call_page import CallPage
from tests.screens.scene import Scene


@given(st.integers(1, 9), st.integers(1, 3), st.integers(0, 30))
def test_slots_abreast_have_room_together_and_as_many_as_can_have_a_line(slots: int, abreast: int, room: int) -> None:
    whole = lines_in_full(slots, abreast, room)
    assert 0 <= whole <= slots
    if slots <= room:
        assert whole == slots, "with room for all, each has its line"
    elif -(-slots // abreast) <= room:
        assert whole + -(-(slots - whole) // abreast) <= room


@pytest.mark.parametrize("size", [(80, 24), (100, 24), (160, 48)])
async def test_every_slot_that_a_digit_offers_is_drawn_while_the_bar_is_open(
    sqlite_location: str, size: tuple[int, int]
) -> None:
    clinic = a_clinic(sqlite_location, slots=9)
    async with at_the_desk(clinic, size) as page:
        await page.press("b")
        await page.until_held()
        choices = page.booking.beside.panel.choices.choices  # type: ignore[union-attr]
        assert len(choices) == 9
        for each in choices:
            assert f"{each.ranked.rank} {slot_label(each.ranked.slot.starts)}" in page.text


@pytest.mark.parametrize("size", [(80, 24), (100, 24), (160, 48)])
async def test_every_slot_is_drawn_in_a_call_too(scene: Scene, size: tuple[int, int]) -> None:
    async with scene.at_the_desk(size=size) as driver:
        page = CallPage(driver)
        a_session(scene.desk, scene.built.hospital, datetime(2025, 4, 2, 9, 0), slots=9)
        await page.identified()
        await driver.press("m")
        await driver.until(lambda: page.screen.rows.choices is not None and page.screen.bar.is_open, "the slots")
        await driver.settle()
        choices = page.screen.rows.choices.choices  # type: ignore[union-attr]
        assert len(choices) == 9
        for each in choices:
            assert f"{each.ranked.rank} {slot_label(each.ranked.slot.starts)}" in driver.text, driver.text
