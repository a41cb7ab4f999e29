"""Appointments as frozen rows, with the people and slots that acts on them need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns, NamedValues, by_name
from clerkdesk.data.queries.base.joins import with_clinic, with_site_and_professional
from clerkdesk.data.tables import (
    Appointment,
    Clinic,
    ClinicSession,
    InboxItem,
    Patient,
    Professional,
    ReceptionDesk,
    Site,
    Specialty,
)
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.support import BOOK_SUPPORT, REARRANGE_SUPPORT, STAND_DOWN_SUPPORT, Support, support_of
from clerkdesk.rules.values.appointments import AppointmentStatus, Attendance, Party
from clerkdesk.rules.values.inbox import ItemStatus
from clerkdesk.rules.values.priority import Priority


@cache
def appointment_columns() -> Select[Any]:
    """Return the select of every `AppointmentRow` column, for callers to narrow and order."""
    of_appointment = (
        "reference", "patient_id", "entry_id", "pathway_id", "slot_id", "session_id", "starts_at", "minutes", "medium",
        "live", "status", "attendance_code", "outcome_code", "rtt_code", "cancelled_at", "cancelled_by",
        "cancel_reason", "arrived_at", "called_at", "seen_at", "left_at", "priority_type",
    )  # fmt: skip
    of_patient = (
        "family_name", "given_name", "date_of_birth", "nhs_number", "nhs_number_valid", "hospital_number", "postcode",
        "interpreter_needed", "language", "transport_needed",
    )  # fmt: skip
    columns = select(
        col(Appointment.id).label("appointment_id"),
        *(getattr(Appointment, name) for name in of_appointment),
        *(getattr(Patient, name) for name in of_patient),
        col(Clinic.id).label("clinic_id"),
        col(Clinic.name).label("clinic_name"),
        col(Clinic.specialty_id),
        col(Specialty.code).label("specialty_code"),
        col(Specialty.name).label("specialty_name"),
        col(ClinicSession.professional_id),
        col(Professional.name).label("professional"),
        col(ClinicSession.site_id),
        col(Site.code).label("site_code"),
        col(Site.name).label("site_name"),
        col(Clinic.reception_desk_id),
        col(ReceptionDesk.name).label("reception"),
    )
    in_clinics = (
        with_clinic(columns.select_from(Appointment), Appointment)
        .join(Patient, col(Appointment.patient_id) == col(Patient.id))
        .join(Specialty, col(Clinic.specialty_id) == col(Specialty.id))
        .join(ReceptionDesk, col(Clinic.reception_desk_id) == col(ReceptionDesk.id))
    )
    return with_site_and_professional(in_clinics)


def as_row(row: NamedValues) -> AppointmentRow:
    """Return one result of `appointment_columns` as a frozen row."""
    values = by_name(row)
    values["priority"] = Priority(int(values.pop("priority_type")))
    return AppointmentRow(**values)


def appointment_by_reference(session: Session, reference: str) -> AppointmentRow | None:
    """Return the appointment with a reference in its printed form, or None."""
    row = session.execute(_by_reference(), {"of_reference": reference}).one_or_none()
    return None if row is None else as_row(row)


@cache
def _by_reference() -> Select[Any]:
    return appointment_columns().where(col(Appointment.reference) == bindparam("of_reference"))


def live_appointments_of(session: Session, patient_id: int, after: datetime) -> list[AppointmentRow]:
    """Return a patient's booked appointments after a local time, soonest first."""
    query = appointment_columns().where(
        col(Appointment.patient_id) == patient_id,
        col(Appointment.live).is_(True),
        col(Appointment.status) == AppointmentStatus.BOOKED,
        col(Appointment.starts_at) > after,
    )
    return [as_row(row) for row in session.execute(query.order_by(col(Appointment.starts_at)))]


@dataclass(frozen=True, slots=True)
class Ended:
    """How an earlier appointment of a pathway ended."""

    cancelled_by: Party | None
    attendance_code: Attendance
    cancel_reason: str | None


def ended_on_pathway(session: Session, pathway_id: int) -> Sequence[Ended]:
    """Return how the ended appointments of a pathway ended, oldest first."""
    rows = session.execute(_ended(), {"of_pathway": pathway_id})
    return [Ended(cancelled_by, attendance_code, reason) for cancelled_by, attendance_code, reason in rows]


@cache
def _ended() -> Select[Any]:
    appointment = Appointment
    columns: Columns = select(
        col(appointment.cancelled_by), col(appointment.attendance_code), col(appointment.cancel_reason)
    )
    of_pathway = col(appointment.pathway_id) == bindparam("of_pathway")
    return columns.where(of_pathway, col(appointment.live).is_(False)).order_by(col(appointment.id))


def support_arranged(session: Session, appointment_id: int) -> frozenset[Support]:
    """Return the arranged support of an appointment.

    It is support that somebody has taken up, or that moves along from the previous appointment, without support stood
    down.
    """
    topics = session.execute(_of_support(), {"of_appointment": appointment_id}).scalars().all()
    ended = {support_of(topic) for topic in topics if topic in STAND_DOWN_SUPPORT}
    return frozenset(support_of(topic) for topic in topics if topic not in STAND_DOWN_SUPPORT) - ended


@cache
def _of_support() -> Select[str]:
    """Select the topics of an appointment's tasks that arranged support, or stood it down."""
    return select(col(InboxItem.topic)).where(
        col(InboxItem.appointment_id) == bindparam("of_appointment"),
        or_(
            and_(
                col(InboxItem.topic).in_(BOOK_SUPPORT),
                col(InboxItem.status).in_((ItemStatus.ACKNOWLEDGED, ItemStatus.DONE)),
            ),
            and_(
                col(InboxItem.topic).in_((*REARRANGE_SUPPORT, *STAND_DOWN_SUPPORT)),
                col(InboxItem.status) != ItemStatus.WITHDRAWN,
            ),
        ),
    )
