"""Needs on the waiting list, and their events.

Columns under "current" are written only by `clerkdesk.data.project`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind, EntryStatus
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.slots import SlotKind


class WaitingListEntry(Numbered, table=True):
    """One need for one appointment. An open one is either on its list, on hold, booked, or awaiting its outcome."""

    __tablename__ = "waiting_list_entry"
    __table_args__ = (
        Index(
            "ix_waiting_list_entry_order",
            "specialty_id",
            "kind",
            "status",
            "order_priority",
            "order_date",
            "order_referral_date",
            "id",
        ),
        Index("ix_waiting_list_entry_status", "status", "validated_on"),
    )

    patient_id: int = Field(foreign_key="patient.id", index=True)
    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id")
    """None for an entry that waits as "needs specialty"."""
    kind: EntryKind = Field(default=EntryKind.NEW, sa_type=closed(EntryKind))
    priority_type: PriorityType = Field(default=PriorityType.ROUTINE, sa_type=closed(PriorityType))
    slot_kind: SlotKind = Field(default=SlotKind.NEW, sa_type=closed(SlotKind))
    """Kind of slot it needs: `new`, `follow_up`, `procedure`."""
    medium: str = ""
    """Consultation medium asked for; empty for any."""
    minutes: int | None = None
    clinic_id: int | None = Field(default=None, foreign_key="clinic.id")
    professional_id: int | None = Field(default=None, foreign_key="professional.id")
    site_id: int | None = Field(default=None, foreign_key="site.id")
    """Wishes or needs: only this clinic, clinician, site."""
    preferred_weekdays: str = ""
    """Digits 0 to 6; empty for any."""
    preferred_time: str = ""
    """`morning`, `afternoon`, `evening` or empty."""
    sub_specialty: str = ""
    seen_date: date | None = None
    """For a follow-up: day of the last visit."""
    interval_days: int | None = None
    due_date: date | None = None
    """"See by": when the follow-up or planned care is due (R-251)."""
    latest_date: date | None = None
    """Latest clinically appropriate date (R-171)."""
    reason: str = ""
    """What the patient waits for, if it is not an appointment (RULES 13.15)."""
    list_number: str = ""
    # current
    added_on: date | None = None
    list_position_date: date | None = None
    """The date of its position in the list, apart from the clock (R-165)."""
    status: EntryStatus = Field(default=EntryStatus.WAITING, sa_type=closed(EntryStatus))
    hold_reason: str = ""
    look_again_on: date | None = None
    order_priority: int = 0
    order_date: date | None = None
    order_referral_date: date | None = None
    attempts: int = 0
    last_attempt_at: datetime | None = Field(default=None, sa_type=LocalTime)
    last_contact_on: date | None = None
    validated_on: date | None = None
    """Last contact with the patient or clinical validation; a technical check does not count (13.10)."""
    patient_cancellations: int = 0
    hospital_cancellations: int = 0
    declines: int = 0
    closed_reason: str = ""


class WaitingListEvent(Numbered, table=True):
    """Fact about an entry."""

    __tablename__ = "waiting_list_event"

    entry_id: int = Field(foreign_key="waiting_list_entry.id", index=True)
    kind: EntryEventKind = Field(sa_type=closed(EntryEventKind))
    event_date: date
    reason: str = ""
    code: str = ""
    """For a validation: its outcome (V01 to V20)."""
    level: str = ""
    """`technical`, `contact` or `clinical`, for a validation."""
    look_again_on: date | None = None
    position_date: date | None = None
    note: str = Field(default="", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)
