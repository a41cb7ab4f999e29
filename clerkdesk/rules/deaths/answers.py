"""Decides what confirms or refutes word of a death (RULES 13.24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.deaths.standing import HOW_ANSWERED, RULE, DeathFacts, DeathStanding, known_words
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.text import clean

ALIVE_AFTER = "alive_after_death"
"""Code of the question about a day of death with later events on record."""
_MOST_SIGNS = 3


class DeathAnswer(ClosedSet):
    """Possible answers: alive; died on a day; somebody says so, on an unknown day; close all open pathways."""

    ALIVE = "alive"
    DIED = "died"
    SAID = "said"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Refutation:
    """The last refutation of word of a death."""

    on: date
    words: str
    """Who says that the patient is alive, the source, and the earlier day of death (`stood_words`)."""

    @property
    def sentence(self) -> str:
        """When it was refuted, by whom and from which source."""
        return f"Word of a death was refuted on {day_words(self.on)}: {self.words}."

    def speaks_against(self, died_on: date | None) -> bool:
        """Return whether the refutation answers the report of a death on a day.

        A later death is new; a report without a day is not.
        """
        return died_on is None or died_on < self.on or self.words.endswith(stood_words(died_on))


def stood_words(died_on: date) -> str:
    """Return the refutation's words for the earlier day of death."""
    return f"{day_words(died_on)} stood here"


class WordIs(ClosedSet):
    """How the report of a death compares with the record."""

    NEWS = "news"
    KNOWN = "known"
    ANOTHER_DAY = "another day"
    REFUTED = "refuted"


def weigh_word(facts: DeathFacts, died_on: date | None, refuted: Refutation | None) -> WordIs:
    """Compare a source's word of a death with the record; a refuted word is not news unless it differs.

    Args:
        facts: what the record says.
        died_on: the day from the source, or None.
        refuted: the last refutation, if any.
    """
    if facts.standing and (died_on is None or died_on == facts.deceased):
        return WordIs.KNOWN
    if facts.deceased is not None:
        return WordIs.ANOTHER_DAY
    return WordIs.REFUTED if refuted is not None and refuted.speaks_against(died_on) else WordIs.NEWS


def why_check_stays_open(standing: DeathStanding) -> PolicyRefusal | None:
    """Return why the check of a death can't be marked as done; None once it has its answer."""
    if standing != DeathStanding.REPORTED:
        return None
    return PolicyRefusal(RULE, f"The check of a death is answered by what was found: {HOW_ANSWERED}.")


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """A recorded event that shows the patient alive, or a request for them."""

    day: date
    words: str
    """The event as a part of a sentence: `seen in Dermatology`."""


def why_alive_after(died_on: date, signs: Sequence[SignOfLife], because: str) -> PolicyRefusal | None:
    """Ask about a day of death with later events on record; None if the day is accepted.

    Args:
        died_on: the day.
        signs: the recorded events of the patient.
        because: who checked day and person, and how; empty if not stated.
    """
    # One sign for each day will do: a visit is an appointment and an event of the clock.
    by_day = {sign.day: sign for sign in reversed(signs) if sign.day > died_on}
    later = [by_day[day] for day in sorted(by_day)]
    if not later or clean(because):
        return None
    listed = "; ".join(f"{sign.words} on {day_words(sign.day)}" for sign in later[-_MOST_SIGNS:])
    return PolicyRefusal(
        RULE,
        f"After {day_words(died_on)} the record says: {listed}. The day, or the person, may be wrong. If it is right, "
        "say who checked it, and from which source.",
    )


def why_no_answer(facts: DeathFacts, answer: DeathAnswer) -> PolicyRefusal | None:
    """Return why an answer to word of a death is impossible, before any question; None if it is possible."""
    if answer == DeathAnswer.SAID and facts.standing != DeathStanding.UNKNOWN:
        return PolicyRefusal(RULE, f"{known_words(facts.standing)} already: what is left is to say whether it is true.")
    if answer == DeathAnswer.ALIVE and facts.standing == DeathStanding.UNKNOWN:
        return PolicyRefusal(RULE, "Nobody has said that this patient has died, so no death can be refuted.")
    if answer == DeathAnswer.CLOSE and facts.standing != DeathStanding.RECORDED:
        return PolicyRefusal(
            RULE, "No death is recorded: record first on which day the patient died, and from which source."
        )
    return None


def judge_said(facts: DeathFacts, by: str) -> PolicyRefusal | None:
    """Return why word of a death on an unknown day can't be noted, or None if it can."""
    if (refusal := why_no_answer(facts, DeathAnswer.SAID)) is not None:
        return refusal
    return None if clean(by) else PolicyRefusal(RULE, "Say who says so, and how to reach them.")


def judge_died(facts: DeathFacts, died_on: date, source: str, today: date) -> PolicyRefusal | None:
    """Return why a death can't be recorded, or None if it can."""
    if facts.standing == DeathStanding.RECORDED and died_on == facts.deceased:
        return PolicyRefusal(
            RULE,
            f"The death on {day_words(died_on)} is recorded already: another day corrects it, and a patient who is "
            "alive is recorded as alive.",
        )
    if died_on > today:
        return PolicyRefusal("R-113", "That day is still to come: check the day of death.")
    if facts.born is not None and died_on < facts.born:
        return PolicyRefusal("R-113", f"The patient was born on {day_words(facts.born)}: check the day of death.")
    if not clean(source):
        return PolicyRefusal(RULE, "Give the source of the death: the spine, the GP, a certificate or a letter.")
    return None


def judge_alive(facts: DeathFacts, by: str, source: str) -> PolicyRefusal | None:
    """Return why word of a death can't be refuted, or None if it can."""
    if (refusal := why_no_answer(facts, DeathAnswer.ALIVE)) is not None:
        return refusal
    if not clean(by):
        return PolicyRefusal(RULE, "Say who found out that the patient is alive.")
    if not clean(source):
        return PolicyRefusal(RULE, "Say from which source: the patient on the telephone, the GP, the spine.")
    return None
