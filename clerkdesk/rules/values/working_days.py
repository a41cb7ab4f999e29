"""Counts working days: Monday to Friday without the given closed days, usually `days_closed`."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date, closed: Container[date]) -> bool:
    """Return whether a day is Monday to Friday and not closed."""
    return day.weekday() < _SATURDAY and day not in closed


def add_working_days(day: date, count: int, closed: Container[date]) -> date:
    """Return the working day that is `count` working days after a day; with 0 the day itself, working or not.

    The first day does not count: two working days after a Thursday is a Monday.

    Raises:
        ValueError: if the count is negative.
    """
    if count < 0:
        raise ValueError("the count of working days is 0 or more")
    while count:
        day += _ONE_DAY
        count -= is_working_day(day, closed)
    return day


def working_days_between(earlier: date, later: date, closed: Container[date]) -> int:
    """Return the number of working days after `earlier`, up to and with `later`; 0 if `later` is not after it.

    It undoes `add_working_days`: from a Thursday to the Monday after it there are two.
    """
    span = (later - earlier).days
    return sum(is_working_day(earlier + timedelta(days=step), closed) for step in range(1, span + 1))
