"""Measures a wait: days, complete weeks, return bands, the last compliant day and the long-wait flags.

Nothing is ever subtracted from a wait: pauses ended in October 2015 (R-132).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.rtt.model import Period
from clerkdesk.settings import Bands, PolicySettings

LONG_WAITS = (18, 26, 40, 52, 65, 78, 104)
"""Weeks above which a wait is called long (R-133)."""

_WEEK = 7
_LAST_BAND = 104


@dataclass(frozen=True, slots=True)
class Wait:
    """The figures of one wait; see the fields of the same names in `Clock`."""

    days: int
    weeks: int
    band: str
    breach_date: date
    breached: bool
    over_weeks: tuple[int, ...]


def measure(period: Period, as_of: date, settings: PolicySettings) -> Wait | None:
    """Return the wait of a period on a day; None if it counts for nothing (R-150) or its start is unknown (R-173)."""
    if period.start is None or period.nullified:
        return None
    days = days_waited(period.start, period.stop or as_of)
    return Wait(
        days=days,
        weeks=days // _WEEK,
        band=week_band(days, settings.pathways.bands),
        breach_date=last_compliant_day(period.start, settings),
        breached=days > settings.pathways.rtt_days,
        over_weeks=weeks_passed(days),
    )


def days_waited(start: date, end: date) -> int:
    """Return calendar days from a start, which is day 0, to a stop or to today (R-130)."""
    return (end - start).days


def last_compliant_day(start: date, settings: PolicySettings) -> date:
    """Return the last day that is within the standard; the day after it is the first breach day (R-130)."""
    return start + timedelta(days=settings.pathways.rtt_days)


def week_band(days: int, bands: Bands = "RTT") -> str:
    """Return the band of the RTT return (R-131): `0-1` for days 0 to 7, `>17-18` for 120 to 126, `104+` above 728.

    By complete weeks instead: `0` for days 0 to 6, `17` for 119 to 125, `104+` from 728.
    """
    week = band_week(days, bands)
    if week >= _LAST_BAND:
        return f"{_LAST_BAND}+"
    if bands == "complete_weeks":
        return str(week)
    return f">{week}-{week + 1}" if week else "0-1"


def band_week(days: int, bands: Bands = "RTT") -> int:
    """Return the first week of a wait's band: 17 for days 120 to 126, 18 from day 127 (RULES 13.21).

    By complete weeks instead: 17 for days 119 to 125, 18 from day 126.
    """
    return days // _WEEK if bands == "complete_weeks" else max(1, -(-days // _WEEK)) - 1


def weeks_passed(days: int) -> tuple[int, ...]:
    """Return the long-wait marks that a wait has passed: over 18 weeks is more than 126 days (R-133)."""
    return tuple(weeks for weeks in LONG_WAITS if days > weeks * _WEEK)
