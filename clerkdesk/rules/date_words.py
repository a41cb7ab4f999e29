"""Dates, times and counts as a clerk reads them in a sentence. Reading typed dates is done elsewhere."""

from __future__ import annotations

from datetime import date, datetime


def day_words(day: date) -> str:
    """Return a day as `Mon 14 Dec 2026`, the same on every machine and in every locale."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime) -> str:
    """Return a local moment as `Mon 14 Dec 2026 09:20`."""
    return f"{day_words(moment)} {moment:%H:%M}"


def count_words(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 day`, `3 days`; `plural` where adding an s would be wrong."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
