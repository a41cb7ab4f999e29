"""Frozen rows of the findings of checks, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.values.closed_set import ClosedSet


class Severity(ClosedSet):
    """How much a finding matters."""

    HIGH = "high"
    MEDIUM = "medium"


class Mend(ClosedSet):
    """The desk's act that mends a finding; `nothing` if a desk can't mend it."""

    RECORD_OUTCOME = "record_outcome"
    RECORD_ATTENDANCE = "record_attendance"
    BOOK = "book"
    CANCEL_APPOINTMENT = "cancel_appointment"
    VALIDATE = "validate"
    VET = "vet"
    OPEN_REVIEW = "open_review"
    PATIENT_ASKS = "patient_asks"
    CORRECT_PATIENT = "correct_patient"
    MERGE = "merge"
    CLOSE = "close"
    CORRECT_CLOCK = "correct_clock"
    LINK_ERS = "link_ers"
    MOVE = "move"
    RESUME = "resume"
    ESCALATE = "escalate"
    TELL = "tell"
    DEATH = "death"
    REFRESH = "refresh"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of a check, about one entry, pathway, appointment or patient (row ids)."""

    rule: str
    severity: Severity
    patient_id: int | None
    pathway_id: int | None
    entry_id: int | None
    appointment_id: int | None
    sentence: str
    fix: str
    mend: Mend
