"""Pathways, with the facts of their clock.

Columns under "current" are written only by `clerkdesk.data.project_pathways`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import Numbered, UtcStamp, closed
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.priority import PriorityType


class Pathway(Numbered, table=True):
    """One condition of one patient from referral to closure; RTT periods never overlap on it (R-174)."""

    __tablename__ = "pathway"
    __table_args__ = (Index("ix_pathway_running", "clock_state", "clock_start"),)

    patient_id: int = Field(foreign_key="patient.id", index=True)
    referral_id: int | None = Field(default=None, foreign_key="referral.id", index=True)
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id", index=True)
    treatment_function_code: str | None = None
    identifier: str = ""
    """Patient pathway identifier, 20 characters (R-174)."""
    identifier_issuer: str = ""
    priority_type: PriorityType = Field(default=PriorityType.ROUTINE, sa_type=closed(PriorityType))
    # current
    clock_start: date | None = None
    clock_stop: date | None = None
    clock_stop_code: RttStatus | None = Field(default=None, sa_type=closed(RttStatus))
    clock_state: ClockState = Field(default=ClockState.NOT_APPLICABLE, sa_type=closed(ClockState))
    closed_on: date | None = None
    next_clinical_review: date | None = None
    cancer_adjustment_days: int = 0
    """Days taken off the cancer dates for a missed first appointment (R-503)."""
    suspected_later_on: date | None = None
    """Receipt of the referral that suspected cancer, if another one started the wait; it starts the 28 and
    62 days (R-501).
    """
    cancer_suspected: bool = False
    """Whether the referral suspected cancer, regardless of its current priority (RULES 13.22)."""
    upgraded_on: date | None = None
    """Day of a consultant's upgrade to suspected cancer (R-505)."""
    told_of_diagnosis_on: date | None = None
    """Day on which the Faster Diagnosis Standard ended (R-501)."""
    left_cancer_pathway_on: date | None = None
    """Day on which cancer was ruled out, or the patient left the cancer pathway otherwise (R-501)."""
    treatment_decided_on: date | None = None
    """Start of the 31 days that end first, of a decision to treat without treatment yet (R-500, R-508)."""
    first_treated_on: date | None = None
    """Day of the first treatment since the referral or the upgrade, which ends their days (R-500)."""
    urgent_before_upgrade: bool = False
    """Whether it was urgent before a consultant's upgrade, so that its four weeks still count (R-505)."""


class RttEvent(Numbered, table=True):
    """Fact: an event of a pathway for the clock (`clerkdesk.rules.rtt`)."""

    __tablename__ = "rtt_event"

    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    kind: ClockEventKind = Field(sa_type=closed(ClockEventKind))
    event_date: date
    recorded_at: datetime = Field(sa_type=UtcStamp)
    code: RttStatus | None = Field(default=None, sa_type=closed(RttStatus))
    details: str = Field(default="{}", sa_type=Text)
    """Further fields of the event, as JSON."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class PathwayClosure(Numbered, table=True):
    """Fact: a clinician closed the pathway, or it proved not to be one; with proof (R-125)."""

    __tablename__ = "pathway_closure"

    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    closed_on: date
    reason: str
    decided_by: str
    """The named decider: a clinician, the patient, or the record that proves it."""
    source: str = ""
    told_on: date | None = None
    act_id: UUID = Field(foreign_key="act.id", index=True)
