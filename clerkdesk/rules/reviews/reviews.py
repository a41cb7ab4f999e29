"""Clinical reviews: due dates, possible decisions, deciders, and the consequences of each decision.

The rules of each act (`offers`, `cancellation`, `did_not_attend`, ...) decide whether it opens a review. A review never
takes anybody off a list, and nothing here discharges: it says what a clinician's decision needs and does (RULES 13.9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import RELIST, EntryEffect, PolicyRefusal, ReviewNeeded
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.hold_reasons import MONITORING_HOLD
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.rules.values.unavailability import Unavailable, two_dates_fit
from clerkdesk.settings import PolicySettings

DECISION_WORDS: Mapping[str, str] = {
    Decision.RETURN_TO_LIST: "back on the list at the old position",
    Decision.OFFER_AGAIN: "offer another appointment",
    Decision.EXPEDITE: "to be seen sooner",
    Decision.WAIT_UNTIL: "may wait until a date",
    Decision.MONITOR_PATIENT: "active monitoring at the patient's wish (31)",
    Decision.MONITOR_CLINICIAN: "active monitoring by the clinician (32)",
    Decision.DISCHARGE: "discharge",
}
"""The decisions in words, for sheets and screens."""

_RELISTING: tuple[Decision, ...] = (Decision.RETURN_TO_LIST, Decision.OFFER_AGAIN, Decision.EXPEDITE)
"""Decisions that return a need to the list, so that a date can be offered."""
_NO_CLOCK = (
    "Monitoring ended the wait, and the list starts none. Treatment decided: record that first "
    f"({Way.WAIT_FOR_PROCEDURE.on_card()}, with the day of telling). To be seen while monitored: add "
    f"{Way.NEXT_REVIEW.here()}. Else: monitoring or discharge."
)

_AFTER_NON_ATTENDANCE: tuple[Decision, ...] = (
    Decision.OFFER_AGAIN,
    Decision.EXPEDITE,
    Decision.DISCHARGE,
    Decision.MONITOR_CLINICIAN,
)
_DECISIONS: dict[ReviewKind, tuple[Decision, ...]] = {
    ReviewKind.DECLINED_OFFERS: (
        Decision.RETURN_TO_LIST,
        Decision.EXPEDITE,
        Decision.MONITOR_CLINICIAN,
        Decision.MONITOR_PATIENT,
        Decision.DISCHARGE,
    ),
    ReviewKind.WISH_TO_DELAY: (
        Decision.WAIT_UNTIL,
        Decision.RETURN_TO_LIST,
        Decision.EXPEDITE,
        Decision.MONITOR_PATIENT,
        Decision.MONITOR_CLINICIAN,
        Decision.DISCHARGE,
    ),
    ReviewKind.PATIENT_CANCELLATIONS: (
        Decision.RETURN_TO_LIST,
        Decision.EXPEDITE,
        Decision.MONITOR_PATIENT,
        Decision.MONITOR_CLINICIAN,
        Decision.DISCHARGE,
    ),
    ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED: (
        Decision.DISCHARGE,
        Decision.RETURN_TO_LIST,
        Decision.EXPEDITE,
        Decision.MONITOR_PATIENT,
    ),
    ReviewKind.DID_NOT_ATTEND: _AFTER_NON_ATTENDANCE,
    ReviewKind.WAS_NOT_BROUGHT: _AFTER_NON_ATTENDANCE,
    ReviewKind.NO_REPLY: (Decision.RETURN_TO_LIST, Decision.EXPEDITE, Decision.DISCHARGE),
    ReviewKind.VALIDATION: (
        Decision.RETURN_TO_LIST,
        Decision.EXPEDITE,
        Decision.WAIT_UNTIL,
        Decision.MONITOR_PATIENT,
        Decision.MONITOR_CLINICIAN,
        Decision.DISCHARGE,
    ),
    ReviewKind.ACTIVE_MONITORING: (
        Decision.RETURN_TO_LIST,
        Decision.EXPEDITE,
        Decision.MONITOR_PATIENT,
        Decision.MONITOR_CLINICIAN,
        Decision.DISCHARGE,
    ),
    ReviewKind.PAST_CLINICALLY_APPROPRIATE_DATE: (
        Decision.EXPEDITE,
        Decision.RETURN_TO_LIST,
        Decision.WAIT_UNTIL,
        Decision.DISCHARGE,
    ),
}


def decisions_allowed(kind: ReviewKind) -> tuple[Decision, ...]:
    """Return the possible decisions of a review of this kind, in their order on screen."""
    return _DECISIONS[kind]


class EnteredBy(ClosedSet):
    """The role of the person who enters a decision."""

    CLINICIAN = "clinician"
    SECRETARY = "secretary"
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A clinician's decision to enter."""

    decision: Decision
    entered_by: EnteredBy
    decided_by: str
    """The named clinician; empty without one."""
    decider_is_clinician: bool
    source: str
    """Letter, e-mail or reference that proves it, if somebody else enters it for the clinician."""
    decided_on: date
    wait_until: date | None = None
    """For `wait_until`; also the next review of monitoring, if the clinician named one or a visit follows (R-162)."""
    patient_agreed: bool = False
    clinical_conversation: bool = False
    safeguarding_checked: bool = False


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The desk's facts about the decided review."""

    kind: ReviewKind
    opened_on: date
    safeguarding: bool = False
    countable_declines: int = 0
    """As counted by `clerkdesk.rules.booking.offers` (R-164)."""
    unavailable: tuple[Unavailable, ...] = ()
    suspected_cancer: bool = False
    clock_running: bool = True
    """Whether the decision can end a running wait; after a missed first appointment none runs (R-150)."""
    monitored: bool = False
    """Whether monitoring for a clinical reason ended the wait, and the need has no due date: a need on the list
    would have neither clock nor date (R-161).
    """
    missed_on: date | None = None
    """For a review of a missed appointment: its day, the earliest for a decision, even if the review was opened
    later (RULES 13.26).
    """


@dataclass(frozen=True, slots=True)
class Decided:
    """An accepted decision, and its effects.

    While `must_be_told` is true and nobody has told the patient, the clock runs on and the entry stays (R-124); the
    effect and the code apply from the day of telling.
    """

    effect: EntryEffect
    rtt_code: RttStatus | None
    """RTT status recorded with the telling: 31, 32 or 34; None if the clock is not touched."""
    must_be_told: bool
    tell_referrer: bool
    next_review: date | None
    """The next review of monitoring (R-166)."""
    sentence: str


def judge_decision(
    facts: DecisionFacts, review: ReviewFacts, today: date, settings: PolicySettings
) -> Decided | PolicyRefusal:
    """Return the effects of a decision, or why it may not be recorded (R-125, R-164, R-224, RULES 13.9)."""
    refusal = _who_decides(facts) or _when_decided(facts, review, today) or _what_is_needed(facts, review, settings)
    if refusal is not None:
        return refusal
    if review.monitored and facts.decision in _RELISTING:
        return _seen_while_monitored(facts)
    return _decided(facts, settings, clock_running=review.clock_running)


def _who_decides(facts: DecisionFacts) -> PolicyRefusal | None:
    if not facts.decided_by.strip():
        return PolicyRefusal("R-125", "Name the clinician who decided.")
    if not facts.decider_is_clinician:
        return PolicyRefusal("R-125", "Only a clinician may decide this; you may enter it for the clinician you name.")
    if facts.entered_by != EnteredBy.CLINICIAN and not facts.source.strip():
        return PolicyRefusal("R-125", "Say where the decision is written: a letter, an e-mail or a reference.")
    return None


def _when_decided(facts: DecisionFacts, review: ReviewFacts, today: date) -> PolicyRefusal | None:
    if facts.decided_on > today:
        return PolicyRefusal("R-113", "A decision can't be dated in the future.")
    if review.missed_on is not None:
        if facts.decided_on < review.missed_on:
            missed = day_words(review.missed_on)
            return PolicyRefusal("R-113", f"The appointment was missed on {missed}: the decision can't be older.")
    elif facts.decided_on < review.opened_on:
        opened = day_words(review.opened_on)
        return PolicyRefusal("R-113", f"This review was opened on {opened}: the decision can't be older than that.")
    return None


def _what_is_needed(facts: DecisionFacts, review: ReviewFacts, settings: PolicySettings) -> PolicyRefusal | None:
    if facts.decision not in decisions_allowed(review.kind):
        possible = ", ".join(decisions_allowed(review.kind))
        return PolicyRefusal("R-125", f"This review can't end in that decision; it ends in one of: {possible}.")
    if facts.decision == Decision.WAIT_UNTIL and not _is_later(facts):
        return PolicyRefusal("R-166", "Say until when the patient may wait: a date after the decision.")
    if review.monitored and facts.decision in _RELISTING and not _is_later(facts):
        return PolicyRefusal("R-161", _NO_CLOCK)
    if facts.decision == Decision.DISCHARGE and review.safeguarding and not facts.safeguarding_checked:
        return PolicyRefusal("R-224", "A safeguarding check has to be done before this patient may be discharged.")
    if facts.decision in (Decision.MONITOR_PATIENT, Decision.MONITOR_CLINICIAN):
        return _monitoring_needs(facts, review, settings)
    return None


def _is_later(facts: DecisionFacts) -> bool:
    return facts.wait_until is not None and facts.wait_until > facts.decided_on


def _monitoring_needs(facts: DecisionFacts, review: ReviewFacts, settings: PolicySettings) -> PolicyRefusal | None:
    """Active monitoring needs the patient's agreement (R-160); after declines it needs the tests of R-164 as well."""
    if not facts.patient_agreed:
        return PolicyRefusal("R-160", "Active monitoring has to be agreed with the patient; say that it was.")
    if review.kind != ReviewKind.DECLINED_OFFERS:
        return None
    if not facts.clinical_conversation:
        return PolicyRefusal(
            "R-164", "Monitoring after declined offers needs a clinical conversation with the patient."
        )
    enough_offers = review.countable_declines >= settings.reviews.declines_that_open_review
    if not enough_offers and not any(two_dates_fit(away, review.opened_on, settings) for away in review.unavailable):
        return PolicyRefusal(
            "R-164",
            f"Monitoring needs {settings.reviews.declines_that_open_review} reasonable offers declined, or a time away "
            "in which two reasonable dates could have fallen.",
        )
    return None


def _decided(facts: DecisionFacts, settings: PolicySettings, *, clock_running: bool) -> Decided:
    until_told = "The clock runs until the patient is told." if clock_running else "No wait runs; tell the patient."
    runs_on = "The clock runs on." if clock_running else "No wait runs meanwhile."
    match facts.decision:
        case Decision.DISCHARGE:
            words = f"Discharge decided. {until_told}"
            return Decided(EntryEffect(EffectKind.CLOSE), RttStatus.NOT_TREATED, True, True, None, words)
        case Decision.MONITOR_PATIENT | Decision.MONITOR_CLINICIAN:
            review_on = facts.wait_until or facts.decided_on + timedelta(days=settings.reviews.monitoring_review_days)
            code = (
                RttStatus.MONITORED_BY_PATIENT
                if facts.decision == Decision.MONITOR_PATIENT
                else RttStatus.MONITORED_BY_CLINICIAN
            )
            hold = EntryEffect(EffectKind.HOLD, MONITORING_HOLD, review_on)
            words = f"Monitoring decided, next review {day_words(review_on)}. {until_told}"
            return Decided(hold, code, True, True, review_on, words)
        case Decision.WAIT_UNTIL:
            until = facts.wait_until or facts.decided_on
            again = looked_at_again(until, facts.decided_on, settings)
            held, look = "may wait, by clinical decision", ""
            if again < until:
                held = f"may wait until {day_words(until)}, by clinical decision"
                look = f", looked at again on {day_words(again)}"
            words = f"May wait until {day_words(until)}{look}. {runs_on}"
            return Decided(EntryEffect(EffectKind.HOLD, held, again), None, True, False, None, words)
        case Decision.EXPEDITE:
            words = "To be seen sooner: book the earliest slot and tell the patient."
            return Decided(RELIST, None, True, False, None, words)
        case Decision.RETURN_TO_LIST | Decision.OFFER_AGAIN:
            return Decided(RELIST, None, True, False, None, "Back on the list at the old position: offer a date.")


def looked_at_again(until: date, decided_on: date, settings: PolicySettings) -> date:
    """Return when a waiting need comes up again: on its day, or within the review interval before (R-166)."""
    return min(until, decided_on + timedelta(days=settings.reviews.monitoring_review_days))


def _seen_while_monitored(facts: DecisionFacts) -> Decided:
    """Open a need for a visit that starts no wait, with the next review of the monitoring (R-162, R-166)."""
    again = day_words(facts.wait_until) if facts.wait_until is not None else ""
    words = f"Back on the list, to be seen while monitoring goes on: offer a date. No wait runs. Next review {again}."
    return Decided(RELIST, None, True, False, facts.wait_until, words)


def judge_told(decided_on: date, told_on: date, how: str, today: date) -> PolicyRefusal | None:
    """Refuse a telling without a way, or before the decision, or in the future; None if it may be recorded (R-124)."""
    if not how.strip():
        return PolicyRefusal("R-125", "Say how the patient was told: telephone, letter or in clinic.")
    if told_on > today:
        return PolicyRefusal("R-113", "The patient can't have been told in the future.")
    if told_on < decided_on:
        decided = day_words(decided_on)
        return PolicyRefusal("R-124", f"It was decided on {decided}: the patient can't have been told before.")
    return None


def monitoring_review(started_on: date, due: date, priority: Priority) -> ReviewNeeded:
    """Return the review of a patient on active monitoring, every twelve weeks (R-166)."""
    return ReviewNeeded(
        rule="R-166",
        kind=ReviewKind.ACTIVE_MONITORING,
        reason=f"On active monitoring since {day_words(started_on)}: does anything need doing?",
        due=due,
        priority=priority,
    )
