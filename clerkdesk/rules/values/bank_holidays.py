"""The closed days of the hospital: the bank holidays of England, and further days from the settings.

`schedule` and `working_days` use them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache


def england_bank_holidays(first: date, last: date) -> dict[date, str]:
    """Return the bank holidays from `first` to `last`, both included, by date, each with its name.

    It includes holidays proclaimed for one year only (a coronation, a funeral) that the `holidays` package knows.
    """
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in _of_year(year) if first <= day <= last}


def days_closed(first: date, last: date, further: Iterable[str] = ()) -> dict[date, str]:
    """Return the days from `first` to `last`, both included, on which the hospital is closed, each with its name.

    Args:
        first: the first local day.
        last: the last local day.
        further: days of the setting `closed_days`, such as `2026-12-24`.
    """
    named = {date.fromisoformat(day): "closed day of the trust" for day in further}
    return {day: name for day, name in named.items() if first <= day <= last} | england_bank_holidays(first, last)


@lru_cache(maxsize=200)
def _of_year(year: int) -> tuple[tuple[date, str], ...]:
    # Importing it takes a tenth of a second, and only publishing clinics and due dates need it.
    from holidays import country_holidays

    return tuple(sorted(country_holidays("GB", subdiv="ENG", years=year).items()))
