"""Frozen rows of clinical reviews, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind, ReviewStatus


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A clinical review with its patient and the person who answers for it."""

    review_id: int
    patient_id: int
    pathway_id: int
    entry_id: int | None
    rule: str
    kind: ReviewKind
    reason: str
    opened_at: datetime
    due_date: date
    status: ReviewStatus
    safeguarding: bool
    decision: Decision | None
    decided_on: date | None
    decided_by: str | None
    decision_source: str
    decision_note: str
    look_again_on: date | None
    told_on: date | None
    consultant_id: int | None
    consultant: str | None
    deputy: str | None
    secretary: str | None
    secretary_id: int | None
    specialty_id: int | None
    specialty_code: str | None
    specialty: str | None
    priority: Priority
    family_name: str
    given_name: str
    date_of_birth: date | None
    nhs_number: str | None
    hospital_number: str | None
    settings_used: str
