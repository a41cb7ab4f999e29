"""Judges holds: when a clinician must look at one, and what takes it off (R-166, RULES 13.22, 13.24)."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import PolicyRefusal, ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.settings import PolicySettings

TO_BE_TOLD = ", to be told"
"""End of the hold reason for a refused referral, until patient and referrer know (RULES 13.18)."""


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """One earlier hold, from its first day to the day it came off; None if in force."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A requested hold. Days are local dates."""

    today: date
    until: date
    priority: Priority
    cancer_suspected: bool
    """Whether the referral suspected cancer, regardless of its current priority."""
    earlier: Sequence[HeldSpan]
    """Holds since the need was last offered a date, booked or decided on by a clinician, oldest first."""
    reason: str


def held_since(facts: HoldFacts, settings: PolicySettings) -> date:
    """Return the first day of consecutive holds, with the requested one.

    A new hold does not restart the count: it follows the previous one unless the gap exceeds the days that a hold may
    last without a clinician.
    """
    first = facts.today
    between = timedelta(days=settings.reviews.delay_review_over_days)
    for span in reversed(facts.earlier):
        if first - (span.last or first) > between:
            break
        first = min(first, span.first)
    return first


def review_of_hold(facts: HoldFacts, closed: Container[date], settings: PolicySettings) -> ReviewNeeded | None:
    """Return the review that a hold opens, for any hold of suspected cancer or one of more than six weeks; else None.

    `closed` are the bank holidays.
    """
    cancer = facts.cancer_suspected or facts.priority is Priority.SUSPECTED_CANCER
    first = held_since(facts, settings)
    days = (facts.until - first).days
    if not cancer and days <= settings.reviews.delay_review_over_days:
        return None
    priority = Priority.SUSPECTED_CANCER if cancer else facts.priority
    since = f" since {day_words(first)}, {count_words(days, 'day')} in all" if first < facts.today else ""
    what = "Cancer is suspected, and the need is on hold" if cancer else "The need is on hold"
    reason = f"{what} until {day_words(facts.until)}{since}: {facts.reason}. May this wait?"
    return ReviewNeeded(
        "R-166", ReviewKind.WISH_TO_DELAY, reason, review_due(priority, facts.today, closed, settings), priority
    )


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """The open matter behind a hold."""

    review: int | None
    """Number of the clinical review that the hold waits for."""
    review_decided: bool = False
    """Whether it is decided and the patient not yet told."""
    to_be_told: bool = False
    """Whether a clinician did not accept the referral, and patient and referrer must be told."""
    patient_asks: bool = False
    """Whether it is patient-initiated follow-up (R-180)."""


_ASKED_FOR = (
    "Patient-initiated follow-up: the patient asks for this appointment, and taking it off hold, or onto the planned "
    f"list, would end that. Where they have asked, {Way.RECORD_REQUEST.on_card()} records it; "
    f"{Way.ASK_FOR_REVIEW.here()} asks the clinician."
)
"""Why such a need is not booked in turn: the patient could then not ask for it."""


def why_not_taken_off(facts: ResumeFacts) -> PolicyRefusal | None:
    """Return why a hold for an open matter can't be taken off, with the act that answers it."""
    if facts.to_be_told:
        sentence = f"A clinician did not accept this referral: {Way.ANSWER_REFUSAL.here()}."
        return PolicyRefusal("RULES 13.18", sentence)
    if facts.review is None:
        return PolicyRefusal("R-180", _ASKED_FOR) if facts.patient_asks else None
    if facts.review_decided:
        way = Way.RECORD_DECISION_TOLD.here(review=facts.review)
        sentence = f"Review {facts.review} is decided: record {way} that the patient was told."
    else:
        way = Way.ENTER_DECISION.here(review=facts.review)
        sentence = f"The hold waits for review {facts.review}: enter its decision {way}."
    return PolicyRefusal("RULES 13.24", sentence)
