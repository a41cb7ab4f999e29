"""How sure a death is, and the words for it (RULES 13.24).

Nobody books, rings, writes to or refers a patient who is said to have died, until an act records the truth with its
source: alive, or died on a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.rules.values.inbox import TaskKind

CHECK = TaskKind.CHECK_SOURCE_OF_DEATH
"""Topic of the task to check a death."""
RULE = "RULES 13.24"

DIED = ValidationOutcome.DIED
"""Outcome of a validation: the patient has died."""


class DeathStanding(ClosedSet):
    """No word of a death; an unchecked word; or a recorded death."""

    UNKNOWN = ""
    REPORTED = "reported"
    RECORDED = "recorded"


_KNOWN: dict[DeathStanding, str] = {
    DeathStanding.REPORTED: "This patient is said to have died",
    DeathStanding.RECORDED: "The record says that this patient has died",
}
HOW_ANSWERED = f"say whether the patient is alive or on which day they died: {Way.ANSWER_DEATH.here()}"
"""The way to answer word of a death, as a part of a sentence."""


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


def death_words(deceased: date | None, reported: date | None) -> str:
    """Return the words of a line for a patient who has died, or is said to have; empty if nobody says so."""
    if deceased is not None:
        return "recorded as deceased"
    return "said to have died" if reported is not None else ""


def known_words(standing: DeathStanding) -> str:
    """Return the record of a death as a sentence without its full stop; empty if there is none."""
    return _KNOWN.get(standing, "")
