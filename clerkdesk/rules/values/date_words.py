"""Words for dates, times and counts in a sentence. `dates` reads typed dates."""

from __future__ import annotations

from datetime import date, datetime

from clerkdesk.rules.values.age import age_on


def day_words(day: date) -> str:
    """Return a day as `Mon 14 Dec 2026`, the same on every machine and in every locale."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime) -> str:
    """Return a local moment as `Mon 14 Dec 2026 09:20`."""
    return f"{day_words(moment)} {moment:%H:%M}"


def count_words(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 day`, `3 days`; `plural` if adding an s is wrong."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def short_day_words(day: date) -> str:
    """Return a day near enough to need no year, as `Tue 15 Dec`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def short_moment_words(moment: datetime) -> str:
    """Return a local moment near enough to need no year, as `Tue 15 Dec 09:20`."""
    return f"{short_day_words(moment)} {moment:%H:%M}"


def birth_date_words(day: date) -> str:
    """Return a birth date as `14 Mar 1967`: the weekday helps nobody to check it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS_SAID_UNDER = 10
"""Years below which months are shown: two years seven months is not two years."""


def distance_words(day: date, today: date) -> str:
    """Return how far a day is from today: `today`, `tomorrow`, `12 days`, `3 weeks`, `5 weeks 2 days ago`, `59 years`.

    It counts weeks from two on and years from two on, as people do.
    """
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if near is not None:
        return near
    years = age_on(min(day, today), max(day, today))
    weeks, rest = divmod(abs(days), 7)
    if years >= 2:
        words = count_words(years, "year")
        months = _months_beyond(min(day, today), max(day, today), years)
        if years < _MONTHS_SAID_UNDER and months:
            words += f" {count_words(months, 'month')}"
    elif weeks < 2:
        words = count_words(abs(days), "day")
    else:
        words = count_words(weeks, "week") + (f" {count_words(rest, 'day')}" if rest else "")
    return words if days > 0 else f"{words} ago"


def _months_beyond(first: date, last: date, years: int) -> int:
    """Return the whole months between two days beyond their whole years."""
    months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
    return months - 12 * years


def echo(day: date, today: date) -> str:
    """Return a typed date in full, so that a slip shows at once: `Mon 14 Dec 2026, 3 weeks`."""
    return f"{day_words(day)}, {distance_words(day, today)}"


WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = tuple(name[:3] for name in WEEKDAY_NAMES)
_MONTHS = tuple(name[:3] for name in MONTH_NAMES)
