"""The forecast on the map, from the figures and by the one box; its scenarios, and what is kept of it."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from clerkdesk.app import ClerkDesk
from clerkdesk.data.tables import ForecastRun
from clerkdesk.screens.forecast import ForecastScreen
from clerkdesk.screens.forecast.rows import AS_IT_IS, still_readable, with_another
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital
from tests.drivers import Driver
from tests.screens.validation.validation_page import open_at
from tests.worked_lists import weeks_of_work


class ForecastPage(Driver):
    """The forecast for a test."""

    @property
    def told(self) -> str:
        """Everything painted, as one line."""
        return " ".join(self.text.split())

    @property
    def forecast(self) -> ForecastScreen:
        screen = self.app.screen
        assert isinstance(screen, ForecastScreen)
        return screen

    @property
    def scenarios(self) -> list[str]:
        return [row.words for row in self.forecast.table.rows]


@asynccontextmanager
async def at_the_desk(location: str) -> AsyncIterator[ForecastPage]:
    app = ClerkDesk(lambda: open_at(location))
    async with app.run_test(size=(80, 24)):
        page = ForecastPage(app)
        await page.settle()
        yield page
    assert app.unforeseen == []


@pytest.fixture
def desk(sqlite_location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with one list that has been worked for more than a year."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    desk = open_at(sqlite_location)
    weeks_of_work(desk, a_hospital(desk).specialty_id)
    return desk


def kept(desk: Desk) -> int:
    with desk.context.reading() as session:
        return session.execute(select(func.count()).select_from(ForecastRun)).scalar_one()


async def test_the_map_leads_to_the_forecast_with_its_band_and_its_words(desk: Desk, sqlite_location: str) -> None:
    async with at_the_desk(sqlite_location) as page:
        await page.press("ctrl+g", "f")
        assert "92% not met by Sun 31 Aug 2025" in page.told and "standard" in page.told
        assert "Each week: in 8.0, out by stops 6.0" in page.told and "said" in page.told
    assert kept(desk) == 0


async def test_enter_on_what_the_figures_show_opens_its_forecast(desk: Desk, sqlite_location: str) -> None:
    del desk
    async with at_the_desk(sqlite_location) as page:
        await page.press("ctrl+t", "end", "enter", "enter")
        assert "Dermatology · forecast" in page.told


async def test_a_scenario_is_typed_and_stands_beside_the_others(desk: Desk, sqlite_location: str) -> None:
    del desk
    async with at_the_desk(sqlite_location) as page:
        await page.press("f2")
        await page.type_text(".forecast derm")
        await page.press("enter", "end", "enter")
        await page.type_text("+14 stops from 10 mar")
        assert "14 more stops a week from Mon 10 Mar 2025" in page.told
        await page.press("enter")
        assert page.scenarios == [
            "as it is",
            "+2 clinics from 7 apr",
            "dna -1",
            "+14 stops from 10 mar",
            "type another",
        ]
        assert "nothing" in page.told and "92% met by" in page.told
        await page.press("w")
        assert "Changed: 14 more stops a week" in page.told


async def test_a_list_too_small_says_so_and_offers_no_row(
    sqlite_location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    small = open_at(sqlite_location)
    weeks_of_work(small, a_hospital(small).specialty_id, joined=1, stopped=1, weeks=30)
    async with at_the_desk(sqlite_location) as page:
        await page.press("ctrl+g", "f")
        assert "Too small to say" in page.told and "Reckoning" not in page.told and page.scenarios == []
        await page.press("f1")
        assert "see how this was reckoned" in page.told and "on the last row" not in page.told


def test_nine_scenarios_stand_side_by_side_and_the_oldest_make_room() -> None:
    kept_ones: tuple[str, ...] = (AS_IT_IS,)
    for number in range(1, 13):
        kept_ones = with_another(kept_ones, f"+{number} stops")
    assert kept_ones == (AS_IT_IS, *(f"+{number} stops" for number in range(5, 13)))


def test_a_scenario_whose_days_have_passed_is_let_go() -> None:
    typed = (AS_IT_IS, "leave w/c 16 mar 2026", "dna -1")
    assert still_readable(typed, date(2026, 3, 9)) == typed
    assert still_readable(typed, date(2026, 3, 23)) == (AS_IT_IS, "dna -1")


async def test_a_forecast_that_is_written_to_a_file_is_kept(desk: Desk, sqlite_location: str, tmp_path: Path) -> None:
    wanted = tmp_path / "ahead.csv"
    async with at_the_desk(sqlite_location) as page:
        await page.press("ctrl+g", "f", "p")
        await page.type_text(str(wanted))
        await page.press("enter")
        await page.settle()
        assert "Written to" in page.told
    rows = list(csv.DictReader(wanted.open(encoding="utf-8")))
    assert {row["scenario"] for row in rows} >= {
        "as it is",
        "missed appointments 1 fewer point; but no appointment is missed",
    }
    assert kept(desk) == 1
