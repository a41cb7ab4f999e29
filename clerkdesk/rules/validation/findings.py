"""Frozen rows of the findings of checks, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["high", "medium"]
Mend = Literal[
    "record_outcome", "record_attendance", "book", "cancel_appointment", "validate", "vet", "open_review",
    "patient_asks", "correct_patient", "merge", "close", "correct_clock", "link_ers", "move", "resume", "escalate",
    "tell", "death", "refresh", "nothing",
]  # fmt: skip
"""The desk's act that mends a finding; `nothing` if a desk can't mend it."""


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
