"""Decides on telling patient and referrer about a referral, and on ending a refused one (RULES 13.18, 13.29)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.rtt.details import words
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.values.text import clean

WHO: tuple[Who, ...] = tuple(Who)
WHAT: tuple[What, ...] = tuple(What)
REFUSED: tuple[str, ...] = (Triage.RETURN_WITH_ADVICE, Triage.REJECT)
"""Gradings that end a referral once patient and referrer are told."""
RULE_OF_REFUSAL = "RULES 13.18"
TELLINGS = "RULES 13.29"

KIND: dict[Who, ClockEventKind] = {Who.PATIENT: ClockEventKind.PATIENT_TOLD, Who.REFERRER: ClockEventKind.REFERRER_TOLD}
WORDS: dict[What, str] = {
    What.RECEIVED: "the referral has come",
    What.ACCEPTED: "the referral is accepted",
    What.LISTED: "added to the waiting list",
    What.REFUSED: "the referral is not accepted",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One recorded telling."""

    who: Who
    what: What
    on: date
    how: str


@dataclass(frozen=True, slots=True)
class RefusedReferral:
    """A referral that a clinician did not accept."""

    decided_by: str
    source: str
    decided_on: date
    told: tuple[Told, ...]
    """Tellings of this refusal."""

    @property
    def still_to_tell(self) -> tuple[Who, ...]:
        """Who has not been told."""
        known = {telling.who for telling in self.told}
        return tuple(who for who in WHO if who not in known)


@dataclass(frozen=True, slots=True)
class TellingFacts:
    """A telling to enter, and the facts of its referral. Days are local dates."""

    telling: Told
    today: date
    received: date | None
    accepted: bool
    """Whether a clinician graded the referral to be booked."""
    refused: RefusedReferral | None
    earlier: tuple[Told, ...]


def judge_telling(facts: TellingFacts) -> PolicyRefusal | None:
    """Return why a telling can't be recorded, or None if it can."""
    telling, rule = facts.telling, RULE_OF_REFUSAL if facts.telling.what == What.REFUSED else TELLINGS
    if telling.what != What.RECEIVED and not clean(telling.how):
        return PolicyRefusal(rule, "Say how it was told: by telephone, letter, text, e-mail or in clinic.")
    if telling.on > facts.today:
        return PolicyRefusal("R-113", "That day is still to come: record it once it was told.")
    if telling.what == What.REFUSED:
        return _why_not_refused(facts)
    if telling.who == Who.REFERRER:
        return PolicyRefusal(
            rule, "Only the patient is told this; the referrer is told when a referral is not accepted."
        )
    if facts.received is not None and telling.on < facts.received:
        return PolicyRefusal(
            "R-113", f"The referral came on {day_words(facts.received)}: it can't be told before that."
        )
    if telling.what == What.ACCEPTED and not facts.accepted:
        return PolicyRefusal(
            rule, f"No clinician has accepted this referral yet: have it graded first ({Way.GRADE.here()})."
        )
    return _twice(facts)


def _why_not_refused(facts: TellingFacts) -> PolicyRefusal | None:
    if facts.refused is None:
        return PolicyRefusal(RULE_OF_REFUSAL, "No clinician has refused this referral, so no refusal can be told.")
    if facts.telling.on < facts.refused.decided_on:
        decided = day_words(facts.refused.decided_on)
        return PolicyRefusal("R-124", f"It was decided on {decided}: nobody can have been told before that.")
    return _twice(facts)


def _twice(facts: TellingFacts) -> PolicyRefusal | None:
    same = (told for told in facts.earlier if (told.who, told.what) == (facts.telling.who, facts.telling.what))
    before = next(same, None)
    if before is None:
        return None
    return PolicyRefusal(TELLINGS, f"That was told on {day_words(before.on)} already.")


def telling_event(telling: Told) -> ClockEvent:
    """Return the fact of a telling, which `why` shows."""
    return ClockEvent(KIND[telling.who], telling.on, details={"about": telling.what, "how": clean(telling.how)})


def tellings_in(events: Iterable[ClockEvent]) -> Iterator[Told]:
    """Yield the tellings among the facts of a pathway, in their order."""
    for event in events:
        who = next((who for who, kind in KIND.items() if kind == event.event), None)
        what = next((known for known in WHAT if known == words(event, "about")), None)
        if who is not None and what is not None:
            yield Told(who, what, event.event_date, words(event, "how"))


def ends_on(refused: RefusedReferral, last: Told) -> date | None:
    """Return the day on which the clock stops with 34, once both are told; None until then."""
    told = (*refused.told, last)
    known = {telling.who for telling in told}
    return max(telling.on for telling in told) if known == set(WHO) else None


def refusal_event(refused: RefusedReferral, told_on: date) -> ClockEvent:
    """Return the stop of a refused referral, with the refusal as its proof (RULES 13.18)."""
    details: dict[str, object] = {
        "decided_by": refused.decided_by,
        "clinical_decision": True,
        "source": refused.source,
        "communicated": True,
        "communicated_on": told_on,
        "admin_event": True,
        "reason": "referral not accepted",
    }
    return ClockEvent(ClockEventKind.DECISION_NOT_TO_TREAT, told_on, RttStatus.NOT_TREATED, details)
