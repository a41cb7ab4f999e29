"""The pictures of README show the whole screen."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from scripts.take_pictures import FOLDER, PICTURES
from tests.drivers import driving, picture
from tests.screens.trial import TrialDesk

TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")


def without_blanks(text: str) -> str:
    """Return a text without its blanks, which pictures write as others."""
    return "".join(text.split())


def shown_in(path: Path) -> str:
    """Return what a picture shows, line by line, without blanks."""
    return without_blanks("".join(unescape(text) for text in TEXT.findall(path.read_text("utf-8"))))


async def test_a_picture_has_every_line_that_is_painted(tmp_path: Path) -> None:
    async with driving(TrialDesk()) as driver:
        picture(driver.app, tmp_path / "trial.svg")
        shown = shown_in(tmp_path / "trial.svg")
        assert [line for line in driver.text.splitlines() if without_blanks(line) not in shown] == []


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_that_is_kept_has_its_title_and_its_footer(name: str) -> None:
    shown = shown_in(FOLDER / f"{name}.svg")
    assert "PRACTICE" in shown and "F1Help" in shown
