"""Judges offered dates: whether one was reasonable, and which declines count (R-200 to R-205, RULES 13.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.unavailability import Unavailable, unavailable_on
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """One offer of one date. Days are local dates."""

    made_on: date
    offered_for: date
    accepted: bool


@dataclass(frozen=True, slots=True)
class OfferJudgement:
    """The judgement of an offer."""

    notice_days: int
    reasonable: bool
    countable: bool
    """Whether a decline of it may count towards a review; False for every accepted offer."""
    sentence: str


def judge_offer(offer: OfferFacts, unavailable: Iterable[Unavailable], settings: PolicySettings) -> OfferJudgement:
    """Judge one offer: reasonable with enough notice or if accepted (R-200), not counted while away (R-205)."""
    notice_days = (offer.offered_for - offer.made_on).days
    enough = notice_days >= settings.booking.reasonable_notice_days
    notice = f"{count_words(notice_days, 'day')} of notice"
    if offer.accepted:
        grounds = notice if enough else f"{notice}, reasonable because accepted"
        return OfferJudgement(notice_days, True, False, f"Accepted: {grounds}.")
    away = unavailable_on(offer.offered_for, unavailable)
    if not enough:
        short = f"Decline not counted: {notice}, fewer than {settings.booking.reasonable_notice_days}."
        return OfferJudgement(notice_days, False, False, short)
    if away is not None:
        words = f"from {day_words(away.first)} to {day_words(away.last)}"
        return OfferJudgement(notice_days, True, False, f"Decline not counted: the patient is away {words}.")
    return OfferJudgement(notice_days, True, True, f"Decline counted: {notice}.")


def countable_declines(
    offers: Iterable[OfferFacts], unavailable: Sequence[Unavailable], settings: PolicySettings
) -> int:
    """Return the number of declined offers that count together (R-164, R-204).

    They are reasonable, on different days, outside the patient's days away, and none is offered for a day more than
    `second_offer_within_days` after the first of them; the largest such group counts. Pass the offers of this entry
    since its last decided review.
    """
    days = sorted({offer.offered_for for offer in offers if judge_offer(offer, unavailable, settings).countable})
    window = timedelta(days=settings.booking.second_offer_within_days)
    return max((sum(first <= day <= first + window for day in days) for first in days), default=0)


def declines_that_count(priority: Priority, countable: int, of_any_kind: int) -> int:
    """Return the number of declines that count towards a review: for routine only countable ones (RULES 13.4)."""
    return countable if priority is Priority.ROUTINE else of_any_kind


def declines_until_review(priority: Priority, countable: int, of_any_kind: int, settings: PolicySettings) -> int:
    """Return the number of further declines that open a clinical review; 0 if it is due (R-204, RULES 13.4).

    `countable` is what `countable_declines` returns, `of_any_kind` the number of declines since the last decided
    review.
    """
    return max(0, settings.reviews.declines_that_open_review - declines_that_count(priority, countable, of_any_kind))


def is_reviewed_same_day(priority: Priority) -> bool:
    """Return whether a review of declines must be decided on the day of the last decline (RULES 13.4)."""
    return priority is not Priority.ROUTINE
