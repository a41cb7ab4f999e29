"""Lists the due dates beside a clock: clinical reviews, monitoring, thinking time, planned dates, the end of PIFU.

`clerkdesk.rules.reviews.reviews` opens and decides reviews; this module only reads the events of a pathway.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, timedelta
from functools import cache

from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.rtt.model import Review, ReviewPurpose
from clerkdesk.rules.rtt.pathway import ClinicianQuestion, OpenQuestion, PathwayAtMoment
from clerkdesk.rules.rtt.reasonable_offers import is_reviewed_same_day
from clerkdesk.rules.values.bank_holidays import days_closed
from clerkdesk.rules.values.date_words import day_words


def reviews_due(pathway: PathwayAtMoment) -> tuple[Review, ...]:
    """Return everything that still needs a look, soonest first; a past day is overdue."""
    if pathway.died is not None:
        return ()
    return tuple(sorted(_reviews(pathway), key=lambda review: (review.due, review.purpose, review.reason)))


def _reviews(pathway: PathwayAtMoment) -> Iterator[Review]:
    for name, question in pathway.questions.items():
        yield Review(
            _due(pathway, name, question),
            ReviewPurpose.CLINICAL_REVIEW,
            question.rule,
            question.reason,
            question.raised_on,
        )
    settings = pathway.settings
    if pathway.monitored_since is not None:
        since, reason = pathway.monitored_since, "The patient is on active monitoring."
        due = pathway.monitoring_review_on or since + timedelta(days=settings.reviews.monitoring_review_days)
        yield Review(due, ReviewPurpose.ACTIVE_MONITORING, "R-166", reason, since)
    if pathway.thinking_since is not None:
        since, reason = pathway.thinking_since, "The patient took time to think; what is the next step?"
        due = since + timedelta(days=settings.reviews.thinking_time_prompt_days)
        yield Review(due, ReviewPurpose.THINKING_TIME, "R-163", reason, since)
    if pathway.followup_overdue_since is not None:
        since, reason = pathway.followup_overdue_since, "The follow-up is overdue; how urgent is it?"
        yield Review(since, ReviewPurpose.FOLLOW_UP, "R-171", reason, since)
    if pathway.pifu_ends is not None:
        ends, action = pathway.pifu_ends
        reason = f"Patient-initiated follow-up ends on {day_words(ends)}: {action.replace('_', ' ')}."
        yield Review(ends, ReviewPurpose.PIFU_END, "R-180", reason, ends)
    for kind, due in pathway.planned.items():
        what = "treatment" if kind == "treatment" else "test"
        yield Review(
            due, ReviewPurpose.PLANNED, "R-170", f"The planned {what} is due, and nothing has met that date.", due
        )


def _due(pathway: PathwayAtMoment, name: ClinicianQuestion, question: OpenQuestion) -> date:
    """Return the last day for a clinician's decision (R-223)."""
    declined = name == ClinicianQuestion.DECLINED_OFFERS and is_reviewed_same_day(pathway.priority)
    child_missed = name == ClinicianQuestion.DID_NOT_ATTEND and pathway.child
    return review_due(
        pathway.priority,
        question.raised_on,
        _closed(question.raised_on.year, pathway.settings.opening.closed_days),
        pathway.settings,
        same_day=declined or child_missed,
    )


@cache
def _closed(year: int, further: tuple[str, ...]) -> Container[date]:
    """Return the closed days of a year and the next, in which a review of its last days falls due."""
    return frozenset(days_closed(date(year, 1, 1), date(year + 1, 12, 31), further))
