"""Reads dates as people say and type them; a wrong one gets a sentence.

`times` reads times of day, `intervals` lengths; `date_words` and `spoken` put dates into words.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum

from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.date_words import MONTH_NAMES, WEEKDAY_NAMES, count_words
from clerkdesk.rules.values.intervals import Interval, parse_interval
from clerkdesk.rules.values.text import without_point_zero
from clerkdesk.rules.values.unreadable import Unreadable

OLDEST_AGE = 125
"""Maximum age in complete years: an earlier birth date is a slip."""
FURTHEST_YEARS_AHEAD = 20
"""Maximum years ahead of a planned date; a later one is a slip, mostly a birth date in the wrong field."""
_SLIP_YEARS = 2
"""Years around today in which a two-digit year is a possible slip, and not one of another century."""


class Purpose(Enum):
    """The meaning of a date without its century, or without its year."""

    BIRTH = "birth"
    """A birth date: never after today; two digits mean the latest such year that is not ahead."""
    DEATH = "death"
    """A death in a file of any age: like a birth, but two digits for a year just ahead are a slip, not a century."""
    PAST = "past"
    """A past event: never after today; two digits are of this century, so 2027 is never read as 1927."""
    FUTURE = "future"
    """An appointment or a due date: in this century, and the next such day without a year."""


_HOW = "Write day, month and year, such as 3/2/80 or 3 feb 1980."
_NUMBERED = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{4}|\d{2}))?")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_ISO = re.compile(r"((?:18|19|20|21)\d{2})(-|/|)(\d{1,2})\2(\d{1,2})")
_ISO_TOGETHER = re.compile(r"((?:18|19|20|21)\d{2})(\d{2})(\d{2})")
_DAY_THEN_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.\-]*(?:of\s+)?([a-z]{3,9})[\s.,\-]*(\d{4}|\d{2})?")
_MONTH_THEN_DAY = re.compile(r"([a-z]{3,9})[\s.\-]*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,\-]+(\d{4}|\d{2}))?")
_WITH_WEEKDAY = re.compile(r"([a-z]{2,9})[\s.,]+(?:the\s+)?(\d.*)")
_FROM_TODAY = re.compile(r"(?:t|today)?\s*([+-])\s*(\d{1,6})\s*([a-z]*)")
_WEEK_OF = re.compile(r"(?:w\s*/?\s*c|week commencing|week of|week)\.?\s+(.+)|w/?c(\d.*)")
_WEEKDAY = re.compile(r"(?:(next|last|this|on)\s+)?([a-z]{3,9})")
_MIDNIGHT = re.compile(r"(?<=\d)[t ]00?:00(?::00(?:\.0+)?)?z?$")
"""The text that a database adds to a date."""
_LONGEST_DATE = 60
"""Maximum characters; `w/c wednesday the 23rd of september 2027` is far shorter."""
_TODAY = {"t": 0, "today": 0, "now": 0, "tomorrow": 1, "tom": 1, "yesterday": -1}


def parse_date(text: str, today: date, purpose: Purpose = Purpose.FUTURE) -> date | Unreadable:
    """Read a date in any of the desk's forms, or return what is wrong with it.

    `3/2/80`, `030280`, `14031967`, `3 feb`, `3rd February 2027`, `2027-02-03`, `mon`, `next mon`, `last mon`, `+2w`,
    `+10d`, `w/c 5/1` (the Monday of that week), `t`, `t+14`, `today`, `tomorrow`. The day comes before the month.
    `mon` is the first Monday after today (for the past, the last one before), `next mon` Monday of next week.
    """
    typed = _MIDNIGHT.sub("", without_point_zero(" ".join(unicodedata.normalize("NFKC", text).lower().split())))
    if not typed:
        return Unreadable("date_missing", f"No date was given. {_HOW}")
    if len(typed) > _LONGEST_DATE:
        return Unreadable("date_unreadable", f"That is too long for a date. {_HOW}")
    for read in _READERS:
        found = read(typed, today, purpose)
        if isinstance(found, date):
            return _within_reach(found, today, purpose)
        if found is not None:
            return found
    return Unreadable("date_unreadable", f"That is not a date. {_HOW}")


def parse_from(text: str, event_day: date) -> date | Unreadable:
    """Read a day counted from the day of an event: `6w`, `3/12`, `+6w`, or a date.

    Every follow-up, plan, review and due date goes through here (RULES 13.26): a text keyed four weeks late means the
    same day as one keyed at once, so the day of keying does not matter.
    """
    interval = parse_interval(text)
    if isinstance(interval, Interval):
        return interval.add_to(event_day)
    day = parse_date(text, event_day)
    return interval if isinstance(day, Unreadable) else day


def _read_relative(typed: str, today: date, purpose: Purpose) -> date | Unreadable | None:
    if typed in _TODAY:
        return today + timedelta(days=_TODAY[typed])
    found = _FROM_TODAY.fullmatch(typed)
    if found is None:
        return None
    sign, count, unit = found.groups()
    interval = parse_interval(count + (unit or "d"))
    if isinstance(interval, Unreadable):
        return today if int(count) == 0 else Unreadable("date_relative", "Write it like +2w, +10d, +3m or t+14.")
    return interval.add_to(today) if sign == "+" else interval.before(today)


def _read_weekday(typed: str, today: date, purpose: Purpose) -> date | Unreadable | None:
    found = _WEEKDAY.fullmatch(typed)
    if found is None:
        return None
    which, name = found.groups()
    monday = today - timedelta(days=today.weekday())
    if name == "week" and which in ("next", "last", "this"):
        return monday + timedelta(weeks={"next": 1, "last": -1, "this": 0}[which])
    weekday = _index(name, WEEKDAY_NAMES)
    if weekday is None:
        return None
    if which in ("next", "last"):
        return monday + timedelta(weeks=1 if which == "next" else -1, days=weekday)
    if purpose is not Purpose.FUTURE:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _read_week(typed: str, today: date, purpose: Purpose) -> date | Unreadable | None:
    found = _WEEK_OF.fullmatch(typed)
    if found is None:
        return None
    within = parse_date(found.group(1) or found.group(2), today, purpose)
    return within if isinstance(within, Unreadable) else within - timedelta(days=within.weekday())


def _read_numbers(typed: str, today: date, purpose: Purpose) -> date | Unreadable | None:
    iso = _ISO.fullmatch(typed) if not typed.isdigit() else None
    if iso:
        return _on(int(iso[4]), int(iso[3]), iso[1], today, purpose)
    found = _NUMBERED.fullmatch(typed) or _TOGETHER.fullmatch(typed)
    if found is None:
        if typed.isdigit():
            return Unreadable("date_digits", "A date in digits alone has 6 or 8 of them, such as 030280 or 03021980.")
        return None
    together = _ISO_TOGETHER.fullmatch(typed) if typed.isdigit() else None
    if together:
        # 20100912 is a day of 2010, not of the year 912; no eight digits are a living person's day in both readings.
        year_first = _on(int(together[3]), int(together[2]), together[1], today, purpose)
        if int(together[2]) <= 12 or int(found[2]) > 12:
            return year_first
    return _on(int(found[1]), int(found[2]), found[3], today, purpose)


def _read_month_name(typed: str, today: date, purpose: Purpose) -> date | Unreadable | None:
    day_first, month_first = _DAY_THEN_MONTH.fullmatch(typed), _MONTH_THEN_DAY.fullmatch(typed)
    if day_first:
        day, name, year = day_first.groups()
    elif month_first:
        name, day, year = month_first.groups()
    else:
        return None
    month = _index(name, MONTH_NAMES)
    if month is None:
        return None
    return _on(int(day), month + 1, year, today, purpose)


def _read_with_weekday(typed: str, today: date, purpose: Purpose) -> date | Unreadable | None:
    """Read `mon 14 dec 2026`, and refuse it if that day is not a Monday."""
    found = _WITH_WEEKDAY.fullmatch(typed)
    weekday = _index(found[1], WEEKDAY_NAMES) if found else None
    if found is None or weekday is None:
        return None
    day = parse_date(found[2], today, purpose)
    if isinstance(day, Unreadable) or day.weekday() == weekday:
        return day
    said, true = WEEKDAY_NAMES[weekday], WEEKDAY_NAMES[day.weekday()]
    return Unreadable("date_weekday", f"That day is a {true}, not a {said}; please ask again which is meant.")


_READERS: tuple[Callable[[str, date, Purpose], date | Unreadable | None], ...] = (
    _read_relative,
    _read_weekday,
    _read_week,
    _read_numbers,
    _read_month_name,
    _read_with_weekday,
)


def _index(name: str, names: tuple[str, ...]) -> int | None:
    """Return the name with these first letters, three or more, such as `tues` and `sept`."""
    if len(name) < 3:
        return None
    name = "wed" if name == "weds" else name
    return next((index for index, full in enumerate(names) if full.lower().startswith(name)), None)


def _on(day: int, month: int, year: str | None, today: date, purpose: Purpose) -> date | Unreadable:
    if not 1 <= month <= 12:
        return Unreadable("date_month", "A year has months 1 to 12; the day comes first, such as 14/3/67.")
    full_year = _full_year(day, month, year, today, purpose)
    if not date.min.year < full_year < date.max.year:
        return Unreadable("date_year", f"That year is not in the calendar. {_HOW}")
    longest = calendar.monthrange(full_year, month)[1]
    if 1 <= day <= longest:
        return date(full_year, month, day)
    within = f" in {full_year}" if month == 2 else ""
    return Unreadable("date_day", f"{MONTH_NAMES[month - 1]} has {count_words(longest, 'day')}{within}.")


def _full_year(day: int, month: int, year: str | None, today: date, purpose: Purpose) -> int:
    """Return the year with its century, or the nearest fitting year if none was given."""
    passed = (month, day) < (today.month, today.day)
    if year is None:
        if purpose is not Purpose.FUTURE:
            return today.year if (month, day) <= (today.month, today.day) else today.year - 1
        return today.year + 1 if passed else today.year
    if len(year) == 4:
        return int(year)
    this_century = today.year - today.year % 100 + int(year)
    is_ahead = (this_century, month, day) > (today.year, today.month, today.day)
    return this_century - 100 if is_ahead and _is_of_the_last_century(this_century, today, purpose) else this_century


def _is_of_the_last_century(ahead: int, today: date, purpose: Purpose) -> bool:
    """Return whether a two-digit year that is ahead in this century means a hundred years earlier."""
    match purpose:
        case Purpose.BIRTH:
            return True
        case Purpose.DEATH:
            return ahead - today.year > _SLIP_YEARS
        case Purpose.PAST:
            return today.year - (ahead - 100) <= _SLIP_YEARS
        case Purpose.FUTURE:
            return False


def _within_reach(day: date, today: date, purpose: Purpose) -> date | Unreadable:
    if purpose is Purpose.FUTURE:
        if day.year <= today.year + FURTHEST_YEARS_AHEAD:
            return day
        return Unreadable("date_too_far", f"That is over {FURTHEST_YEARS_AHEAD} years ahead; please check the year.")
    if day > today:
        return Unreadable("date_in_future", "That day has not come yet; give a date up to today.")
    if age_on(day, today) > OLDEST_AGE:
        return Unreadable("date_too_old", f"That is more than {OLDEST_AGE} years ago; please check the year.")
    return day
