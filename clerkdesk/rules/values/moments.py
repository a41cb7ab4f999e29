"""Reads a day with its time as a caller says it: `15:00`, `tomorrow 9:30`, `thu 3pm`. `dates` reads days alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from clerkdesk.rules.values.dates import parse_date
from clerkdesk.rules.values.times import parse_time
from clerkdesk.rules.values.unreadable import Unreadable


def parse_moment(text: str, now: datetime) -> datetime | Unreadable:
    """Read a future local moment; the time comes last.

    A time alone is today's, or tomorrow's if it has passed, since nobody asks to be rung in the past.
    """
    day_typed, _, time_typed = text.strip().rpartition(" ")
    if not day_typed:
        at = parse_time(time_typed)
        if isinstance(at, Unreadable):
            return at
        today = datetime.combine(now.date(), at)
        return today if today > now else today + timedelta(days=1)
    day, at = parse_date(day_typed, now.date()), parse_time(time_typed)
    if isinstance(day, Unreadable):
        return day
    if isinstance(at, Unreadable):
        return at
    moment = datetime.combine(day, at)
    if moment <= now:
        return Unreadable("moment_past", "That has gone by; give a time that is still to come, such as 15:00 or mon 9.")
    return moment
