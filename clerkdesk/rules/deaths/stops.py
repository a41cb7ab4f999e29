"""Decides what word of a death stops, and what goes on all the same (RULES 13.2, 13.24)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import EntryEffect, PolicyRefusal
from clerkdesk.rules.deaths.standing import DIED, HOW_ANSWERED, RULE, DeathFacts, DeathStanding, known_words
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.working_days import add_working_days

DEATH_HOLD = "told that the patient has died, to be checked"
DEATH_RECORDED = "the patient has died"
_DEATH_HOLDS = (DEATH_HOLD, DEATH_RECORDED, "said to have died: no contact before the source is checked")
DIED_REASON = "HC14"
"""Code of `local_hospital_cancel_reason`: the patient died."""
_TRUE_OF_THE_DEAD = (
    ValidationOutcome.CORRECTED,
    ValidationOutcome.DUPLICATE,
    ValidationOutcome.TREATED,
    ValidationOutcome.DISCHARGED,
    ValidationOutcome.DECLINED_TREATMENT,
    DIED,
    ValidationOutcome.FIRST_MISSED,
    ValidationOutcome.OTHER_STANDARD,
    ValidationOutcome.TREATED_ELSEWHERE,
    ValidationOutcome.TO_ANOTHER_PROVIDER,
    ValidationOutcome.HARM_OR_BREACH,
)
"""Outcomes that correct the record, or add events from the patient's life."""
_A_DAY = timedelta(days=1)


def is_death_hold(reason: str) -> bool:
    """Return whether a need is on hold because of a death."""
    return reason in _DEATH_HOLDS


def held_for_death(today: date, closed: Container[date], *, recorded: bool = False) -> EntryEffect:
    """Return the effect on every need of a patient who is said to have died (RULES 13.2)."""
    reason = DEATH_RECORDED if recorded else DEATH_HOLD
    return EntryEffect(EffectKind.HOLD, reason, add_working_days(today, 1, closed))


def why_stopped(standing: DeathStanding) -> PolicyRefusal | None:
    """Return why nothing is booked, sent, moved or registered for a patient; None without word of a death."""
    if standing == DeathStanding.UNKNOWN:
        return None
    return PolicyRefusal(
        RULE, f"{known_words(standing)}: nobody books, rings, writes or refers. If it is wrong, {HOW_ANSWERED}."
    )


def why_not_after_death(facts: DeathFacts, day: date) -> PolicyRefusal | None:
    """Return why an event can't have happened to a patient on a day; None if they were alive, as far as known.

    An unchecked word of a death leaves the day open, so every event since the word is refused.
    """
    if facts.standing == DeathStanding.UNKNOWN or day <= _last_day_alive(facts):
        return None
    known = (
        f"The record says that this patient died on {day_words(facts.deceased)}"
        if facts.deceased is not None
        else f"Word came on {day_words(_last_day_alive(facts) + _A_DAY)} that this patient has died"
    )
    return PolicyRefusal(
        RULE, f"{known}: nothing is recorded of them for {day_words(day)}. If that is wrong, {HOW_ANSWERED}."
    )


def _last_day_alive(facts: DeathFacts) -> date:
    if facts.deceased is not None:
        return facts.deceased
    return facts.reported - _A_DAY if facts.reported is not None else date.max


def why_nobody_is_here(standing: DeathStanding) -> PolicyRefusal | None:
    """Return the refusal of arrival, call and visit for a patient who is said, or recorded, to have died."""
    if standing == DeathStanding.UNKNOWN:
        return None
    return PolicyRefusal(
        RULE,
        f"{known_words(standing)}, and somebody is here: check name, birth date and address. If it is somebody else, "
        f"find their own record. If it is the patient, {HOW_ANSWERED}.",
    )


def why_not_validated(facts: DeathFacts, outcome: ValidationOutcome, level: ValidationLevel) -> PolicyRefusal | None:
    """Return the refusal of a validation for a patient who has died: nobody was reached, and no wait goes on."""
    known = why_stopped(facts.standing)
    unanswered = outcome == DIED and facts.standing == DeathStanding.REPORTED
    if known is None or (level != ValidationLevel.CONTACT and outcome in _TRUE_OF_THE_DEAD and not unanswered):
        return None
    return PolicyRefusal(RULE, f"{known.sentence} If it is right, “died” closes the wait on the day of death.")
