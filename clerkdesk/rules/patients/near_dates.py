"""Compares similar birth dates: day and month swapped, two digits swapped, one digit wrong."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rapidfuzz.distance import OSA

DateNearness = Literal["same", "day_and_month_swapped", "digits_swapped", "one_digit_wrong", "different"]


def date_nearness(one: date, other: date) -> DateNearness:
    """Return the typing slip between two dates, if any."""
    if one == other:
        return "same"
    if other in _turned(one):
        return "day_and_month_swapped"
    first, second = f"{one:%d%m}{one.year:04d}", f"{other:%d%m}{other.year:04d}"
    wrong = [index for index in range(8) if first[index] != second[index]]
    if len(wrong) == 1:
        return "one_digit_wrong"
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and OSA.distance(first, second) == 1:
        return "digits_swapped"
    return "different"


def transposed_dates(day: date) -> tuple[date, ...]:
    """Return the dates one swap away: day for month, or two neighbouring digits of DDMMYYYY.

    They are for the search after no match: few enough to look up, and never the date itself.
    """
    written = f"{day:%d%m}{day.year:04d}"
    swapped = (written[:at] + written[at + 1] + written[at] + written[at + 2 :] for at in range(7))
    found = [*_turned(day), *filter(None, map(_real_date, swapped))]
    return tuple(dict.fromkeys(other for other in found if other != day))


def _turned(day: date) -> tuple[date, ...]:
    return (date(day.year, day.day, day.month),) if day.day <= 12 else ()


def _real_date(written: str) -> date | None:
    try:
        return date(int(written[4:]), int(written[2:4]), int(written[:2]))
    except ValueError:
        return None
