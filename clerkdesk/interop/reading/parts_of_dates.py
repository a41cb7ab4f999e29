"""Reads a month, a year or an approximate day, for files without a whole date."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from clerkdesk.rules.values.date_words import MONTH_NAMES
from clerkdesk.rules.values.text import clean

_EARLIEST_YEAR: Final = 1902
"""First plausible year; earlier ones are the edges of calendars, such as 1753 and 1900."""
_ABOUT: Final = r"(?:(?:circa|approx(?:imately|\.)?|about|around|on or about|early|mid|late|in|ca?\.?)\s*)?"
_NO_DAY: Final = r"(?:(?:00|xx|dd|--|__)\s*[/.\-\s]\s*)?"
_SHAPES: Final = tuple(
    re.compile(_ABOUT + shape, re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4})",
        _NO_DAY + r"(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})",
        r"(?P<year>\d{4})\s*[/.\-]\s*(?P<month>\d{1,2})(?:[/.\-](?:00|xx|dd|--|__))?",
        _NO_DAY + r"(?P<name>[a-z]{3,9})[\s.,\-]*(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*(?P<name>[a-z]{3,9})[\s.,\-]*(?P<year>\d{4})",
    )
)


@dataclass(frozen=True, slots=True)
class PartOfDate:
    """The days that a part of a date may mean, both included."""

    first: date
    last: date


def part_of_a_date(written: str) -> PartOfDate | None:
    """Return the days that a text without a whole date may mean: `Nov 2026`, `11/2026`, `2026`, `circa 15/11/2026`.

    None for any other text, for an impossible day or month, and for the years of placeholders.
    """
    tidied = clean(written)
    for shape in _SHAPES:
        found = shape.fullmatch(tidied)
        if found is not None:
            return _days_of(found.groupdict())
    return None


def _days_of(parts: dict[str, str | None]) -> PartOfDate | None:
    year, name, number = int(parts["year"] or 0), (parts.get("name") or "").lower(), parts.get("month")
    months = [index for index, month in enumerate(MONTH_NAMES, start=1) if name and month.lower().startswith(name)]
    month = months[0] if months else int(number) if number else None
    if year < _EARLIEST_YEAR or (name and not months) or (number is not None and not 1 <= int(number) <= 12):
        return None
    first, last = month or 1, month or 12
    days = monthrange(year, last)[1]
    if not parts.get("day"):
        return PartOfDate(date(year, first, 1), date(year, last, days))
    day = int(parts["day"] or 0)
    return PartOfDate(date(year, first, day), date(year, first, day)) if 1 <= day <= days else None
