"""What a specialty's own clinics give: attendances for a stop, slots that are lost, and clinics of the coming weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.forecast.gaps import Activity

_WEEK = timedelta(days=7)
_MOST_CAPACITY = 2.0
"""Clinics of a coming week over those of a past one; more is a timetable that was not kept before."""


@dataclass(frozen=True, slots=True)
class ClinicWeek:
    """The clinics of one week, from Monday."""

    monday: date
    sessions: int
    """Those that are held, or are still to be held."""
    cancelled: int
    slots: int
    """Patients who can be seen in them."""
    attended: int
    missed: int


@dataclass(frozen=True, slots=True)
class ClinicUse:
    """The clinics of the past weeks, and how those of the coming weeks compare."""

    activity: Activity
    sessions_a_week: float
    cancelled_percent: float
    """Clinics that were cancelled, in per cent of all."""
    coming: tuple[ClinicWeek, ...]
    """The published weeks, soonest first; the last one is left out, since it may be published in part."""
    capacity: tuple[float, ...]
    """Clinics of each of them over those of a past week, less those that are usually cancelled."""

    @property
    def fewer_weeks(self) -> tuple[date, ...]:
        """The Mondays of the published weeks with less than three quarters of the usual clinics."""
        return tuple(
            week.monday for week, share in zip(self.coming, self.capacity, strict=True) if share < _THREE_QUARTERS
        )


_THREE_QUARTERS = 0.75


def clinic_use(weeks: Sequence[ClinicWeek], on: date, past_weeks: int, stops_a_week: float) -> ClinicUse:
    """Return what the clinics give.

    Args:
        weeks: past and coming weeks with any clinic.
        on: the Sunday between them.
        past_weeks: number of weeks before it that count.
        stops_a_week: the mean number of stops in them.
    """
    past = [week for week in weeks if on - _WEEK * past_weeks < week.monday <= on]
    sessions, cancelled = sum(week.sessions for week in past), sum(week.cancelled for week in past)
    attended, missed = sum(week.attended for week in past), sum(week.missed for week in past)
    stops = stops_a_week * past_weeks
    usually = cancelled / (sessions + cancelled) if sessions + cancelled else 0.0
    published = {week.monday: week for week in weeks if week.monday > on}
    first, last = on + timedelta(days=1), max(published, default=on)
    mondays = [first + _WEEK * number for number in range((last - first).days // 7)]
    coming = tuple(published.get(monday) or ClinicWeek(monday, 0, 0, 0, 0, 0) for monday in mondays)
    mean = sessions / past_weeks if past_weeks else 0.0
    # A clinic that is added is like those that are published.
    like = [week for week in coming if week.sessions] or past
    held = sum(week.sessions for week in like)
    activity = Activity(
        attendances_per_stop=attended / stops if stops and attended else None,
        lost_percent=100 * missed / (attended + missed) if attended + missed else 0.0,
        slots_per_session=sum(week.slots for week in like) / held if held else None,
    )
    return ClinicUse(
        activity=activity,
        sessions_a_week=mean,
        cancelled_percent=100 * usually,
        coming=coming,
        capacity=tuple(min(week.sessions * (1 - usually) / mean, _MOST_CAPACITY) if mean else 1.0 for week in coming),
    )
