"""The bank holidays of England, on which no clinic is published. What is done about them is in `schedule`."""

from __future__ import annotations

from datetime import date


def england_bank_holidays(first: date, last: date) -> dict[date, str]:
    """Return the bank holidays from `first` to `last`, both included, by date, each with its name.

    Holidays proclaimed for one year only (a coronation, a funeral) are in it as far as the `holidays` package knows.
    """
    # Importing it costs a desk a tenth of a second, and only publishing clinics and due dates need it.
    from holidays import country_holidays

    known = country_holidays("GB", subdiv="ENG", years=range(first.year, last.year + 1))
    return {day: known[day] for day in sorted(known) if first <= day <= last}
