"""Today's clinics of a reception, as frozen rows in time order, cancellations of the day among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.appointments import AppointmentRow, appointment_columns, as_row
from clerkdesk.data.queries.needs import in_turns
from clerkdesk.data.tables import (
    AlertFlag,
    Appointment,
    Clinic,
    ClinicSession,
    InboxItem,
    Offer,
    PatientNeed,
    ReceptionDesk,
    Site,
)


@dataclass(frozen=True, slots=True)
class Reception:
    """A reception desk with its site."""

    reception_desk_id: int
    code: str
    name: str
    site_code: str
    site_name: str


def receptions(session: Session) -> list[Reception]:
    """Return every reception desk, by site and name."""
    rows: Iterable[Any] = session.execute(
        select(
            col(ReceptionDesk.id), col(ReceptionDesk.code), col(ReceptionDesk.name), col(Site.code).label("site_code"),
            col(Site.name).label("site_name"),
        )
        .join(Site, col(ReceptionDesk.site_id) == col(Site.id))
        .order_by(col(Site.name), col(ReceptionDesk.name))
    )  # fmt: skip
    return [Reception(row.id, row.code, row.name, row.site_code, row.site_name) for row in rows]


def appointments_on(
    session: Session, day: date, site_code: str | None = None, reception_desk_id: int | None = None
) -> list[AppointmentRow]:
    """Return the appointments of one day, live or ended, in time order; those moved to another day are left out."""
    query = appointment_columns().where(
        col(ClinicSession.session_date) == day, col(Appointment.status).not_in(("moved", "annulled"))
    )
    if site_code is not None:
        query = query.where(col(Site.code) == site_code)
    if reception_desk_id is not None:
        query = query.where(col(Clinic.reception_desk_id) == reception_desk_id)
    query = query.order_by(col(Appointment.starts_at), col(Clinic.name), col(Appointment.id))
    # Cancelled long ago, a place of today is of no interest to reception; only a cancellation of the day itself is.
    rows = [as_row(row) for row in session.execute(query)]
    return [row for row in rows if row.cancelled_at is None or row.cancelled_at.date() == day]


def needs_and_flags(session: Session, patient_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the codes of standing alert flags and accessible needs for each patient id that has any."""
    found: dict[int, set[str]] = {}
    for ids in in_turns(set(patient_ids)):
        flags = select(col(AlertFlag.patient_id), col(AlertFlag.code)).where(
            col(AlertFlag.patient_id).in_(ids), col(AlertFlag.ended_on).is_(None)
        )
        needs = select(col(PatientNeed.patient_id), col(PatientNeed.code)).where(col(PatientNeed.patient_id).in_(ids))
        for query in (flags, needs):
            for row in session.execute(query):
                found.setdefault(row.patient_id, set()).add(row.code)
    return {patient_id: frozenset(codes) for patient_id, codes in found.items()}


def unnoted_cancellations(session: Session, appointment_ids: Sequence[int]) -> dict[int, int]:
    """Return, for appointments cancelled on the day, the inbox item that waits to be taken note of."""
    found: dict[int, int] = {}
    for ids in in_turns(set(appointment_ids)):
        rows = session.execute(
            select(col(InboxItem.appointment_id), col(InboxItem.id)).where(
                col(InboxItem.appointment_id).in_(ids),
                col(InboxItem.topic) == "cancelled_on_the_day",
                col(InboxItem.status) == "new",
            )
        )
        found.update({row.appointment_id: row.id for row in rows if row.appointment_id is not None})
    return found


def was_agreed_by_phone(session: Session, appointment_id: int) -> bool:
    """Tell whether the patient accepted this very date on the telephone."""
    query = select(col(Offer.id)).where(
        col(Offer.appointment_id) == appointment_id, col(Offer.answer) == "accepted", col(Offer.channel) == "telephone"
    )
    return session.execute(query).first() is not None


def has_unread_message(session: Session, patient_id: int) -> bool:
    """Tell whether a message about a patient has been looked at by nobody."""
    query = select(col(InboxItem.id)).where(
        col(InboxItem.patient_id) == patient_id, col(InboxItem.kind) == "message", col(InboxItem.status) == "new"
    )
    return session.execute(query).first() is not None
