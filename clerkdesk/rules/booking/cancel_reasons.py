"""The reasons for cancelling: whose decision each is, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from clerkdesk.codes import Code
from clerkdesk.rules.values.appointments import Attendance, Party
from clerkdesk.rules.values.closed_set import ClosedSet


class Consequence(ClosedSet):
    """Codes of `local_cancel_consequence`."""

    REBOOK = "rebook"
    RELIST = "relist"
    RELIST_WITH_TASK = "relist_with_task"
    HOLD_FOR_REVIEW = "hold_for_review"
    DEATH_CHECK = "death_check"


BROUGHT_FORWARD = "HC10"
"""Code of `local_hospital_cancel_reason`: an earlier date by agreement, which counts for nobody (RULES 13.3)."""
BOOKED_IN_ERROR = "HC13"
"""Code of `local_hospital_cancel_reason`: the booking is annulled and counts for nobody (RULES 13.17)."""


@dataclass(frozen=True, slots=True)
class CancelReason:
    """A row of the patient's or the hospital's cancellation reasons."""

    code: str
    description: str
    party: Party
    consequence: Consequence
    comment_required: bool
    gives_place_up: bool = True
    """Whether somebody else may have the place; False if the clinician, the room or the clinic is missing."""


def cancel_reason(row: Code) -> CancelReason:
    """Return a row of `local_patient_cancel_reason` or `local_hospital_cancel_reason` for the rules."""
    return CancelReason(
        code=row.code,
        description=row.description,
        party=Party(row.extra["party"]),
        consequence=cast(Consequence, row.extra["consequence"]),
        comment_required=row.extra["comment_required"] == "yes",
        gives_place_up=row.extra.get("place_can_be_given", "yes") == "yes",
    )


def counts_as(reason: CancelReason) -> Party:
    """Return the party whose cancellation it is: neither for an earlier date by agreement or a booking in error."""
    return Party.NEITHER if reason.code in (BROUGHT_FORWARD, BOOKED_IN_ERROR) else reason.party


def attendance_for(reason: CancelReason) -> Attendance:
    """Return the code of R-400; an annulled booking keeps the code of an appointment that has not happened."""
    if reason.code == BOOKED_IN_ERROR:
        return Attendance.NOT_YET
    return Attendance.PATIENT_CANCELLED if counts_as(reason) == Party.PATIENT else Attendance.HOSPITAL_CANCELLED


def whose_decision(reason: CancelReason) -> str:
    """Return who cancelled, as part of a sentence: `by the patient`, `as booked in error`."""
    if reason.code == BOOKED_IN_ERROR:
        return "as booked in error"
    return {"patient": "by the patient", "hospital": "by the hospital", "neither": "for an earlier date"}[
        counts_as(reason)
    ]
