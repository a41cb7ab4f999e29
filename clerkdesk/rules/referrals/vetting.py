"""The due days for registering, acknowledging and grading a referral (R-214, R-215)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class ReferralDue:
    """The due days of a referral's steps."""

    register: date
    acknowledge: date
    vet: date


@dataclass(frozen=True, slots=True)
class ReferralDone:
    """The day of each step; None if not taken."""

    registered: date | None = None
    acknowledged: date | None = None
    vetted: date | None = None


def referral_due(received: date, priority: Priority, closed: Container[date], settings: PolicySettings) -> ReferralDue:
    """Return the due days for registering, acknowledging and grading a referral; `closed` are the bank holidays.

    Grading: three working days for routine, one for urgent, the same day for suspected cancer (R-214).
    """
    return ReferralDue(
        register=add_working_days(received, settings.referrals.registration_working_days, closed),
        acknowledge=add_working_days(received, settings.referrals.acknowledgement_working_days, closed),
        vet=add_working_days(received, settings.referrals.vetting_working_days[priority - 1], closed),
    )


def referral_overdue(due: ReferralDue, done: ReferralDone, today: date) -> tuple[str, ...]:
    """Return the steps that are late today, as sentences, in the order in which they should have been taken."""
    steps = (
        (due.register, done.registered, "Not registered in time."),
        (due.vet, done.vetted, "Not graded in time: no clinician has set its priority."),
        (due.acknowledge, done.acknowledged, "Not acknowledged to the patient in time."),
    )
    return tuple(sentence for day, taken, sentence in steps if taken is None and today > day)
