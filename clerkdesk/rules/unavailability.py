"""Days on which a patient said they cannot come. They are never taken off the wait (R-132)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A run of days, both ends included."""

    first: date
    last: date
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in this run."""
        return self.first <= day <= self.last


def unavailable_on(day: date, periods: Iterable[Unavailable]) -> Unavailable | None:
    """Return the first recorded run of days that covers a day, or None when the patient can come (R-205)."""
    return next((period for period in periods if period.covers(day)), None)
