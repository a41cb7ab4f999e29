"""What comes next for each of several patients: their next appointment, or the list on which they wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.tables import Appointment, Clinic, Specialty, WaitingListEntry
from clerkdesk.rules.booking.rows import ComingUp
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.entries import EntryStatus

_ON_A_LIST = (EntryStatus.WAITING, EntryStatus.ON_HOLD)


def coming_up(session: Session, patient_ids: Sequence[int], now: datetime) -> dict[int, ComingUp]:
    """Return the next event of each patient who has one."""
    found: dict[int, ComingUp] = {}
    appointment = Appointment
    columns = select(
        col(appointment.patient_id), col(Specialty.name), col(appointment.starts_at), col(appointment.entry_id)
    )
    booked = (
        with_clinic(columns, Appointment)
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .where(
            col(Appointment.patient_id).in_(patient_ids),
            col(Appointment.live).is_(True),
            col(Appointment.status) == AppointmentStatus.BOOKED,
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
        found.setdefault(patient_id, ComingUp(specialty or "", on_hold=status == EntryStatus.ON_HOLD))
    return found
