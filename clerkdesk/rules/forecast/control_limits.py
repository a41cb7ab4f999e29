"""Run charts with limits (R-926): an individuals chart from moving ranges, and percentiles for planning.

A signal is claimed only where a week lies outside the limits, or eight weeks in turn lie on one side of the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

_LIMIT_FACTOR = 2.66
"""Moving ranges between mean and limit: three standard deviations of a chart of single values."""
_RUN = 8
"""Weeks in turn on one side of the mean that are a signal."""


@dataclass(frozen=True, slots=True)
class ControlChart:
    """The limits of weekly numbers, and the weeks that are a signal."""

    mean: float
    moving_range: float
    """Mean difference between a week and the one before."""
    low: float
    high: float
    signals: tuple[int, ...]
    """Indexes of the weeks that are a signal; empty if there is none."""


def control_chart(numbers: Sequence[float]) -> ControlChart | None:
    """Return the limits of weekly numbers; None for fewer than two weeks."""
    if len(numbers) < 2:
        return None
    mean = sum(numbers) / len(numbers)
    ranges = [abs(later - earlier) for earlier, later in pairwise(numbers)]
    moving = sum(ranges) / len(ranges)
    low, high = max(mean - _LIMIT_FACTOR * moving, 0.0), mean + _LIMIT_FACTOR * moving
    outside = {index for index, number in enumerate(numbers) if not low <= number <= high}
    return ControlChart(mean, moving, low, high, tuple(sorted(outside | _shifts(numbers, mean))))


def _shifts(numbers: Sequence[float], mean: float) -> set[int]:
    """Return the weeks of each run on one side of the mean that is long enough."""
    found, run, side = set[int](), list[int](), 0
    for index, number in enumerate(numbers):
        now = (number > mean) - (number < mean)
        run = [*run, index] if now == side and now else [index]
        side = now
        if now and len(run) >= _RUN:
            found.update(run)
    return found


def planning_percentile(numbers: Sequence[float], percent: int) -> float:
    """Return a percentile of weekly demand: capacity is planned on the 65th to 85th, not on the mean (R-926)."""
    return quantiles(numbers, n=100, method="inclusive")[percent - 1]
