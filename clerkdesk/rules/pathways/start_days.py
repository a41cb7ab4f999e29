"""Judges impossible and unlikely starts of a wait: before the patient's birth, or years ago.

Most are a slip of the year, so the desk asks about a start of years ago and keeps it as confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.values.date_words import birth_date_words, day_words, distance_words

BEFORE_BIRTH = "before_birth"
LONG_AGO = "long_ago"
"""Code of the question whether a wait really began years ago."""
LONG_AGO_YEARS = 3
"""A period longer than any wait of the standard: an earlier start counts as a slip until somebody confirms it."""
CONFIRMED = "long_ago_confirmed"
"""Detail of a start that somebody confirmed."""


@dataclass(frozen=True, slots=True)
class DoubtfulStart:
    """What is wrong with a start: `BEFORE_BIRTH` is refused, `LONG_AGO` is asked about."""

    code: str
    sentence: str


def judge_start_day(day: date, born: date | None, today: date, *, confirmed: bool = False) -> DoubtfulStart | None:
    """Return why a referral can't have come, or a wait have begun, on a day; None if it can."""
    if born is not None and day < born:
        sentence = (
            f"The patient was born on {birth_date_words(born)}, after {day_words(day)}: check the day, or the birth "
            "date on the record."
        )
        return DoubtfulStart(BEFORE_BIRTH, sentence)
    if is_long_ago(day, today) and not confirmed:
        sentence = f"{day_words(day)} is {distance_words(day, today)}: check the year, or say that it is right."
        return DoubtfulStart(LONG_AGO, sentence)
    return None


def is_long_ago(day: date, today: date) -> bool:
    """Return whether a wait from a day is so long that it needs a question."""
    return day <= last_long_ago(today)


def last_long_ago(today: date) -> date:
    """Return the latest day that needs a question."""
    is_leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - LONG_AGO_YEARS, day=28 if is_leap_day else today.day)


def with_confirmation(details: Mapping[str, object], day: date, today: date) -> dict[str, object]:
    """Return the fields of a confirmed start, if it needed a question."""
    return {**details, **({CONFIRMED: True} if is_long_ago(day, today) else {})}
