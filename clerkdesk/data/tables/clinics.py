"""Clinics, their patterns, their sessions and slots.

Columns under "current" are written only by `clerkdesk.data.project_sessions`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.slots import Recurrence, SessionEventKind, SessionStatus, SlotKind


class Clinic(Numbered, table=True):
    """A clinic of the timetable."""

    __tablename__ = "clinic"

    code: str = Field(unique=True)
    name: str
    specialty_id: int = Field(foreign_key="specialty.id", index=True)
    professional_id: int | None = Field(default=None, foreign_key="professional.id", index=True)
    site_id: int = Field(foreign_key="site.id")
    reception_desk_id: int = Field(foreign_key="reception_desk.id", index=True)
    medium: str = "01"
    """Consultation medium code: 01 face to face, 02 telephone, 03 video (R-404)."""
    sub_specialty: str = ""
    preparation: str = Field(default="", sa_type=Text)
    """Instructions for the patient, such as what to bring."""
    directions: str = Field(default="", sa_type=Text)
    minimum_age: int | None = None
    maximum_age: int | None = None
    active: bool = True


class ClinicTemplate(Numbered, table=True):
    """A clinic's pattern: one weekday, every week, alternate weeks or the nth of the month."""

    __tablename__ = "clinic_template"

    clinic_id: int = Field(foreign_key="clinic.id", index=True)
    weekday: int
    """0 Monday to 6 Sunday."""
    recurrence: Recurrence = Field(sa_type=closed(Recurrence))
    nth: str = ""
    """For `nth`: the ordinals, comma separated; -1 is the last of the month."""
    anchor: date | None = None
    """For `alternate`: a date on which the clinic runs."""
    starts: time
    valid_from: date
    valid_to: date | None = None


class TemplateSlot(Numbered, table=True):
    """A run of equal slots in a template, in order."""

    __tablename__ = "template_slot"

    template_id: int = Field(foreign_key="clinic_template.id", index=True)
    position: int
    count: int
    minutes: int
    kind: SlotKind = Field(sa_type=closed(SlotKind))
    capacity: int = 1


class ClinicSession(Numbered, table=True):
    """A clinic on one day, made when it is published."""

    __tablename__ = "clinic_session"
    __table_args__ = (
        Index("uq_clinic_session_clinic_id_starts_at", "clinic_id", "starts_at", unique=True),
        Index("ix_clinic_session_day", "session_date", "clinic_id"),
    )

    clinic_id: int = Field(foreign_key="clinic.id")
    template_id: int | None = Field(default=None, foreign_key="clinic_template.id")
    professional_id: int | None = Field(default=None, foreign_key="professional.id")
    site_id: int = Field(foreign_key="site.id")
    session_date: date
    starts_at: datetime = Field(sa_type=LocalTime)
    ends_at: datetime = Field(sa_type=LocalTime)
    # current
    status: SessionStatus = Field(default=SessionStatus.OPEN, sa_type=closed(SessionStatus))
    status_reason: str = ""
    """The reason for its status, in words that other desks read; empty if it needs none."""


class SessionEvent(Numbered, table=True):
    """Fact about a clinic session."""

    __tablename__ = "session_event"

    session_id: int = Field(foreign_key="clinic_session.id", index=True)
    kind: SessionEventKind = Field(sa_type=closed(SessionEventKind))
    at: datetime = Field(sa_type=LocalTime)
    reason: str = Field(default="", sa_type=Text)
    """In the words that other desks read."""
    reason_code: str | None = None
    """For `cancelled`: of `local_hospital_cancel_reason`."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Slot(Numbered, table=True):
    """A time in a session at which `capacity` patients can be seen."""

    __tablename__ = "slot"
    __table_args__ = (Index("ix_slot_starts_at", "starts_at", "session_id"),)

    session_id: int = Field(foreign_key="clinic_session.id", index=True)
    starts_at: datetime = Field(sa_type=LocalTime)
    minutes: int
    kind: SlotKind = Field(sa_type=closed(SlotKind))
    capacity: int = 1
    # current
    withdrawn: bool = False
    """As for its session: it does not take place."""
