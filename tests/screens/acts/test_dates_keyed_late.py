"""What is keyed on a screen four weeks late gives the same dates as what is keyed on its day (RULES 13.26)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.reviews import ReviewsScreen
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from tests.builders import a_patient, an_entry
from tests.conftest import MONDAY, StandingClock
from tests.dates_kept import dates_of, wishes
from tests.drivers import Driver
from tests.screens.front_desk import FrontDesk, at_the_front_desk
from tests.screens.scene import SUE, Scene, a_scene

DAY = "3/3/25"
"""The Monday on which all of it happened."""
AT_ONCE, FOUR_WEEKS_LATE = timedelta(hours=1), timedelta(weeks=4)

DECISIONS: Mapping[str, Sequence[str]] = {
    "return to the list": ("b",),
    "see sooner": ("s",),
    "may wait for a length of time": ("l", "6w", "enter"),
    "may wait for a length of time in slashes": ("l", "6/52", "enter"),
    "may wait for some months": ("l", "2m", "enter"),
    "may wait until a day": ("l", "14/4/25", "enter"),
    "monitoring by choice": ("p", "y"),
    "monitoring by the clinician": ("c", "y"),
}
"""Each decision as it is pressed on the sheet of a review, up to who decided."""


def copied_to(path: Path, location: str) -> str:
    """Copy a database that is open, with what it has written last."""
    with closing(sqlite3.connect(location)) as one, closing(sqlite3.connect(path)) as other:
        one.backup(other)
    return str(path)


async def keyed(driver: Driver, keys: Sequence[str]) -> None:
    for key in keys:
        if len(key) == 1 or key in ("enter", "tab"):
            await driver.press(key)
        else:
            await driver.type_text(key)


@pytest.mark.parametrize("decision", DECISIONS)
async def test_a_decision_keyed_late_counts_from_its_day(scene: Scene, tmp_path: Path, decision: str) -> None:
    asked = scene.desk.reviews.ask(NewRequest(scene.built.entry.id, Asked.QUESTION, "May she wait?"))
    assert isinstance(asked, RequestKept), asked
    found = []
    for name, after, day in (("at once", AT_ONCE, ()), ("late", FOUR_WEEKS_LATE, ("tab", DAY))):
        location = copied_to(tmp_path / f"{name}.sqlite", scene.location)
        copied = a_scene(scene.built, location)
        copied.desk.close()
        copied.clock.at += after
        async with copied.at_the_desk(SUE) as driver:
            await driver.press("f9", "3", "9", "enter", "d")
            await keyed(driver, (*DECISIONS[decision], "letter of the day", *day, "enter"))
            screen = driver.screen
            assert isinstance(screen, ReviewsScreen) and not screen.bar.is_open, driver.text
        found.append([dates_of(location, scene.built.entry), wishes(location)])
    assert found[0] == found[1]


MILESTONES: Mapping[str, Sequence[str]] = {
    "told: cancer": ("d",),
    "told: no cancer": ("r",),
    "decision to treat": ("t",),
    "treatment began": ("s",),
    "consultant's upgrade": ("u",),
    "interval scanning agreed": ("i",),
    "excluded": ("x", "2"),
}
"""Each milestone as it is pressed on the card, up to who decided."""
UNUSUAL = "told at the other hospital"


@pytest.mark.parametrize("milestone", MILESTONES)
async def test_a_milestone_keyed_late_counts_from_its_day(front: FrontDesk, tmp_path: Path, milestone: str) -> None:
    priority = "1" if milestone == "consultant's upgrade" else "3"
    patient = a_patient(front.desk, "Moss", "Ada", date(1961, 5, 4))
    entry = an_entry(front.desk, front.hospital, patient, clock_start=date(2025, 2, 24), priority_type=priority)
    found = []
    for name, after, day in (("at once", AT_ONCE, ()), ("late", FOUR_WEEKS_LATE, ("tab", DAY))):
        location = copied_to(tmp_path / f"{name}.sqlite", front.location)
        copied = replace(front, location=location, clock=StandingClock(MONDAY + after))
        async with at_the_front_desk(copied) as page:
            await page.open_card("moss ada")
            await page.press("u")
            await keyed(page, (*MILESTONES[milestone], "DERM-C1", "enter", "letter of the day", *day, "enter"))
            await page.settle()
            card = page.card
            assert isinstance(card, CardScreen)
            if card.bar.is_open:
                await keyed(page, (UNUSUAL, "enter"))
                await page.settle()
            assert not card.bar.is_open, page.text
        found.append([dates_of(location, entry), wishes(location)])
    assert found[0] == found[1]
