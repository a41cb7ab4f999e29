"""Offers of a date: whether one is reasonable, which declines count, and what a decline leads to.

R-164, R-166, R-200 to R-205, RULES 13.4. The services record and book.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import UNCHANGED, EntryEffect, Notice, ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.rtt.reasonable_offers import (
    OfferFacts,
    OfferJudgement,
    countable_declines,
    declines_that_count,
    declines_until_review,
    is_reviewed_same_day,
    judge_offer,
)
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.hold_reasons import SIGN_OFF_HOLD
from clerkdesk.rules.values.inbox import NoticeKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.unavailability import Unavailable, delay_needs_review
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class DeclineFacts:
    """The decline that was just given, with what went before it on the same entry."""

    offer: OfferFacts
    reason: str
    """Code of `local_offer_decline_reason`."""
    is_delay_request: bool
    """Whether that code counts as a wish to delay."""
    priority: Priority
    earlier: tuple[OfferFacts, ...] = ()
    """Earlier offers of this entry since its last decided review."""
    declines_before: int = 0
    """Declines of any kind ever recorded on this entry before this one."""
    wait_until: date | None = None
    """For a wish to delay: the first day on which the patient would come."""
    unavailable: tuple[Unavailable, ...] = ()
    review_is_open: bool = False
    team_leader_told: bool = False
    specialty: int | None = None


@dataclass(frozen=True, slots=True)
class DeclineDecision:
    """The consequences of a decline."""

    judgement: OfferJudgement
    countable_declines: int
    review: ReviewNeeded | None
    notices: tuple[Notice, ...]
    effect: EntryEffect
    unavailable: Unavailable | None
    """Days away to record, for a wish to delay."""
    sentence: str


NO_LONGER_WANTED = "OD11"
"""Code of `local_offer_decline_reason`: the patient no longer wants care."""


def judge_decline(facts: DeclineFacts, closed: Container[date], settings: PolicySettings) -> DeclineDecision:
    """Decide the consequences of a decline. `closed` are the bank holidays.

    Enough declines open the review, as `declines_until_review` decides; after five of any kind the team leader is told
    (RULES 13.4). A wish to delay by more than six weeks, and any of suspected cancer, opens the review (R-166).
    If the care is no longer wanted, the need stays on hold until a clinician has signed it off (RULES 13.2). Nobody is
    discharged by count.
    """
    judgement = judge_offer(facts.offer, facts.unavailable, settings)
    counted = countable_declines((*facts.earlier, facts.offer), facts.unavailable, settings)
    review = None if facts.review_is_open else _review(facts, counted, closed, settings)
    effect = UNCHANGED
    if facts.reason == NO_LONGER_WANTED:
        due = review.due if review is not None else _due(facts, closed, settings)
        effect = EntryEffect(EffectKind.HOLD, f"no longer wanted, {SIGN_OFF_HOLD}", add_working_days(due, 1, closed))
    return DeclineDecision(
        judgement=judgement,
        countable_declines=counted,
        review=review,
        notices=_notices(facts, settings),
        effect=effect,
        unavailable=_time_away(facts),
        sentence=f"{judgement.sentence} {_next_words(facts, review, counted, settings)}{_held_words(effect)}",
    )


def wish_needs_clinician(priority: Priority, asked_on: date, until: date, settings: PolicySettings) -> bool:
    """Return whether a wish to wait needs a clinician: over six weeks, or any wish for suspected cancer."""
    return priority is Priority.SUSPECTED_CANCER or delay_needs_review(asked_on, until, settings)


def _review(
    facts: DeclineFacts, counted: int, closed: Container[date], settings: PolicySettings
) -> ReviewNeeded | None:
    asked_on = facts.offer.made_on
    due = _due(facts, closed, settings)
    if facts.reason == NO_LONGER_WANTED:
        reason = f"On {day_words(asked_on)} the patient said that care is no longer wanted."
        return ReviewNeeded("R-303", ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED, reason, due, facts.priority)
    if not _still_to_decline(facts, counted, settings):
        kind = "reasonable offers" if facts.priority is Priority.ROUTINE else "offers"
        declined = declines_that_count(facts.priority, counted, _of_any_kind(facts))
        reason = f"{declined} {kind} declined, the last on {day_words(asked_on)}."
        same_day = is_reviewed_same_day(facts.priority)
        due = review_due(facts.priority, asked_on, closed, settings, same_day=same_day)
        return ReviewNeeded("R-204", ReviewKind.DECLINED_OFFERS, reason, due, facts.priority)
    if facts.is_delay_request and facts.wait_until is not None:
        if not wish_needs_clinician(facts.priority, asked_on, facts.wait_until, settings):
            return None
        reason = f"On {day_words(asked_on)} the patient asked to wait until {day_words(facts.wait_until)}."
        return ReviewNeeded("R-166", ReviewKind.WISH_TO_DELAY, reason, due, facts.priority)
    return None


def _still_to_decline(facts: DeclineFacts, counted: int, settings: PolicySettings) -> int:
    return declines_until_review(facts.priority, counted, _of_any_kind(facts), settings)


def _of_any_kind(facts: DeclineFacts) -> int:
    return sum(not offer.accepted for offer in (*facts.earlier, facts.offer))


def _due(facts: DeclineFacts, closed: Container[date], settings: PolicySettings) -> date:
    return review_due(facts.priority, facts.offer.made_on, closed, settings)


def _notices(facts: DeclineFacts, settings: PolicySettings) -> tuple[Notice, ...]:
    declines = facts.declines_before + 1
    if facts.team_leader_told or declines < settings.booking.declines_that_tell_team_leader:
        return ()
    return (Notice(team_leader(facts.specialty), NoticeKind.DECLINED_OFFERS, f"{declines} offers have been declined."),)


def _time_away(facts: DeclineFacts) -> Unavailable | None:
    if not facts.is_delay_request or facts.wait_until is None or facts.wait_until <= facts.offer.made_on:
        return None
    return Unavailable(facts.offer.made_on, facts.wait_until - timedelta(days=1), "wishes to wait")


def _held_words(effect: EntryEffect) -> str:
    return " The position on the list is kept, on hold." if effect.kind == EffectKind.HOLD else ""


def _next_words(facts: DeclineFacts, review: ReviewNeeded | None, counted: int, settings: PolicySettings) -> str:
    if review is not None:
        return f"A clinical review is due by {day_words(review.due)}; the clock runs on."
    if facts.review_is_open:
        return "A clinical review is already open; the clock runs on."
    left = _still_to_decline(facts, counted, settings)
    return f"{count_words(left, 'more such decline')} would open a clinical review." if left > 0 else ""
