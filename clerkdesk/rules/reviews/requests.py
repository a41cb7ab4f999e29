"""Decides on a clerk's request for a clinical review, and what follows (R-163, R-166, R-204, R-303).

The rules of each act decide on reviews that open by themselves.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import UNCHANGED, EntryEffect, PolicyRefusal, ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.booking.offers import wish_needs_clinician
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.text import clean_lines
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.settings import PolicySettings


class Asked(ClosedSet):
    """The patient wishes to wait, thinks, declines the offer or no longer wants care, or a clinician must look."""

    DELAY = "delay"
    THINKING = "thinking"
    DECLINES = "declines"
    NOT_WANTED = "not_wanted"
    QUESTION = "question"


_KINDS: dict[Asked, tuple[str, ReviewKind, str]] = {
    Asked.DELAY: ("R-166", ReviewKind.WISH_TO_DELAY, "the patient asked to wait"),
    Asked.THINKING: ("R-163", ReviewKind.WISH_TO_DELAY, "the patient asked for time to think"),
    Asked.DECLINES: ("R-204", ReviewKind.DECLINED_OFFERS, "the patient declines what is offered"),
    Asked.NOT_WANTED: (
        "R-303",
        ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED,
        "the patient said that care is no longer wanted",
    ),
    Asked.QUESTION: ("R-303", ReviewKind.VALIDATION, "a clinician has to look at this"),
}


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """The request, with its patient."""

    asked: Asked
    today: date
    priority: Priority
    words: str = ""
    wait_until: date | None = None
    """For a delay or time to think: the first day on which the patient would come, or will have decided."""
    said_on: date | None = None
    """The day on which the patient said it, if keyed later; None for today (RULES 13.26)."""

    @property
    def since(self) -> date:
        """The day from which a wish counts."""
        return self.said_on or self.today


@dataclass(frozen=True, slots=True)
class RequestDecision:
    """The consequences. The clock runs on and the need stays open (RULES 13.1)."""

    review: ReviewNeeded | None
    unavailable: Unavailable | None
    """For a wish to wait: days without offers."""
    sentence: str
    clock_event: ClockEvent | None = None
    """The event for the clock, which starts and stops nothing (R-163, R-166)."""
    effect: EntryEffect = UNCHANGED


def judge_request(
    facts: RequestFacts, closed: Container[date], settings: PolicySettings
) -> RequestDecision | PolicyRefusal:
    """Decide the consequences of a request for a review. `closed` are the bank holidays.

    A wish to wait of six weeks or less is noted and needs no clinician, except of suspected cancer (R-166, 13.22); a
    question needs its words.
    """
    rule, kind, said = _KINDS[facts.asked]
    words = clean_lines(facts.words)
    if facts.asked == Asked.QUESTION and not words:
        return PolicyRefusal(rule, "Say in a few words what the clinician should look at.")
    until, away, told = facts.wait_until, None, None
    if facts.asked == Asked.THINKING:
        return _time_to_think(facts, words, closed, settings)
    if facts.asked == Asked.DELAY:
        if until is None or until <= facts.today:
            return PolicyRefusal(rule, "Say until when the patient wishes to wait: a day that is still to come.")
        away = Unavailable(facts.since, until - timedelta(days=1), "wishes to wait")
        told = ClockEvent(ClockEventKind.PATIENT_REQUESTS_DELAY, facts.since, details={"until": until.isoformat()})
        if not wish_needs_clinician(facts.priority, facts.since, until, settings):
            allowed = count_words(settings.reviews.delay_review_over_days, "day")
            sentence = f"Noted until {day_words(until)}; up to {allowed} need no review. The clock runs on."
            return RequestDecision(None, away, sentence, told)
    waits = f" until {day_words(until)}" if away is not None and until is not None else ""
    reason = f"On {day_words(facts.since)} {said}{waits}.{f' {words}' if words else ''}"
    due = review_due(facts.priority, facts.today, closed, settings)
    sentence = f"A clinical review is due by {day_words(due)}; the position stays and the clock runs on."
    return RequestDecision(ReviewNeeded(rule, kind, reason, due, facts.priority), away, sentence, told)


def _time_to_think(
    facts: RequestFacts, words: str, closed: Container[date], settings: PolicySettings
) -> RequestDecision | PolicyRefusal:
    """Let the clock run on and the need come up again; a clinician must agree to long thinking time (R-163)."""
    rule, kind, said = _KINDS[Asked.THINKING]
    prompt = facts.since + timedelta(days=settings.reviews.thinking_time_prompt_days)
    until = facts.wait_until or prompt
    if until <= facts.today:
        return PolicyRefusal(rule, "Say until when the patient wants to think: a day that is still to come.")
    told = ClockEvent(ClockEventKind.THINKING_TIME, facts.since, details={"days": (until - facts.since).days})
    held = EntryEffect(EffectKind.HOLD, "takes time to think", min(until, prompt))
    if until <= prompt:
        sentence = f"Time to think until {day_words(until)}; position kept, the clock runs on. Then ask again."
        return RequestDecision(None, None, sentence, told, held)
    reason = f"On {day_words(facts.since)} {said} until {day_words(until)}: is that active monitoring? {words}".strip()
    due = review_due(facts.priority, facts.today, closed, settings)
    sentence = f"So long needs a clinician's decision, by {day_words(due)}; position kept, the clock runs on."
    return RequestDecision(ReviewNeeded(rule, kind, reason, due, facts.priority), None, sentence, told, held)
