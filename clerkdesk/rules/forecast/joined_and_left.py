"""Statistics of a list from the days on which each person joined and left it.

The list of a day counts people who joined by then and had not left by its end. Only people count as arrivals, never the
marks of a period's ends; and nobody counts who joins after the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Stay:
    """The days of one person on a list."""

    joined: date
    left: date | None = None
    """None for a person who still waits."""


def sizes_by_day(stays: Sequence[Stay], first: date, last: date) -> tuple[int, ...]:
    """Return the number of people on the list at the end of each day, both days included."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(sum(_is_on(stay, day) for stay in stays) for day in days)


def removals_a_day(stays: Sequence[Stay], last: date) -> float:
    """Return the people removed in a day, from the first who joined to the last removal; 0 without a removal.

    Args:
        stays: of the list.
        last: the last day that counts.
    """
    left = [stay.left for stay in stays if stay.left is not None and stay.left <= last]
    if not left:
        return 0.0
    days = (max(left) - min(stay.joined for stay in stays)).days
    return len(left) / days if days else float(len(left))


def arrivals_between(stays: Sequence[Stay], first: date, last: date) -> int:
    """Return the number of people who joined in a period, both days included."""
    return sum(first <= stay.joined <= last for stay in stays)


def waits_on(stays: Sequence[Stay], day: date) -> tuple[int, ...]:
    """Return the days waited by those on the list at the end of a day."""
    return tuple((day - stay.joined).days for stay in stays if _is_on(stay, day))


def mean_wait_on(stays: Sequence[Stay], day: date) -> float:
    """Return the mean wait of those on the list at the end of a day, in days; 0 if nobody is on it."""
    waits = waits_on(stays, day)
    return sum(waits) / len(waits) if waits else 0.0


def _is_on(stay: Stay, day: date) -> bool:
    return stay.joined <= day and (stay.left is None or stay.left > day)
