"""Days on which a patient cannot come. They are never taken off the wait (R-132)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A run of days, both ends included."""

    first: date
    last: date
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Return whether a day is in this run."""
        return self.first <= day <= self.last


def unavailable_on(day: date, periods: Iterable[Unavailable]) -> Unavailable | None:
    """Return the first recorded run of days that covers a day, or None if the patient can come (R-205)."""
    return next((period for period in periods if period.covers(day)), None)


def delay_needs_review(asked_on: date, until: date, settings: PolicySettings) -> bool:
    """Return whether a wish to wait needs a clinician: more than six weeks (R-166)."""
    return (until - asked_on).days > settings.reviews.delay_review_over_days


def two_dates_fit(away: Unavailable, asked_on: date, settings: PolicySettings) -> bool:
    """Return whether two dates on different days with reasonable notice fall within the days away (R-164)."""
    first_reasonable = max(away.first, asked_on + timedelta(days=settings.booking.reasonable_notice_days))
    return away.last > first_reasonable
