from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from clerkdesk.rules.values.bank_holidays import england_bank_holidays

PUBLISHED = json.loads(
    (Path(__file__).parents[2] / "data/bank-holidays/england-and-wales.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_bank_holiday_that_the_government_published_is_known(year: str) -> None:
    published = {datetime.strptime(holiday["date"], "%d/%m/%Y").date() for holiday in PUBLISHED[year]}

    assert published <= set(england_bank_holidays(date(int(year), 1, 1), date(int(year), 12, 31)))


@pytest.mark.parametrize("year", PUBLISHED)
def test_no_working_day_is_called_a_bank_holiday(year: str) -> None:
    published = {datetime.strptime(holiday["date"], "%d/%m/%Y").date() for holiday in PUBLISHED[year]}
    known = england_bank_holidays(date(int(year), 1, 1), date(int(year), 12, 31))

    assert {day for day in known if day.weekday() < 5} <= published


def test_only_the_days_asked_for_are_returned() -> None:
    assert list(england_bank_holidays(date(2026, 12, 26), date(2027, 1, 1))) == [
        date(2026, 12, 26),
        date(2026, 12, 28),
        date(2027, 1, 1),
    ]


def test_the_calendar_is_loaded_only_when_it_is_asked_for() -> None:
    code = "import sys, clerkdesk.rules.values.bank_holidays; sys.exit('holidays' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
