"""Groups the waits of a list by age, so that a week makes each group one older and the standard's last day is an edge.

A band ends on the last day of the standard, or a whole number of weeks from it: 126 days and 127 days are never in one
band (R-130, R-131). The last band holds every longer wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_WEEK = 7
_LAST_WEEKS = 52
"""Weeks past which the age of a wait no longer changes how this desk treats it."""


@dataclass(frozen=True, slots=True)
class AgeBands:
    """The bands of one standard."""

    days: int
    """The last day within the standard, counted from day 0."""

    @property
    def last_within(self) -> int:
        """The number of the last band within the standard."""
        return self.days // _WEEK

    @property
    def count(self) -> int:
        """The number of bands."""
        return max(self.last_within, _LAST_WEEKS) + 2

    def band_of(self, age: int) -> int:
        """Return the number of the band of an age in days."""
        beyond = age - self.days % _WEEK
        return min(max(-(-beyond // _WEEK), 0), self.count - 1)

    def counted(self, ages: Iterable[tuple[int, int]]) -> list[float]:
        """Return the number in each band, from ages in days with their numbers."""
        found = [0.0] * self.count
        for age, number in ages:
            found[self.band_of(age)] += number
        return found

    def share_within(self, people: list[float]) -> float:
        """Return the share within the standard in per cent; 100 if nobody waits."""
        total = sum(people)
        return 100 * sum(people[: self.last_within + 1]) / total if total else 100.0
