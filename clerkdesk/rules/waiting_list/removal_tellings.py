"""Decides who must be told that a need left its list (R-303, RULES 13.29).

There are two tellings, to the patient and to the referrer, each with its day and its way. Nobody writes to a patient
who died.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.tellings import Who
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.values.ways_of_telling import way_words

WHO: tuple[Who, ...] = (Who.PATIENT, Who.REFERRER)
TELL_REMOVAL = TaskKind.TELL_REMOVAL
"""Topic of the task that stays open until both are told."""
_RULE = "RULES 13.29"


@dataclass(frozen=True, slots=True)
class RemovalTold:
    """One telling."""

    who: Who
    on: date
    how: str


def to_be_told(*, deceased: bool) -> tuple[Who, ...]:
    """Return who must be told that a need left its list."""
    return (Who.REFERRER,) if deceased else WHO


def still_to_tell(told: Collection[RemovalTold], *, deceased: bool) -> tuple[Who, ...]:
    """Return who has not been told."""
    known = {telling.who for telling in told}
    return tuple(who for who in to_be_told(deceased=deceased) if who not in known)


GIVEN_UP = "the position on the list was given up"
WAIT_ENDED = "the wait has ended, and the position on the list is kept"


def ending_words(*, kept: bool) -> str:
    """Return the content of the telling: the position on the list ended with the wait, or is kept, as in monitoring."""
    return WAIT_ENDED if kept else GIVEN_UP


def task_words(whom: Collection[Who], reason: str, *, kept: bool = False) -> str:
    """Return the text of the task."""
    return f"Tell the {' and the '.join(whom)} that {ending_words(kept=kept)}, with the reason: {reason}"


def judge_removal_telling(
    telling: RemovalTold, told: Collection[RemovalTold], today: date, *, deceased: bool
) -> PolicyRefusal | None:
    """Return why a telling can't be recorded, or None if it can."""
    if not clean(telling.how):
        return PolicyRefusal(_RULE, "Say how it was told: by telephone, letter, text, e-mail or in clinic.")
    if telling.on > today:
        return PolicyRefusal("R-113", "That day is still to come: record it once it was told.")
    if telling.who not in to_be_told(deceased=deceased):
        return PolicyRefusal(_RULE, "The record says that this patient has died: only the referrer is told.")
    before = next((each for each in told if each.who == telling.who), None)
    if before is not None:
        left = still_to_tell(told, deceased=deceased)
        more = f" Only the {left[0]} is still to be told: name them alone." if left else " Nobody is left to tell."
        was = f"The {telling.who} was told on {day_words(before.on)} already, {way_words(before.how)}."
        return PolicyRefusal(_RULE, f"{was}{more}")
    return None
