"""The due date of a clinical review, by the priority of the referral."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.settings import PolicySettings


def review_due(
    priority: Priority, opened_on: date, closed: Container[date], settings: PolicySettings, *, same_day: bool = False
) -> date:
    """Return the last day for a review's decision: working days by priority, or the same day (R-223, RULES 13.4).

    `closed` are the bank holidays; weekends are always closed.
    """
    working_days = {
        Priority.ROUTINE: settings.reviews.due_working_days,
        Priority.URGENT: settings.reviews.due_working_days_urgent,
        Priority.SUSPECTED_CANCER: settings.reviews.due_working_days_cancer,
    }[priority]
    return opened_on if same_day or not working_days else add_working_days(opened_on, working_days, closed)
