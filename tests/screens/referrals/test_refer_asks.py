"""The form for a referral asks for what the wait would lose, and says what happens next in one sentence."""

from __future__ import annotations

import pytest

from clerkdesk.screens.card import CardScreen
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk


async def _referral_that_came_by(page: FrontPage, route: str) -> None:
    await page.open_card("patel anand")
    await page.press("ctrl+r")
    await page.type_text("3/3/25")
    await page.press("tab")
    await page.type_text("derm")
    await page.press("tab", "tab", route, "enter")


async def test_a_transfer_without_its_senders_start_is_asked_about_and_answered_in_one_step(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await _referral_that_came_by(page, "t")
        assert page.screen.bar.is_open
        assert "A transfer brings the weeks that were waited at the sender" in " ".join(page.text.split())
        await page.press("y", "enter")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        await page.until_said("nobody knows when it started: ask the sender")


async def test_the_senders_start_is_typed_where_the_question_leads(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await _referral_that_came_by(page, "t")
        await page.press("escape")
        await page.type_text("6/1/25")
        await page.press("enter")
        await page.until_said("the clock runs from Mon 6 Jan 2025")


@pytest.mark.parametrize(
    ("route", "said"), [("s", "until the service accepts it (4 on F5"), ("l", "the clock runs from")]
)
async def test_the_answer_says_what_the_clock_waits_for(front: FrontDesk, route: str, said: str) -> None:
    async with at_the_front_desk(front) as page:
        await _referral_that_came_by(page, route)
        await page.until_said(said)
