"""Reads days of birth and death from files: with a time, as an instant, in another order, or as a placeholder.

`clerkdesk.rules.values.dates` reads what a clerk types; files have no `today`, and no part of a date may be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final, Literal

from clerkdesk.rules.values.dates import OLDEST_AGE, Purpose, parse_date
from clerkdesk.rules.values.local_time import wall_time
from clerkdesk.rules.values.no_value import is_no_value, is_stand_in_date, is_stand_in_day, may_be_stand_in_day
from clerkdesk.rules.values.text import clean, without_point_zero
from clerkdesk.rules.values.unreadable import Unreadable

Order = Literal["day first", "month first", "year first", "open"]
"""The order of numbers in a column's dates; `open` if its values contradict each other."""

_WHOLE_DATE: Final = re.compile(r".*\b\d{4}\b.*|\d{1,2}\W+\w+\W+\d{2}|\d{6}|\d{8}")
"""A date with its year."""
_WHOLE_YEAR: Final = re.compile(r"\b\d{4}\b|^\d{8}$")
_TIME_OF_DAY: Final = re.compile(
    r"(?<=\d)[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_ANY_TIME: Final = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_PARTS: Final = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_SIX_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{2})")

_FIRST_OF_ALL: Final = re.compile(r"0?1\W0?1\W0[01]")
"""The first day of a calendar with its year cut to two digits, which is not a day of death."""

STAND_IN: Final = "The {what} is a placeholder, such as 01/01/1900 or 31/12/9999, and was read as no date."
NOT_A_DATE: Final = "The {what} was left out: it is not a date with day, month and year, such as 03/02/1980."
LATER_CENTURY: Final = "The {what} has a year of two digits, which was taken as the later century; check it."
MAYBE_STAND_IN: Final = "The {what} is 1 January 1970, which some systems write for an unknown date; check it."
IN_LONDON: Final = "The {what} was given in universal time and was taken as the day in London; check it."
NOT_MIDNIGHT: Final = "The {what} was written with a time of day that is not midnight; check the day."
MONTH_FIRST: Final = "The {what} was read with the month first, as its column writes dates; check it."
YEAR_FIRST: Final = "The {what} was read with the year first, as its column writes dates; check it."
OPEN_ORDER: Final = (
    "The {what} was read with the day first, but its column has dates with the month or the year first too; check it."
)


_DAYS_REMEMBERED: Final = 32_768
"""Number of texts in the cache: the birthdays of ninety years, which the rows of a large file share."""


@dataclass(frozen=True, slots=True)
class FileDate:
    """A day, or why it is missing, or what a clerk should check."""

    day: date | None = None
    sentence: str = ""
    """A sentence for the clerk; empty for a plain date and for no text."""
    stand_in: bool = False
    """Whether the text is a placeholder."""


@lru_cache(maxsize=_DAYS_REMEMBERED)
def read_past_day(
    written: str, today: date, what: str, order: Order = "day first", *, of_death: bool = False
) -> FileDate:
    """Return the past day that a text of a file states.

    Args:
        written: the text.
        today: the local day.
        what: the name of the field in sentences, such as `date of birth`.
        order: the order of numbers in the column's dates.
        of_death: whether edges of calendars that are possible birthdays are placeholders too.
    """
    tidied = without_point_zero(clean(written))
    if is_no_value(tidied):
        return FileDate(stand_in=bool(tidied))
    if is_stand_in_date(tidied):
        return FileDate(None, STAND_IN.format(what=what), stand_in=True)
    bare, about_time = _without_time(tidied)
    if not _WHOLE_DATE.fullmatch(bare):
        return FileDate(None, NOT_A_DATE.format(what=what))
    turned, about_order = _in_order(bare, order)
    read = parse_date(turned, today, Purpose.DEATH if of_death else Purpose.BIRTH)
    if isinstance(read, Unreadable):
        return FileDate(None, f"The {what} was left out. {read.sentence}")
    if is_stand_in_day(read, of_death=of_death) or (of_death and _FIRST_OF_ALL.fullmatch(bare)):
        return FileDate(None, STAND_IN.format(what=what), stand_in=True)
    # A death has any time of day; in a file a birth has midnight.
    doubts = ["" if of_death and about_time is NOT_MIDNIGHT else about_time, about_order]
    if not _WHOLE_YEAR.search(bare) and today.year - (read.year - 100) <= OLDEST_AGE:
        doubts.append(LATER_CENTURY)
    if may_be_stand_in_day(read):
        doubts.append(MAYBE_STAND_IN)
    return FileDate(read, " ".join(doubt.format(what=what) for doubt in doubts if doubt))


def order_of(column: Iterable[str]) -> Order:
    """Return the order of numbers in a column's dates, from all its values: the day first unless they show another."""
    standing = {"day first", "month first", "year first"}
    first_day_only = True
    for one, two, three in {numbers for written in column if (numbers := _numbers(written))}:
        month_second = 1 <= int(two) <= 12
        fits = {
            "day first": int(one) <= 31 and month_second,
            "month first": 1 <= int(one) <= 12 and int(two) <= 31,
            "year first": len(three) == 2 and 1 <= int(three) <= 31 and month_second,
        }
        if any(fits.values()):
            first_day_only = first_day_only and fits["day first"]
            standing -= {order for order, fit in fits.items() if not fit}
    if first_day_only:
        return "day first"
    if "month first" in standing:
        return "month first"
    return "year first" if "year first" in standing else "open"


def _numbers(written: str) -> tuple[str, str, str] | None:
    """Return the three numbers of a date that has nothing else; None for any other text."""
    bare = _without_time(without_point_zero(clean(written)))[0]
    found = _PARTS.fullmatch(bare) or _SIX_DIGITS.fullmatch(bare)
    return (found[1], found[2], found[3]) if found else None


def _in_order(bare: str, order: Order) -> tuple[str, str]:
    """Return a date with the day first, and the sentence if its column has another order."""
    numbers = _numbers(bare) if order != "day first" else None
    if numbers is None:
        return bare, ""
    one, two, three = numbers
    if order == "month first" or (order == "open" and int(two) > 12 >= int(one)):
        return f"{two}/{one}/{three}", MONTH_FIRST
    if order == "year first" and len(three) == 2:
        return f"{three}/{two}/{one}", YEAR_FIRST
    return f"{one}/{two}/{three}", OPEN_ORDER


def _without_time(tidied: str) -> tuple[str, str]:
    """Return the date of a text with a time of day, and the sentence about it.

    A system that stores midnight in London as an instant writes 23:00 of the previous day in summer.
    """
    found = _TIME_OF_DAY.search(tidied)
    if found is None:
        return _ANY_TIME.sub("", tidied), ""
    day, (hour, minute, second, zone) = tidied[: found.start()], found.groups()
    if int(hour) == int(minute) == int(second or 0) == 0:
        return day, ""
    if not zone:
        return day, NOT_MIDNIGHT
    try:
        offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
        clock = time(int(hour), int(minute), int(second or 0))
        moment = datetime.fromisoformat(f"{date.fromisoformat(day).isoformat()}T{clock.isoformat()}{offset}")
        local = wall_time(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return day, NOT_MIDNIGHT
    return local.date().isoformat(), IN_LONDON if local.date().isoformat() != day else ""
