"""The bank holidays of England, on which no clinic is published. What is done about them is in `schedule`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


def england_bank_holidays(first: date, last: date) -> dict[date, str]:
    """Return the bank holidays from `first` to `last`, both included, by date, each with its name.

    Holidays proclaimed for one year only (a coronation, a funeral) are in it as far as the `holidays` package knows.
    """
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in _of_year(year) if first <= day <= last}


@lru_cache(maxsize=200)
def _of_year(year: int) -> tuple[tuple[date, str], ...]:
    # Importing it costs a desk a tenth of a second, and only publishing clinics and due dates need it.
    from holidays import country_holidays

    return tuple(sorted(country_holidays("GB", subdiv="ENG", years=year).items()))
