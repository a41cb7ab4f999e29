"""F5 and the figures over the practice hospital: every view has what the demo planted, and the keys work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.screens.validation import ValidationScreen
from clerkdesk.screens.validation.rows import View
from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty
from tests.answers import taken
from tests.drivers import Driver, driving

if TYPE_CHECKING:
    from clerkdesk.screens.validation.rows import ValidationRow


def validation(driver: Driver) -> ValidationScreen:
    screen = driver.app.screen
    assert isinstance(screen, ValidationScreen)
    return screen


def shown(driver: Driver) -> list[ValidationRow]:
    return list(validation(driver).listing.table.rows)


@pytest.mark.parametrize("view", "1234567")
async def test_no_view_of_f5_is_empty_on_the_demo(practised: Desk, view: str) -> None:
    async with driving(ClerkDesk(lambda: practised)) as driver:
        await driver.press("f5", view)
        assert shown(driver)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
async def test_every_title_that_sorts_sorts_its_view_with_what_is_missing_last(practised: Desk, view: View) -> None:
    async with driving(ClerkDesk(lambda: practised), (250, 48)) as driver:
        await driver.press("f5", view.key, "down")
        table = validation(driver).listing.table
        patient = table.row
        assert patient is not None
        for column in view.columns:
            if column.sort is None:
                continue
            await driver.press("z")
            header, _, titles = driver.text.splitlines()[:3]
            marked = (f"{column.title}{column.sort.mark}", f"{column.sort.mark}{column.title}")
            assert column.sort.words in header and any(title in titles for title in marked)
            assert table.row is not None and table.row.key == patient.key
            values = [column.sort.value(row) for row in table.rows]
            known = [value for value in values if value is not None]
            assert known == sorted(known, reverse=column.sort.descending)
            assert values[len(known) :] == [None] * (len(values) - len(known))
        own = [row.key for row in view.read(practised, None, len(table.rows)).rows]
        await driver.press("z")
        assert [row.key for row in table.rows] == own and view.order in driver.text.splitlines()[0]


async def test_the_first_three_who_are_due_are_validated_one_after_the_other(practised: Desk) -> None:
    due = taken(practised.validation.due())
    first = [each.row.entry_id for each in due.entries[:3]]
    async with driving(ClerkDesk(lambda: practised)) as driver:
        await driver.press("f5")
        for _ in first:
            await driver.press("v", "1", "s", "enter")
        await driver.until(lambda: "3 of " in driver.text, "the progress of the batch")
    found = [taken(practised.validation.sheet(entry_id)) for entry_id in first]
    assert [sheet.history[0].code for sheet in found] == ["V01"] * 3


async def test_every_finding_on_the_demo_says_what_enter_does_or_that_nothing_can_be_done_here(
    practised: Desk,
) -> None:
    async with driving(ClerkDesk(lambda: practised)) as driver:
        await driver.press("f5", "2")
        for row in shown(driver):
            words = ["".join(p if isinstance(p, str) else p[0] for p in line) for line in row.lines()]
            assert any(line.startswith("Enter ") for line in words), row.key


def test_the_report_shows_who_was_booked_out_of_turn_and_why(practised: Desk) -> None:
    report = practised.reports.ptl()
    assert not isinstance(report, NoSuchSpecialty)
    assert dict(report.out_of_turn) == {"OT01": 1, "OT07": 1}


async def test_the_figures_on_the_screen_are_those_of_the_report(practised: Desk) -> None:
    total = taken(practised.reports.ptl()).total
    async with driving(ClerkDesk(lambda: practised)) as driver:
        await driver.press("ctrl+t")
        assert f"{total.percent_within:.1f}% within 18 weeks" in driver.text
        assert f"{total.over_52_weeks:,} over 52 weeks" in driver.text
