"""Messages, tasks and incidents, and their events. They accompany a need and never replace it.

Columns under "current" are written only by `clerkdesk.data.project_work`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.inbox import HolderKind, ItemEventKind, ItemKind, ItemStatus, Urgency


class InboxItem(Numbered, table=True):
    """A message, notice, task, escalation or call-back with somebody to answer it and a time to answer by."""

    __tablename__ = "inbox_item"
    __table_args__ = (Index("ix_inbox_item_open", "status", "due_at"), Index("ix_inbox_item_to", "to_kind", "to_id"))

    kind: ItemKind = Field(sa_type=closed(ItemKind))
    topic: str = ""
    """Its topic, in one word: `cancelled_on_the_day`, `interpreter`, `no_slot`, ..."""
    channel: str = ""
    """Of a message: `phone`, `email`, `desk` or `letter`."""
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    pathway_id: int | None = Field(default=None, foreign_key="pathway.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="clinic_session.id")
    sentence: str = Field(sa_type=Text)
    """The message, in one sentence or in the caller's words."""
    caller_name: str = ""
    caller_relationship: str = ""
    caller_number: str = ""
    best_time: str = ""
    identity_confirmed: bool = False
    urgency: Urgency = Field(default=Urgency.ROUTINE, sa_type=closed(Urgency))
    taken_at: datetime = Field(sa_type=LocalTime)
    taken_by_id: int = Field(foreign_key="clerk.id")
    ring_back_at: datetime | None = Field(default=None, sa_type=LocalTime)
    act_id: UUID = Field(foreign_key="act.id", index=True)
    # current
    to_kind: HolderKind = Field(sa_type=closed(HolderKind))
    to_id: int | None = None
    """Row of clerk, team, specialty, reception_desk or professional, by `to_kind`."""
    to_name: str = ""
    level: int = 1
    """Its rung of the escalation ladder (R-272); 1 is the first addressee."""
    due_at: datetime | None = Field(default=None, sa_type=LocalTime)
    status: ItemStatus = Field(default=ItemStatus.NEW, sa_type=closed(ItemStatus))
    acknowledged_at: datetime | None = Field(default=None, sa_type=LocalTime)
    acknowledged_by_id: int | None = Field(default=None, foreign_key="clerk.id")
    done_at: datetime | None = Field(default=None, sa_type=LocalTime)
    done_by_id: int | None = Field(default=None, foreign_key="clerk.id")
    action_taken: str = Field(default="", sa_type=Text)


class InboxEvent(Numbered, table=True):
    """Fact about an inbox item."""

    __tablename__ = "inbox_event"

    item_id: int = Field(foreign_key="inbox_item.id", index=True)
    kind: ItemEventKind = Field(sa_type=closed(ItemEventKind))
    at: datetime = Field(sa_type=LocalTime)
    from_name: str = ""
    to_kind: HolderKind | None = Field(default=None, sa_type=closed(HolderKind))
    """The new holder, as in the item; None if it stays."""
    to_id: int | None = None
    to_name: str = ""
    level: int | None = None
    due_at: datetime | None = Field(default=None, sa_type=LocalTime)
    """The new due time; None if it stays."""
    note: str = Field(default="", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Incident(Numbered, table=True):
    """A delay that may have harmed, reported elsewhere: its reference and its subject (R-247)."""

    __tablename__ = "incident"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    pathway_id: int | None = Field(default=None, foreign_key="pathway.id", index=True)
    reference: str
    what: str = Field(sa_type=Text)
    reported_at: datetime = Field(sa_type=LocalTime)
    act_id: UUID = Field(foreign_key="act.id", index=True)
