"""The baseline question of residence, asked of everyone at a new care pathway (R-705).

A clerk asks and records; the overseas visitor manager decides who is charged, and it never delays care.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.addressees import OverseasVisitorManager
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.inbox import TaskKind


class ResidenceAnswer(ClosedSet):
    """Where the patient has lived in the last twelve months: in the United Kingdom, elsewhere too, or not clear."""

    RESIDENT = "resident"
    NOT_RESIDENT = "not_resident"
    IN_DOUBT = "in_doubt"


RESIDENCE_QUESTION = "Where have you lived in the last twelve months?"
RESIDENCE_ANSWERS: tuple[ResidenceAnswer, ...] = tuple(ResidenceAnswer)


@dataclass(frozen=True, slots=True)
class ResidenceDecision:
    """The consequences of an answer."""

    task: Task | None
    """For the overseas visitor manager; None for a patient who has lived here."""
    sentence: str


def judge_residence(answer: ResidenceAnswer, today: date) -> ResidenceDecision:
    """Decide the consequences of an answer: a patient who has not lived here, or is in doubt, is referred (R-705)."""
    if answer == ResidenceAnswer.RESIDENT:
        return ResidenceDecision(None, "Lived in the United Kingdom: recorded.")
    why = (
        "Has not lived in the United Kingdom for twelve months"
        if answer == ResidenceAnswer.NOT_RESIDENT
        else "Residence in doubt"
    )
    task = Task(
        OverseasVisitorManager(),
        TaskKind.CHECK_RESIDENCE,
        f"{why}: ask for evidence and set the charging category.",
        today,
    )
    return ResidenceDecision(task, f"{why}: the overseas visitor manager is told. The patient is seen all the same.")
