"""Expands a clinic's pattern over the calendar: the days on which it runs, and the slots of each.

The publish service writes the sessions.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from clerkdesk.rules.values.local_time import is_shown
from clerkdesk.rules.values.slots import Recurrence, SlotKind

LAST_OF_MONTH: Final = -1
"""The ordinal for the last such weekday of the month, the fourth or the fifth."""

_SHARED_DAY_HORIZON: Final = timedelta(days=5 * 366)
"""Period for comparing two patterns. A fifth weekday meets every other pattern well within it."""


@dataclass(frozen=True, slots=True)
class SlotRun:
    """A run of equal slots, one after another."""

    count: int
    minutes: int
    kind: SlotKind
    capacity: int = 1
    """Patients who can be seen in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The days and slots of a clinic. Times are local."""

    weekday: int
    """0 Monday to 6 Sunday."""
    recurrence: Recurrence
    starts: time
    valid_from: date
    valid_to: date | None = None
    """The last day, included; None until further notice."""
    slots: tuple[SlotRun, ...]
    nth: tuple[int, ...] = ()
    """For `nth`: ordinals 1 to 5, or `LAST_OF_MONTH`."""
    anchor: date | None = None
    """For `alternate`: any day of a week in which the clinic runs; `valid_from` if none is given."""

    @property
    def minutes(self) -> int:
        """Length of the session."""
        return sum(run.count * run.minutes for run in self.slots)


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """One slot of a session to come, at a naive local time."""

    starts_at: datetime
    minutes: int
    kind: SlotKind
    capacity: int


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A clinic on one day, from its pattern."""

    day: date
    starts: datetime
    ends: datetime
    slots: tuple[PlannedSlot, ...]
    left_out: int = 0
    """Number of slots at times that the clock skips."""


def dates_of(pattern: Pattern, first: date, last: date, closed: Container[date] = ()) -> Iterator[date]:
    """Yield the days from `first` to `last`, both included, on which a pattern runs, without closed ones.

    A closed day is lost, not moved: an alternate-week clinic that falls on a bank holiday comes back two weeks later.
    """
    first = max(first, pattern.valid_from)
    last = min(last, pattern.valid_to or last)
    soonest = first.toordinal() + (pattern.weekday - first.weekday()) % 7
    for ordinal in range(soonest, last.toordinal() + 1, 7):
        day = date.fromordinal(ordinal)
        if day not in closed and _runs_in_week_of(pattern, day):
            yield day


def plan_session(pattern: Pattern, day: date) -> PlannedSession:
    """Return the session of a pattern on a day, its slots one after another from the start time.

    A slot at a time that the clock skips in spring is left out, so a session may have fewer slots, or none.
    """
    starts = moment = datetime.combine(day, pattern.starts)
    slots: list[PlannedSlot] = []
    left_out = 0
    for run in pattern.slots:
        for _ in range(run.count):
            if is_shown(moment):
                slots.append(PlannedSlot(moment, run.minutes, run.kind, run.capacity))
            else:
                left_out += 1
            moment += timedelta(minutes=run.minutes)
    return PlannedSession(day, slots[0].starts_at if slots else starts, moment, tuple(slots), left_out)


def plan_sessions(pattern: Pattern, first: date, last: date, closed: Container[date] = ()) -> Iterator[PlannedSession]:
    """Yield the session of every day on which a pattern runs (`dates_of`)."""
    return (plan_session(pattern, day) for day in dates_of(pattern, first, last, closed))


def first_clash(one: Pattern, other: Pattern) -> date | None:
    """Return the first day on which two patterns run at overlapping times, or None."""
    if one.weekday != other.weekday or not _times_overlap(one, other):
        return None
    first = max(one.valid_from, other.valid_from)
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    if last - first > _SHARED_DAY_HORIZON:
        last = first + _SHARED_DAY_HORIZON
    days = set(dates_of(other, first, last))
    return next((day for day in dates_of(one, first, last) if day in days), None)


def _times_overlap(one: Pattern, other: Pattern) -> bool:
    any_day = date(2000, 1, 3)
    first, second = plan_session(one, any_day), plan_session(other, any_day)
    return first.starts < second.ends and second.starts < first.ends


def _runs_in_week_of(pattern: Pattern, day: date) -> bool:
    if pattern.recurrence == Recurrence.WEEKLY:
        return True
    if pattern.recurrence == Recurrence.ALTERNATE:
        anchor = pattern.anchor or pattern.valid_from
        return (_monday(day) - _monday(anchor)).days // 7 % 2 == 0
    ordinal = (day.day + 6) // 7
    is_last = day.day + 7 > monthrange(day.year, day.month)[1]
    return ordinal in pattern.nth or (is_last and LAST_OF_MONTH in pattern.nth)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
