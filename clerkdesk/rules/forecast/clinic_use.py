"""What a specialty's own clinics give: attendances for a stop, slots that are lost, and clinics of the coming weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.forecast.gaps import Activity

_WEEK = timedelta(days=7)
_MOST_CAPACITY = 2.0
"""Clinics of a coming week over those of a past one; more is a timetable that was not kept before."""
_THREE_QUARTERS, _FIVE_QUARTERS = 0.75, 1.25
"""Clinics over those of a past week: below the one there are fewer, above the other more."""


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
class PublishedClinics:
    """How the clinics of the published weeks compare with those of the past."""

    weeks: int
    """Published weeks; 0 if there is none."""
    least: int
    """Clinics in the week that has fewest."""
    most: int
    fewer: tuple[date, ...]
    """Mondays of the weeks with less than three quarters of the usual clinics."""
    more: tuple[date, ...]
    """Mondays of the weeks with more than five quarters of them."""
    capped: tuple[date, ...]
    """Mondays of the weeks of which only the most that is believed is counted."""
    most_counted: float
    """Clinics that are counted in a week at most; 0 without any past clinic, when none can be compared."""


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
    """Clinics of each of them over those of a past week, less those that are usually cancelled, as they are counted."""
    published: PublishedClinics


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
    shares = tuple(week.sessions * (1 - usually) / mean if mean else 1.0 for week in coming)
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
        capacity=tuple(min(share, _MOST_CAPACITY) for share in shares),
        published=_published(coming, shares, mean),
    )


def _published(coming: Sequence[ClinicWeek], shares: Sequence[float], mean: float) -> PublishedClinics:
    """Compare the published weeks with a past one.

    Args:
        coming: the weeks.
        shares: their clinics over those of a past week.
        mean: clinics of a past week.
    """
    clinics = [week.sessions for week in coming]
    compared = [(week.monday, share) for week, share in zip(coming, shares, strict=True)]
    return PublishedClinics(
        weeks=len(coming),
        least=min(clinics, default=0),
        most=max(clinics, default=0),
        fewer=tuple(monday for monday, share in compared if share < _THREE_QUARTERS),
        more=tuple(monday for monday, share in compared if share > _FIVE_QUARTERS),
        capped=tuple(monday for monday, share in compared if share > _MOST_CAPACITY),
        most_counted=_MOST_CAPACITY * mean,
    )
