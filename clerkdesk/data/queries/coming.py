"""What comes next for each of several patients: their next appointment, or the list on which they wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Appointment, Clinic, ClinicSession, Specialty, WaitingListEntry
from clerkdesk.rules.targets import Target

_ON_A_LIST = ("waiting", "on_hold")


@dataclass(frozen=True, slots=True)
class ComingUp:
    """A patient's next appointment, or the need that is seen first."""

    specialty: str
    """Empty where the entry needs its specialty."""
    starts_at: datetime | None = None
    """Of the appointment; None for somebody who waits."""
    on_hold: bool = False
    entry_id: int | None = None
    """Of the appointment; None for somebody who waits."""
    missed: Target | None = None
    """What the appointment misses, counted from its day; the service fills it in."""


def coming_up(session: Session, patient_ids: Sequence[int], now: datetime) -> dict[int, ComingUp]:
    """Return what comes next for each patient that has something to come."""
    found: dict[int, ComingUp] = {}
    booked = (
        select(col(Appointment.patient_id), col(Specialty.name), col(Appointment.starts_at), col(Appointment.entry_id))
        .join(ClinicSession, col(ClinicSession.id) == col(Appointment.session_id))
        .join(Clinic, col(Clinic.id) == col(ClinicSession.clinic_id))
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .where(
            col(Appointment.patient_id).in_(patient_ids),
            col(Appointment.live).is_(True),
            col(Appointment.status) == "booked",
            col(Appointment.starts_at) >= now,
        )
        .order_by(col(Appointment.starts_at))
    )
    for patient_id, specialty, starts_at, entry_id in session.execute(booked):
        found.setdefault(patient_id, ComingUp(specialty, starts_at, entry_id=entry_id))
    entry = WaitingListEntry
    waiting = (
        select(col(entry.patient_id), col(Specialty.name), col(entry.status))
        .outerjoin(Specialty, col(Specialty.id) == col(entry.specialty_id))
        .where(col(entry.patient_id).in_(patient_ids), col(entry.status).in_(_ON_A_LIST))
        .order_by(col(entry.priority_type).desc(), col(entry.order_date), col(entry.id))
    )
    for patient_id, specialty, status in session.execute(waiting):
        found.setdefault(patient_id, ComingUp(specialty or "", on_hold=status == "on_hold"))
    return found
