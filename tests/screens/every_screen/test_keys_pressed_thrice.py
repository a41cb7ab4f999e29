"""A function key pressed three times, on each screen: every key acts afterwards, and the desk is never dead."""

from __future__ import annotations

import pytest

from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.find import FindScreen
from tests.screens.front_desk import FrontDesk, at_the_front_desk

KEYS = tuple(f"f{number}" for number in range(1, 11))
FROM = ("f3", "f4", "f5", "f6", "f7", "f9")


@pytest.mark.parametrize("key", KEYS)
async def test_after_a_key_was_pressed_three_times_every_screen_takes_keys(front: FrontDesk, key: str) -> None:
    async with at_the_front_desk(front) as page:
        for who in ("patel anj", "o'neil"):
            await page.open_card(who)
        for screen in FROM:
            await page.press(screen, key, key, key, "f12", "f12", "f12", "f2")
            assert isinstance(page.app.screen, FindScreen), (screen, key, page.text)
            await page.type_text("zz")
            assert page.app.screen._box.value.endswith("zz"), (screen, key)
            await page.press("ctrl+u")


async def test_the_key_of_the_card_in_its_own_chooser_leaves_the_chooser_as_it_is(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        for who in ("patel anj", "o'neil"):
            await page.open_card(who)
        await page.press("f4", "f4")
        assert "Open the card of one of the last patients" in " ".join(page.text.split())
        await page.press("f4")
        assert "Open the card of one of the last patients" in " ".join(page.text.split())
        assert "What was begun" not in page.text, "a chooser is begun for nobody"
        await page.press("f12")
        screen = page.app.screen
        assert isinstance(screen, CardScreen) and not screen.bar.is_open
        await page.press("k")
        assert screen.bar.is_open, "a letter acts"
