"""Judges when days on which a patient cannot come need a clinician (R-164, R-166, RULES 13.22).

Days away are never taken off the wait (R-132). The sum of the days on record counts, regardless of who entered them and
in which parts.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.targets import TargetFacts, cancer_targets
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class AwayFacts:
    """A recorded run of days away, and one open need of the patient. Days are local dates."""

    today: date
    away: Unavailable
    others: tuple[Unavailable, ...]
    """The patient's other recorded runs that no clinician has decided on for this need."""
    counted_from: date
    """The day from which days away count: when the need came, was offered a date, booked or decided on."""
    needed: TargetFacts
    booked_on: date | None = None
    """The day of its appointment, if any."""


@dataclass(frozen=True, slots=True)
class DaysInSum:
    """Runs of days away that follow each other, with each day in them counted once."""

    first: date
    last: date
    days: int


@dataclass(frozen=True, slots=True)
class PutOff:
    """A need that days away delay so long that a clinician must look."""

    review: ReviewNeeded
    said: str
    """The number of days and the missed date, for the clerk: `336 days away in sum`."""


def days_in_sum(away: Unavailable, others: Iterable[Unavailable], since: date, settings: PolicySettings) -> DaysInSum:
    """Return the run with those before and after it, unless the gap exceeds the days that a patient may ask to wait.

    A new run does not restart the count, just as a new hold does not. Days before `since` are left out.
    """
    between = timedelta(days=settings.reviews.delay_review_over_days)
    joined, left = [away], list(others)
    first, last = away.first, away.last
    while near := [run for run in left if run.first - last <= between and first - run.last <= between]:
        left = [run for run in left if run not in near]
        joined += near
        first, last = min(run.first for run in joined), max(run.last for run in joined)
    days, counted_to = 0, since - timedelta(days=1)
    for run in sorted(joined, key=lambda run: run.first):
        begins = max(run.first, counted_to + timedelta(days=1))
        days += max((run.last - begins).days + 1, 0)
        counted_to = max(counted_to, run.last)
    return DaysInSum(max(first, since), last, days)


def judge_days_away(facts: AwayFacts, closed: Container[date], settings: PolicySettings) -> PutOff | None:
    """Return the review that days away open for a need; None if no clinician must look.

    More than six weeks in sum need one, and any that reach past a date of suspected cancer (R-166, RULES 13.22). They
    do not delay a need that is due after they end, or booked outside them. `closed` are the bank holidays.
    """
    in_sum = days_in_sum(facts.away, facts.others, facts.counted_from, settings)
    if not in_sum.days or not _put_off(facts, in_sum):
        return None
    dates = cancer_targets(facts.needed, facts.today, settings)
    past = next((each for each in dates if each.day <= in_sum.last), None)
    if past is None and in_sum.days <= settings.reviews.delay_review_over_days:
        return None
    priority = Priority.SUSPECTED_CANCER if dates else facts.needed.priority
    passes = f"past {past.spoken}, {day_words(past.day)}" if past is not None else ""
    because = f": {facts.away.reason}" if facts.away.reason else ""
    reason = f"Away {_words(in_sum)}{because}.{f' That is {passes}.' if passes else ''} May this wait?"
    due = review_due(priority, facts.today, closed, settings)
    review = ReviewNeeded("R-166", ReviewKind.WISH_TO_DELAY, reason, due, priority)
    said = f"{count_words(in_sum.days, 'day')} away in sum"
    return PutOff(review, f"{said}, {passes}" if passes else said)


def _put_off(facts: AwayFacts, in_sum: DaysInSum) -> bool:
    if facts.booked_on is not None:
        booked = facts.booked_on
        return any(run.covers(booked) for run in (facts.away, *facts.others))
    due = facts.needed.see_by
    return due is None or due <= in_sum.last


def _words(in_sum: DaysInSum) -> str:
    days, first, last = count_words(in_sum.days, "day"), day_words(in_sum.first), day_words(in_sum.last)
    if in_sum.days > (in_sum.last - in_sum.first).days:
        return f"from {first} to {last}, {days}"
    return f"for {days} in sum between {first} and {last}"
