"""Clinical reviews, and their events. They accompany a need and never replace it.

Columns under "current" are written only by `clerkdesk.data.project_work`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.reviews import Decision, ReviewEventKind, ReviewKind, ReviewStatus


class ClinicalReview(Numbered, table=True):
    """A question to a consultant that a clerk may not answer (R-125, R-204, R-232)."""

    __tablename__ = "clinical_review"
    __table_args__ = (Index("ix_clinical_review_open", "status", "due_date"),)

    patient_id: int = Field(foreign_key="patient.id", index=True)
    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    rule: str
    """Number of the rule that asked for it, such as `R-204`."""
    kind: ReviewKind = Field(sa_type=closed(ReviewKind))
    reason: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=LocalTime)
    due_date: date
    consultant_id: int | None = Field(default=None, foreign_key="professional.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="professional.id")
    secretary_id: int | None = Field(default=None, foreign_key="clerk.id")
    safeguarding: bool = False
    settings_used: str = Field(default="{}", sa_type=Text)
    """The policy numbers in force when it was opened (JSON)."""
    act_id: UUID = Field(foreign_key="act.id", index=True)
    # current
    status: ReviewStatus = Field(default=ReviewStatus.OPEN, sa_type=closed(ReviewStatus))
    decision: Decision | None = Field(default=None, sa_type=closed(Decision))
    decided_by_id: int | None = Field(default=None, foreign_key="professional.id")
    decided_on: date | None = None
    decision_source: str = ""
    """Letter, e-mail or reference that proves the decision (13.9)."""
    decision_note: str = Field(default="", sa_type=Text)
    entered_by_id: int | None = Field(default=None, foreign_key="clerk.id")
    look_again_on: date | None = None
    """The decided last day of the wait, or the next review of monitoring."""
    told_on: date | None = None
    told_how: str = ""


class ReviewEvent(Numbered, table=True):
    """Fact about a review: `opened`, `decided`, `told` (the patient was), or `withdrawn` (needs no decision)."""

    __tablename__ = "review_event"

    review_id: int = Field(foreign_key="clinical_review.id", index=True)
    kind: ReviewEventKind = Field(sa_type=closed(ReviewEventKind))
    event_date: date
    """Of a decision or a telling: its own day, not the day of entry (R-113)."""
    decision: Decision | None = Field(default=None, sa_type=closed(Decision))
    decided_by_id: int | None = Field(default=None, foreign_key="professional.id")
    source: str = ""
    how: str = ""
    """Of telling: by letter, by telephone, in clinic."""
    look_again_on: date | None = None
    note: str = Field(default="", sa_type=Text)
    details: str = Field(default="{}", sa_type=Text)
    """Further statements with a decision, as JSON: agreement, conversation, safeguarding check."""
    act_id: UUID = Field(foreign_key="act.id", index=True)
