"""Frozen rows of appointments and offers, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.values.appointments import AppointmentStatus, Attendance, AttendanceOutcome, OfferAnswer, Party
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.targets import Target


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One appointment, live or ended, with its patient, clinic and place."""

    appointment_id: int
    reference: str
    patient_id: int
    entry_id: int
    pathway_id: int
    slot_id: int
    session_id: int
    starts_at: datetime
    minutes: int
    medium: str
    priority: Priority
    live: bool
    status: AppointmentStatus
    attendance_code: Attendance
    outcome_code: AttendanceOutcome | None
    rtt_code: RttStatus | None
    cancelled_at: datetime | None
    cancelled_by: Party | None
    cancel_reason: str | None
    arrived_at: datetime | None
    called_at: datetime | None
    seen_at: datetime | None
    left_at: datetime | None
    clinic_id: int
    clinic_name: str
    specialty_id: int
    specialty_code: str
    specialty_name: str
    professional_id: int | None
    professional: str | None
    site_id: int
    site_code: str
    site_name: str
    reception_desk_id: int
    reception: str
    family_name: str
    given_name: str
    date_of_birth: date | None
    nhs_number: str | None
    nhs_number_valid: bool
    hospital_number: str | None
    postcode: str
    interpreter_needed: bool
    language: str
    transport_needed: bool


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offered date, with its answer."""

    entry_id: int
    starts_at: datetime
    made_at: datetime
    channel: str
    answer: OfferAnswer
    reason_code: str | None
    comment: str
    reasonable: bool
    countable: bool
    id: int
    in_error: bool
    """Whether it was undone: it stays on record and counts for nothing (law 9)."""


@dataclass(frozen=True, slots=True)
class ComingUp:
    """A patient's next appointment, or the need to be seen first."""

    specialty: str
    """Empty if the entry needs its specialty."""
    starts_at: datetime | None = None
    """From the appointment; None for a waiting patient."""
    on_hold: bool = False
    entry_id: int | None = None
    """From the appointment; None for a waiting patient."""
    missed: Target | None = None
    """The target that the appointment misses, counted from its day; the service fills it in."""
