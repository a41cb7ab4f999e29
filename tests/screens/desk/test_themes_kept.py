"""The list of themes: what is under its cursor is shown, and what was chosen is kept for the clerk."""

from __future__ import annotations

import pytest

from clerkdesk.services.acts.drafts import AT_WORK
from clerkdesk.services.desk.likings import THEME, like, liked
from clerkdesk.widgets.themes import THEMES
from tests.drivers import Driver, driving
from tests.screens.booking.booking_page import Clinic, at_the_desk
from tests.screens.trial import TrialDesk

DARK, LIGHT, CONTRAST, _ = (theme.name for theme in THEMES)


async def offered(driver: Driver) -> None:
    await driver.app.run_command("theme")
    await driver.settle()


async def test_the_cursor_shows_a_theme_and_escape_brings_back_the_one_before() -> None:
    async with driving(TrialDesk()) as driver:
        await offered(driver)
        await driver.press("down")
        assert driver.app.theme == LIGHT
        await driver.type_text("contr")
        assert driver.app.theme == CONTRAST
        await driver.press("escape")
        assert driver.app.theme == DARK


async def test_a_theme_that_is_only_shown_goes_when_another_screen_is_asked_for() -> None:
    async with driving(TrialDesk()) as driver:
        await offered(driver)
        await driver.press("down", "f2")
        assert driver.app.theme == DARK


async def test_the_theme_that_was_chosen_is_there_when_the_desk_opens_again(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await offered(page)
        await page.press("down", "enter")
        assert page.app.theme == LIGHT
        await page.until(lambda: liked(clinic.desk.drafts, THEME) == LIGHT)
    async with at_the_desk(clinic) as page:
        await page.until(lambda: page.app.theme == LIGHT)


def test_what_a_clerk_likes_is_kept_once_is_the_clerks_own_and_is_nothing_that_was_put_aside(clinic: Clinic) -> None:
    for name in (LIGHT, CONTRAST):
        like(clinic.desk.drafts, THEME, name)
    assert liked(clinic.desk.drafts, THEME) == CONTRAST
    assert liked(clinic.other.drafts, THEME) == ""
    assert clinic.desk.drafts.waiting() == [] == clinic.desk.drafts.waiting(AT_WORK)


@pytest.mark.parametrize("chosen", ["clerkdesk-unknown", ""])
async def test_an_unknown_theme_leaves_that_of_the_settings(clinic: Clinic, chosen: str) -> None:
    like(clinic.desk.drafts, THEME, chosen)
    async with at_the_desk(clinic) as page:
        assert page.app.theme == DARK
