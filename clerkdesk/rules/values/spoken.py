"""Days and times in words for a patient on the telephone, for the say-it line."""

from __future__ import annotations

from datetime import date, datetime, time

from clerkdesk.rules.values.date_words import MONTH_NAMES, WEEKDAY_NAMES

_NUMBERS = (
    "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twenty-one",
    "twenty-two", "twenty-three", "twenty-four", "twenty-five", "twenty-six", "twenty-seven", "twenty-eight",
    "twenty-nine",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip


def say_date(day: date) -> str:
    """Return a day in spoken words: `Thursday the third of December`."""
    return f"{WEEKDAY_NAMES[day.weekday()]} the {_ORDINALS[day.day - 1]} of {MONTH_NAMES[day.month - 1]}"


def say_time(at: time) -> str:
    """Return a time in spoken words: `two o'clock`, `twenty past nine`, `quarter to eleven`.

    It leaves out morning or afternoon, since nobody expects an outpatient clinic at night.
    """
    hour, minute = at.hour % 12, at.minute
    if minute == 0:
        return f"{_NUMBERS[hour]} o'clock"
    if minute <= 30:
        return f"{_minutes(minute)} past {_NUMBERS[hour]}"
    return f"{_minutes(60 - minute)} to {_NUMBERS[hour + 1]}"


def say_appointment(starts: datetime) -> str:
    """Return a local start in spoken words: `Thursday the third of December, two o'clock`."""
    return f"{say_date(starts)}, {say_time(starts.time())}"


def _minutes(minute: int) -> str:
    if minute in (15, 30):
        return "quarter" if minute == 15 else "half"
    if minute % 5 == 0:
        return _NUMBERS[minute]
    return f"{_NUMBERS[minute] if minute != 1 else 'one'} minute{'' if minute == 1 else 's'}"
