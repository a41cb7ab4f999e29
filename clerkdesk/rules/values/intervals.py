"""Reads lengths of time as clinics write them (`6w`, `3m`, `12/52`, `10 days`), adds them to a day, and words them."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.unreadable import Unreadable

Unit = Literal["day", "week", "month", "year"]

_LONGEST: dict[Unit, int] = {"day": 3660, "week": 522, "month": 120, "year": 10}
"""Ten years in each unit: a longer text is a typing slip, since nobody plans a follow-up so far ahead."""
_PARTS_OF_A_YEAR: dict[str, Unit] = {"7": "day", "52": "week", "12": "month"}
"""The clinical way to write a length: 3/7 is three days, 6/52 six weeks, 3/12 three months."""
_WRITTEN = re.compile(r"(\d{1,6})\s*(?:/\s*(7|52|12)|(d|w|m|y)|(day|week|wk|month|mth|year|yr)s?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interval:
    """A length of time in calendar units."""

    count: int
    unit: Unit

    def add_to(self, day: date) -> date:
        """Return the day this much later, or the last day of a month without such a day.

        Raises:
            OverflowError: if the result is outside the calendar.
        """
        if self.unit == "day":
            return day + timedelta(days=self.count)
        if self.unit == "week":
            return day + timedelta(weeks=self.count)
        return _months_after(day, self.count if self.unit == "month" else 12 * self.count)

    def before(self, day: date) -> date:
        """Return the day this much earlier, or the last day of a month without such a day.

        Raises:
            OverflowError: if the result is outside the calendar.
        """
        return Interval(-self.count, self.unit).add_to(day)

    def __str__(self) -> str:
        """Return the length for a clerk: `6 weeks`."""
        return count_words(self.count, self.unit)

    @property
    def code(self) -> str:
        """The short form, which `parse_interval` reads: `6w`."""
        return f"{self.count}{self.unit[0]}"


def parse_interval(text: str) -> Interval | Unreadable:
    """Read a length of time: `6w`, `6 weeks`, `6/52`, `3m`, `3/12`, `1y`, `10d`, `10/7`; from a day to ten years."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return Unreadable("interval_missing", "No length of time was given; write it like 6w, 3m or 10d.")
    found = _WRITTEN.fullmatch(typed)
    if found is None:
        return Unreadable("interval_unreadable", "Write a length of time like 6w, 12/52, 3m, 1y or 10d.")
    count, unit = int(found.group(1)), _unit_of(found)
    if count == 0:
        return Unreadable("interval_zero", "A length of time is at least one day, such as 1d.")
    if count > _LONGEST[unit]:
        return Unreadable("interval_long", f"That is longer than ten years ({count_words(_LONGEST[unit], unit)}).")
    return Interval(count, unit)


def _unit_of(found: re.Match[str]) -> Unit:
    if found.group(2):
        return _PARTS_OF_A_YEAR[found.group(2)]
    letters: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "y": "year"}
    return letters[(found.group(3) or found.group(4))[0].lower()]


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("the day lies outside the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
