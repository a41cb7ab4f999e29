"""Appointments, offers, held places and claims, with the facts of their life.

Columns under "current" are written only by `clerkdesk.data.project`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, UtcStamp, closed, unique_where
from clerkdesk.rules.values.appointments import (
    AppointmentEventKind,
    AppointmentStatus,
    Attendance,
    AttendanceOutcome,
    OfferAnswer,
    Party,
)
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.priority import PriorityType


class SlotHold(Numbered, table=True):
    """A place on offer, with a countdown on this desk and a mark on the others. Not a fact: it lapses (law 10)."""

    __tablename__ = "slot_hold"
    __table_args__ = (Index("uq_slot_hold_entry_id", "entry_id", unique=True),)

    slot_id: int = Field(foreign_key="slot.id", index=True)
    entry_id: int = Field(foreign_key="waiting_list_entry.id")
    clerk_id: int = Field(foreign_key="clerk.id")
    desk: str
    until: datetime = Field(sa_type=UtcStamp)


class Appointment(Numbered, table=True):
    """A patient in a slot. Two live ones can't share a place (`AppointmentPlace`), nor a patient a start time."""

    __tablename__ = "appointment"
    __table_args__ = (
        unique_where("uq_appointment_patient_start", "patient_id", "starts_at", where="live IS TRUE"),
        unique_where("uq_appointment_entry_live", "entry_id", where="live IS TRUE"),
        Index("ix_appointment_session_id", "session_id", "starts_at"),
    )

    reference: str | None = Field(default=None, unique=True)
    """The reference that the clerk and the patient use on the telephone."""
    patient_id: int = Field(foreign_key="patient.id", index=True)
    entry_id: int = Field(foreign_key="waiting_list_entry.id", index=True)
    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    place_number: int
    """Its place in that slot, also kept in `AppointmentPlace`."""
    session_id: int = Field(foreign_key="clinic_session.id")
    starts_at: datetime = Field(sa_type=LocalTime, index=True)
    minutes: int
    medium: str = "01"
    priority_type: PriorityType = Field(default=PriorityType.ROUTINE, sa_type=closed(PriorityType))
    booked_at: datetime = Field(sa_type=LocalTime)
    intended_rtt_code: RttStatus | None = Field(default=None, sa_type=closed(RttStatus))
    # current
    live: bool = True
    """Whether it takes its place: booked, in the building, or attended; not cancelled, moved or missed."""
    status: AppointmentStatus = Field(default=AppointmentStatus.BOOKED, sa_type=closed(AppointmentStatus))
    attendance_code: Attendance = Field(default=Attendance.NOT_YET, sa_type=closed(Attendance))
    """Attended or did not attend code (R-400)."""
    first_attendance_code: str | None = None
    outcome_code: AttendanceOutcome | None = Field(default=None, sa_type=closed(AttendanceOutcome))
    rtt_code: RttStatus | None = Field(default=None, sa_type=closed(RttStatus))
    cancelled_at: datetime | None = Field(default=None, sa_type=LocalTime)
    cancel_reason: str | None = None
    cancelled_by: Party | None = Field(default=None, sa_type=closed(Party))
    """`patient` or `hospital`."""
    arrived_at: datetime | None = Field(default=None, sa_type=LocalTime)
    called_at: datetime | None = Field(default=None, sa_type=LocalTime)
    seen_at: datetime | None = Field(default=None, sa_type=LocalTime)
    left_at: datetime | None = Field(default=None, sa_type=LocalTime)
    moved_from_id: int | None = Field(default=None, foreign_key="appointment.id")


class AppointmentPlace(Numbered, table=True):
    """A place that an appointment takes; one longer than its slot takes places in the following slots too."""

    __tablename__ = "appointment_place"
    __table_args__ = (unique_where("uq_appointment_place", "slot_id", "place_number", where="live IS TRUE"),)

    appointment_id: int = Field(foreign_key="appointment.id", index=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    place_number: int
    """1 up to the slot's capacity; above it: an overbooking."""
    live: bool = True
    """As its appointment; written by `clerkdesk.data.project`."""


class AppointmentEvent(Numbered, table=True):
    """Fact about an appointment."""

    __tablename__ = "appointment_event"

    appointment_id: int = Field(foreign_key="appointment.id", index=True)
    kind: AppointmentEventKind = Field(sa_type=closed(AppointmentEventKind))
    at: datetime = Field(sa_type=LocalTime)
    attendance_code: Attendance | None = Field(default=None, sa_type=closed(Attendance))
    reason_code: str | None = None
    party: Party | None = Field(default=None, sa_type=closed(Party))
    outcome_code: AttendanceOutcome | None = Field(default=None, sa_type=closed(AttendanceOutcome))
    rtt_code: RttStatus | None = Field(default=None, sa_type=closed(RttStatus))
    moved_from_id: int | None = None
    """For `booked`: the appointment that was given up for this one."""
    note: str = Field(default="", sa_type=Text)
    details: str = Field(default="{}", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Offer(Numbered, table=True):
    """Fact: a date was offered and answered (R-203)."""

    __tablename__ = "offer"

    entry_id: int = Field(foreign_key="waiting_list_entry.id", index=True)
    slot_id: int | None = Field(default=None, foreign_key="slot.id")
    starts_at: datetime = Field(sa_type=LocalTime)
    made_at: datetime = Field(sa_type=LocalTime)
    channel: str = "telephone"
    answer: OfferAnswer = Field(sa_type=closed(OfferAnswer))
    reason_code: str | None = None
    comment: str = Field(default="", sa_type=Text)
    wait_until: date | None = None
    """For a wish to delay: its last day."""
    notice_days: int
    reasonable: bool
    countable: bool
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id")
    act_id: UUID = Field(foreign_key="act.id", index=True)


class OutOfTurnBooking(Numbered, table=True):
    """Fact: a booking passed over somebody who could have had the slot (R-212), one row for each passed over."""

    __tablename__ = "out_of_turn_booking"

    appointment_id: int = Field(foreign_key="appointment.id", index=True)
    passed_over_entry_id: int = Field(foreign_key="waiting_list_entry.id", index=True)
    reason_code: str | None = None
    """None if nobody was asked, since the patient passed over was claimed or just rung (13.5)."""
    comment: str = Field(default="", sa_type=Text)
    passed_by: str = ""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Claim(Numbered, table=True):
    """A desk works this entry; others see who and since when (law 10). Not a fact: it lapses."""

    __tablename__ = "claim"

    entry_id: int = Field(foreign_key="waiting_list_entry.id", unique=True)
    clerk_id: int = Field(foreign_key="clerk.id")
    desk: str
    since: datetime = Field(sa_type=UtcStamp)
    until: datetime = Field(sa_type=UtcStamp, index=True)
