"""Attempts to reach a patient, and calls."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.calls import CallStatus


class ContactAttempt(Numbered, table=True):
    """Fact: somebody tried to reach the patient. Results: `local_contact_result`. Never an offer."""

    __tablename__ = "contact_attempt"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    at: datetime = Field(sa_type=LocalTime)
    result_code: str
    counts_as_attempt: bool
    number: str = ""
    ring_back_at: datetime | None = Field(default=None, sa_type=LocalTime)
    note: str = Field(default="", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Call(Numbered, table=True):
    """A telephone call: the caller, the proof of identity, and the end."""

    __tablename__ = "call"

    taken_at: datetime = Field(sa_type=LocalTime)
    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    desk: str
    caller_name: str = ""
    caller_relationship: str = ""
    caller_number: str = ""
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    identity_ticks: str = ""
    """Identifiers that the caller stated correctly, comma separated (R-700, R-720)."""
    status: CallStatus = Field(default=CallStatus.OPEN, sa_type=closed(CallStatus))
    ended_with: str = Field(default="", sa_type=Text)
    """The result, in a sentence."""
    draft_id: int | None = None
    """The draft that keeps its form while it is parked."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class CallAct(Numbered, table=True):
    """An act done in a call, as one of its results."""

    __tablename__ = "call_act"

    call_id: int = Field(foreign_key="call.id", index=True)
    act_id: UUID = Field(foreign_key="act.id", index=True)
