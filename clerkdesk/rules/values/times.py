"""Reads times of day as people say and type them. Clinic times are local; typed text never has a UTC stamp."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from clerkdesk.rules.values.unreadable import Unreadable

_WRITTEN = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})|(?P<joined>\d{2}))?\s*(?P<half>[ap]\.?m\.?|[ap])?"
)
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_AFTERNOON_TO = 6
"""An hour from 1 to 6 without a leading nought is in the afternoon: no clinic starts before seven."""
_HOW = "write it like 9, 930, 9:30, 2pm or 1400."


def parse_time(text: str) -> time | Unreadable:
    """Read a time of day: `9`, `930`, `9:30`, `9.30`, `2pm`, `1400`, `noon`.

    Without am or pm the hours 1 to 6 are in the afternoon (`2` is 14:00) unless a nought comes first (`02:00`).
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if not typed:
        return Unreadable("time_missing", f"No time was given; {_HOW}")
    if typed in _NAMED:
        return _NAMED[typed]
    found = _WRITTEN.fullmatch(typed)
    if found is None:
        return Unreadable("time_unreadable", f"That is not a time; {_HOW}")
    minute = int(found["minute"] or found["joined"] or 0)
    if minute > 59:
        return Unreadable("time_minute", "An hour has minutes 00 to 59.")
    return _at(found["hour"], minute, found["half"])


def _at(written_hour: str, minute: int, half: str | None) -> time | Unreadable:
    hour = int(written_hour)
    if half is None:
        if hour > 23:
            return Unreadable("time_hour", "A day has hours 0 to 23; " + _HOW)
        early = not written_hour.startswith("0") and 1 <= hour <= _AFTERNOON_TO
        return time(hour + 12 if early else hour, minute)
    if not 1 <= hour <= 12:
        return Unreadable("time_half", "With am or pm the hour is from 1 to 12, such as 2pm.")
    return time(hour % 12 + (12 if half.startswith("p") else 0), minute)
