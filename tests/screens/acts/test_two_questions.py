"""Bars that ask two questions in words, one after the other: each has its own text, its own digits and its own undo."""

from __future__ import annotations

import pytest

from clerkdesk.widgets.bar_spec import TextStep
from clerkdesk.widgets.desk_input import DeskInput
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk

BARS: dict[str, tuple[str, ...]] = {"h": (), "j": ("t",), "v": ("3",)}
"""Letter of a bar on the card, and the choices before its first question in words."""


def asked(page: FrontPage) -> str:
    progress = page.screen.bar.progress
    return progress.at if progress is not None and isinstance(progress.step, TextStep) else ""


def typed(page: FrontPage) -> str:
    return page.screen.bar.query_one(DeskInput).value


@pytest.mark.parametrize("letter", BARS)
async def test_each_question_has_its_own_text_digits_and_undo(letter: str, front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press(letter, *BARS[letter])
        await page.until(lambda: bool(asked(page)), "the first question")
        first = asked(page)
        await page.type_text("ward 3")
        await page.press("tab")
        second = asked(page)
        assert second not in ("", first) and typed(page) == ""
        await page.type_text("12")
        assert typed(page) == "12"
        await page.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert (asked(page), typed(page)) == (second, "")
        await page.press("shift+tab")
        assert (asked(page), typed(page)) == (first, "ward 3")
        await page.type_text("9")
        assert typed(page) == "9"
        await page.press("ctrl+z")
        assert "12" not in typed(page) and asked(page) == first
        await page.press("tab")
        assert (asked(page), typed(page)) == (second, "")


@pytest.mark.parametrize("letter", BARS)
async def test_what_is_typed_one_step_back_answers_that_question(letter: str, front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press(letter, *BARS[letter])
        await page.until(lambda: bool(asked(page)), "the first question")
        first, screen = asked(page), page.app.screen
        await page.type_text("ward")
        await page.press("tab", "shift+tab")
        await page.type_text("xz")
        assert (page.app.screen, asked(page), typed(page)) == (screen, first, "xz")
        for _ in BARS[letter]:
            await page.press("escape")
            assert page.screen.bar.is_open and "Asked again: " in " ".join(page.text.split())
        await page.press("escape")
        assert not page.screen.bar.is_open and "Nothing was recorded." in page.status
