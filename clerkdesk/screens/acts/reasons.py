"""The questions of bars that come from the hospital's code lists."""

from __future__ import annotations

from datetime import date

from clerkdesk.codes import Code, code_list
from clerkdesk.rules.booking.cancel_reasons import Consequence, cancel_reason
from clerkdesk.widgets.bar_spec import BarAnswer, Choice, ChoiceStep, Step, TextStep

_PATIENT, HOSPITAL_REASONS = "local_patient_cancel_reason", "local_hospital_cancel_reason"
_DIED = "HC14"
"""The hospital's code for a death, which is among the patient's reasons, since it is not the hospital's own."""
_OURS = "ours"
_OURS_KEY = "0"
"""A key that no reason and no slot has."""


def brief(code: Code) -> str:
    """Return a reason in the words of a bar: a whole phrase that fits."""
    return code.extra["bar"]


def ending_steps(today: date, *, moving: bool = False) -> tuple[Step, ...]:
    """Return the questions for the reason: the patient's reasons and a death, then after `0` the hospital's.

    A move takes only reasons that lead to a new date.
    """
    patient = [_choice(row) for row in code_list(_PATIENT).selectable(today) if _fits(row, moving)]
    others = [row for row in code_list(HOSPITAL_REASONS).selectable(today) if _fits(row, moving)]
    died = [_choice(row) for row in others if row.code == _DIED]
    hospital = [_choice(row) for row in others if row.code != _DIED]
    ours = Choice(_OURS_KEY, _OURS, "hospital reasons", then="hospital_reason")
    return (
        ChoiceStep("reason", "reason", (*patient, *died, ours)),
        ChoiceStep("hospital_reason", "hospital reason", tuple(hospital)),
        TextStep("words", "reason in your words", required=True),
        TextStep("comment", "adds a comment"),
    )


def read_ending(answer: BarAnswer) -> tuple[str, str]:
    """Return the code and the comment from the answers to `ending_steps`."""
    code = answer["hospital_reason"] if answer["reason"] == _OURS else answer["reason"]
    return code, answer["words"] or answer["comment"]


def _fits(row: Code, moving: bool) -> bool:
    return not moving or cancel_reason(row).consequence == Consequence.REBOOK


def _choice(row: Code) -> Choice:
    then = "words" if cancel_reason(row).comment_required else "comment"
    return Choice(row.extra["key"], row.code, brief(row), then=then)
