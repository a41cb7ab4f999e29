"""Decides on word of a death: what it stops, and what confirms or refutes it (RULES 13.2, 13.24).

Nobody books, rings, writes to or refers a patient who is said to have died, until an act records the truth with its
source: alive, or died on a day.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import EntryEffect, PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.patients.full_name import without_title
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind, ValidationLevel
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.text import clean, search_key
from clerkdesk.rules.values.working_days import add_working_days

DEATH_HOLD = "told that the patient has died, to be checked"
DEATH_RECORDED = "the patient has died"
_DEATH_HOLDS = (DEATH_HOLD, DEATH_RECORDED, "said to have died: no contact before the source is checked")
CHECK = TaskKind.CHECK_SOURCE_OF_DEATH
"""Topic of the task to check a death."""
DIED_REASON = "HC14"
"""Code of `local_hospital_cancel_reason`: the patient died."""
RULE = "RULES 13.24"
ALIVE_AFTER = "alive_after_death"
"""Code of the question about a day of death with later events on record."""
_MOST_SIGNS = 3
_THE_PATIENT = frozenset({"PATIENT", "THEPATIENT", "THE", "SELF", "HIMSELF", "HERSELF", "THEMSELVES", "THEMSELF"})
"""Words for the patient in the field for a caller or a relationship, as search keys."""

DIED = "V08"
"""Outcome of a validation: the patient has died."""
_TRUE_OF_THE_DEAD = ("V02", "V03", "V04", "V05", "V07", DIED, "V09", "V10", "V11", "V13", "V20")
"""Outcomes that correct the record, or add events from the patient's life."""
_A_DAY = timedelta(days=1)


class DeathStanding(ClosedSet):
    """No word of a death; an unchecked word; or a recorded death."""

    UNKNOWN = ""
    REPORTED = "reported"
    RECORDED = "recorded"


class DeathAnswer(ClosedSet):
    """Possible answers: alive; died on a day; somebody says so, on an unknown day; close all open pathways."""

    ALIVE = "alive"
    DIED = "died"
    SAID = "said"
    CLOSE = "close"


_KNOWN: dict[DeathStanding, str] = {
    DeathStanding.REPORTED: "This patient is said to have died",
    DeathStanding.RECORDED: "The record says that this patient has died",
}
_ACT = f"say whether the patient is alive or on which day they died: {Way.ANSWER_DEATH.here()}"


@dataclass(frozen=True, slots=True)
class DeathFacts:
    """What the record says of a patient's death."""

    deceased: date | None
    confirmed: bool
    reported: date | None
    """When an unchecked word of it came."""
    born: date | None = None

    @property
    def standing(self) -> DeathStanding:
        """How sure the death is; a formal notice in a file waits for the act that handles the plans."""
        if self.deceased is not None and self.confirmed and self.reported is None:
            return DeathStanding.RECORDED
        return (
            DeathStanding.REPORTED if self.reported is not None or self.deceased is not None else DeathStanding.UNKNOWN
        )

    @property
    def words(self) -> str:
        """The knowledge as a sentence, with the day of death and the day of the word."""
        died = f" on {day_words(self.deceased)}" if self.deceased is not None else ", on a day that nobody has named"
        if self.standing == DeathStanding.RECORDED:
            return f"Recorded as having died{died}."
        if self.standing == DeathStanding.REPORTED:
            came = f" Word of it came on {day_words(self.reported)}." if self.reported is not None else ""
            return f"Said to have died{died}; nobody has checked it yet.{came}"
        return "Nobody has said that this patient has died."


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
        """Return whether it answers word of a death on a day; a later death is new, and a word without a day is not."""
        return died_on is None or died_on < self.on or self.words.endswith(stood_words(died_on))


def stood_words(died_on: date) -> str:
    """Return the refutation's words for the earlier day of death."""
    return f"{day_words(died_on)} stood here"


class WordIs(ClosedSet):
    """What the word of a death is to the record."""

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


def death_words(deceased: date | None, reported: date | None) -> str:
    """Return the words of a line for a patient who has died, or is said to have; empty if nobody says so."""
    if deceased is not None:
        return "recorded as deceased"
    return "said to have died" if reported is not None else ""


def rings_the_patient(caller: str, relationship: str, family_name: str, given_name: str) -> bool:
    """Return whether a call-back goes to the patient: no caller is named, or the caller is the patient.

    A caller with only the family name may be a relative, and counts as another person.
    """
    if search_key(relationship) in _THE_PATIENT:
        return True
    said = {search_key(word) for word in without_title(caller.replace(",", " "))[1].split()} - {""}
    if not said or said <= _THE_PATIENT:
        return True
    family, given = ({search_key(word) for word in name.split()} for name in (family_name, given_name))
    return family <= said and bool(given & said) and said <= family | given


def judge_call_back(standing: DeathStanding, *, to_patient: bool) -> PolicyRefusal | None:
    """Return why no call-back can be promised about a patient, or None if it can.

    For a patient who is said to have died, the call-back must name another person.
    """
    if standing == DeathStanding.UNKNOWN or not to_patient:
        return None
    return PolicyRefusal(
        RULE,
        "This patient is said to have died, and is not rung. Say who to ring back instead (Caller, --caller), and "
        "their relationship to the patient.",
    )


def is_death_hold(reason: str) -> bool:
    """Return whether a need is on hold because of a death."""
    return reason in _DEATH_HOLDS


def held_for_death(today: date, closed: Container[date], *, recorded: bool = False) -> EntryEffect:
    """Return the effect on every need of a patient who is said to have died (RULES 13.2)."""
    reason = DEATH_RECORDED if recorded else DEATH_HOLD
    return EntryEffect(EffectKind.HOLD, reason, add_working_days(today, 1, closed))


def known_words(standing: DeathStanding) -> str:
    """Return the record of a death as a sentence without its full stop; empty if there is none."""
    return _KNOWN.get(standing, "")


def why_stopped(standing: DeathStanding) -> PolicyRefusal | None:
    """Return why nothing is booked, sent, moved or registered for a patient; None without word of a death."""
    if standing == DeathStanding.UNKNOWN:
        return None
    return PolicyRefusal(RULE, f"{_KNOWN[standing]}: nobody books, rings, writes or refers. If it is wrong, {_ACT}.")


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
    return PolicyRefusal(RULE, f"{known}: nothing is recorded of them for {day_words(day)}. If that is wrong, {_ACT}.")


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
        f"{_KNOWN[standing]}, and somebody is here: check name, birth date and address. If it is somebody else, find "
        f"their own record. If it is the patient, {_ACT}.",
    )


def why_not_validated(facts: DeathFacts, outcome: str, level: str) -> PolicyRefusal | None:
    """Return the refusal of a validation for a patient who has died: nobody was reached, and no wait goes on."""
    known = why_stopped(facts.standing)
    unanswered = outcome == DIED and facts.standing == DeathStanding.REPORTED
    if known is None or (level != ValidationLevel.CONTACT and outcome in _TRUE_OF_THE_DEAD and not unanswered):
        return None
    return PolicyRefusal(RULE, f"{known.sentence} If it is right, “died” closes the wait on the day of death.")


def why_check_stays_open(standing: DeathStanding) -> PolicyRefusal | None:
    """Return why the check of a death can't be marked as done; None once it has its answer."""
    if standing != DeathStanding.REPORTED:
        return None
    return PolicyRefusal(RULE, f"The check of a death is answered by what was found: {_ACT}.")


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
        return PolicyRefusal(RULE, f"{_KNOWN[facts.standing]} already: what is left is to say whether it is true.")
    if answer == DeathAnswer.ALIVE and facts.standing == DeathStanding.UNKNOWN:
        return PolicyRefusal(RULE, "Nobody has said that this patient has died: there is nothing to refute.")
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
