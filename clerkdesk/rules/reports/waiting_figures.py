"""Computes the figures of a waiting list from the days of each wait (R-130, R-131, R-900, R-910, RULES 9.2).

Unknown starts are counted separately, since their length is unknown; nullified periods never come here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor

from clerkdesk.rules.rtt.measuring import LONG_WAITS, band_week, week_band
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import Bands

SCREEN_GROUPS = ((0, 6), (7, 12), (13, 17), (18, 25), (26, 39), (40, 51), (52, 64), (65, 77), (78, 103), (104, None))
"""First and last week of each group on screen (R-910), by the first week of a wait's band (RULES 13.21).

The last one has no end.
"""
_WEEK = 7
_LAST_BAND = 104


@dataclass(frozen=True, slots=True)
class OpenWait:
    """One waiting pathway."""

    days: int | None
    """Days waited; None for an unknown start (R-173)."""
    standard_days: int
    """Days within which it meets the standard, from its specialty's policy."""
    specialty: str
    """Code; empty if it needs its specialty."""
    priority: Priority
    booked: bool


@dataclass(frozen=True, slots=True)
class WaitingBand:
    """The number of waits in one band or group, and the share of waits up to its end."""

    name: str
    count: int
    cumulative_percent: float
    """Share of all with a known start; 0 if nobody waits."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some pathways; shares are in per cent, None without any known start."""

    waiting: int
    """Number with a known start."""
    unknown_starts: int
    within_standard: int
    percent_within: float | None
    over_52_weeks: int
    over_weeks: tuple[tuple[int, int], ...]
    """Number past each long-wait mark: (weeks, count) (R-133)."""
    median_days: float | None
    percentile_92_days: float | None


def figures(waits: Iterable[OpenWait]) -> Figures:
    """Return the figures of some pathways."""
    every = list(waits)
    known = sorted(wait.days for wait in every if wait.days is not None)
    within = sum(1 for wait in every if wait.days is not None and wait.days <= wait.standard_days)
    over = tuple((weeks, sum(1 for days in known if days > weeks * _WEEK)) for weeks in LONG_WAITS)
    return Figures(
        waiting=len(known),
        unknown_starts=len(every) - len(known),
        within_standard=within,
        percent_within=_percent(within, len(known)),
        over_52_weeks=dict(over)[52],
        over_weeks=over,
        median_days=percentile(known, 50),
        percentile_92_days=percentile(known, 92),
    )


def by_week_band(waits: Iterable[OpenWait], bands: Bands = "RTT") -> tuple[WaitingBand, ...]:
    """Return every band, of the RTT return from `0-1` to `104+`, empty ones too (R-131)."""
    # The last day of each band of the return, and the first of each complete week, represent it.
    names = dict.fromkeys(week_band(week * _WEEK, bands) for week in range(_LAST_BAND + 1))
    names[f"{_LAST_BAND}+"] = None
    found = Counter(week_band(wait.days, bands) for wait in waits if wait.days is not None)
    return _cumulative([(name, found[name]) for name in names])


def by_screen_group(waits: Iterable[OpenWait], bands: Bands = "RTT") -> tuple[WaitingBand, ...]:
    """Return the ten groups of weeks of the screen, empty ones too (R-910); they follow the bands."""
    weeks = [band_week(wait.days, bands) for wait in waits if wait.days is not None]
    return _cumulative(
        [
            (
                f"{first}-{last}" if last is not None else f"{first}+",
                sum(1 for week in weeks if first <= week and (last is None or week <= last)),
            )
            for first, last in SCREEN_GROUPS
        ]
    )


def _cumulative(counts: Sequence[tuple[str, int]]) -> tuple[WaitingBand, ...]:
    total = sum(count for _name, count in counts)
    so_far = accumulate(count for _name, count in counts)
    return tuple(
        WaitingBand(name, count, _percent(reached, total) or 0.0)
        for (name, count), reached in zip(counts, so_far, strict=True)
    )


def _percent(part: int, whole: int) -> float | None:
    """Return a share truncated to one decimal: 91.96 per cent is not yet 92."""
    return floor(part * 1000 / whole) / 10 if whole else None


def share_of(kept: Sequence[bool]) -> float | None:
    """Return the share of true values in per cent, truncated to one decimal; None without values."""
    return _percent(sum(kept), len(kept))


def percentile(ordered: Sequence[int], percent: int) -> float | None:
    """Return a percentile of ordered numbers, by linear interpolation, to one decimal; None without numbers."""
    if not ordered:
        return None
    rank = (len(ordered) - 1) * percent / 100
    low, high = ordered[floor(rank)], ordered[ceil(rank)]
    return round(low + (high - low) * (rank - floor(rank)), 1)


AGES = ((0, 1), (2, 5), (6, 10), (11, None))
"""First and last day of each age group of reviews and escalations."""


def by_age(days: Iterable[int]) -> tuple[tuple[str, int], ...]:
    """Return the counts by age in days: (`0-1`, count), ... (`11+`, count)."""
    every = list(days)
    return tuple(
        (
            f"{first}-{last}" if last is not None else f"{first}+",
            sum(1 for age in every if first <= age and (last is None or age <= last)),
        )
        for first, last in AGES
    )
