"""Today's clinics of a reception, as frozen rows in time order, with the cancellations of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.booking.appointments import appointment_columns, as_row
from clerkdesk.data.queries.waiting_list.needs import in_turns
from clerkdesk.data.tables import (
    Appointment,
    Clerk,
    Clinic,
    ClinicSession,
    InboxItem,
    Offer,
    Patient,
    ReceptionDesk,
    Site,
)
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.reception.arrivals import ClinicVisit
from clerkdesk.rules.reception.rows import ReceptionRow
from clerkdesk.rules.values.appointments import AppointmentStatus, OfferAnswer
from clerkdesk.rules.values.inbox import ItemKind, ItemStatus, NoticeKind

_TO_BE_SEEN = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED)
_SETTLED = (
    AppointmentStatus.OUTCOME_RECORDED,
    AppointmentStatus.CANCELLED,
    AppointmentStatus.MOVED,
    AppointmentStatus.ANNULLED,
    AppointmentStatus.DID_NOT_ATTEND,
    AppointmentStatus.LATE_NOT_SEEN,
)


def receptions(session: Session) -> list[ReceptionRow]:
    """Return every reception desk, by site and name."""
    rows = session.execute(
        select(
            col(ReceptionDesk.id), col(ReceptionDesk.code), col(ReceptionDesk.name), col(Site.code),
            col(Site.name),
        )
        .join(Site, col(ReceptionDesk.site_id) == col(Site.id))
        .order_by(col(Site.name), col(ReceptionDesk.name))
    )  # fmt: skip
    return [
        ReceptionRow(desk_id, code, name, site_code, site_name) for desk_id, code, name, site_code, site_name in rows
    ]


def appointments_on(
    session: Session, day: date, site_code: str | None = None, reception_desk_id: int | None = None
) -> list[AppointmentRow]:
    """Return the appointments of one day, live or ended, in time order, without those moved to another day."""
    query = appointment_columns().where(
        col(ClinicSession.session_date) == day,
        col(Appointment.status).not_in((AppointmentStatus.MOVED, AppointmentStatus.ANNULLED)),
    )
    if site_code is not None:
        query = query.where(col(Site.code) == site_code)
    if reception_desk_id is not None:
        query = query.where(col(Clinic.reception_desk_id) == reception_desk_id)
    query = query.order_by(col(Appointment.starts_at), col(Clinic.name), col(Appointment.id))
    # Only a cancellation of the day itself matters to reception, not an earlier one.
    rows = [as_row(row) for row in session.execute(query)]
    return [row for row in rows if row.cancelled_at is None or row.cancelled_at.date() == day]


def people_on(session: Session, day: date) -> list[tuple[int, str, str, date | None]]:
    """Return id, names and birth date of everybody with an appointment on a day, at every reception (R-700).

    It includes patients who cancelled in time, since they may still come.
    """
    query = (
        select(col(Patient.id), col(Patient.family_name), col(Patient.given_name), col(Patient.date_of_birth))
        .join(Appointment, col(Appointment.patient_id) == col(Patient.id))
        .join(ClinicSession, col(ClinicSession.id) == col(Appointment.session_id))
        .where(
            col(ClinicSession.session_date) == day,
            col(Appointment.status).not_in((AppointmentStatus.MOVED, AppointmentStatus.ANNULLED)),
        )
        .distinct()
        .order_by(col(Patient.id))
    )
    return [(row[0], row[1] or "", row[2] or "", row[3]) for row in session.execute(query)]


def without_outcome(session: Session, before: datetime) -> list[AppointmentRow]:
    """Return the live appointments that began before a local time and have no outcome, by clinic and clinician."""
    query = appointment_columns().where(
        col(Appointment.live).is_(True),
        col(Appointment.status).not_in(_SETTLED),
        col(Appointment.starts_at) < before,
    )
    ordered = query.order_by(col(Clinic.name), col(ClinicSession.professional_id), col(Appointment.starts_at))
    return [as_row(row) for row in session.execute(ordered)]


def visits_of_session(session: Session, session_id: int) -> list[ClinicVisit]:
    """Return the progress of each patient of a session."""
    return [visit_of(as_row(row)) for row in session.execute(_of_session(), {"of_session": session_id})]


@cache
def _of_session() -> Select[Any]:
    of_session = col(Appointment.session_id) == bindparam("of_session")
    return appointment_columns().where(of_session, col(Appointment.live).is_(True))


def visit_of(row: AppointmentRow) -> ClinicVisit:
    """Return the progress of a patient, in the form of the rules."""
    return ClinicVisit(row.starts_at, row.arrived_at, row.called_at, row.status in _TO_BE_SEEN)


def own_reception(session: Session, clerk_id: int) -> int | None:
    """Return the id of a clerk's reception desk; None for everybody else."""
    query = select(col(Clerk.reception_desk_id)).where(col(Clerk.id) == clerk_id)
    return session.execute(query).scalar_one_or_none()


def unnoted_cancellations(session: Session, appointment_ids: Sequence[int]) -> dict[int, int]:
    """Return the unacknowledged inbox item of each appointment cancelled on the day."""
    found: dict[int, int] = {}
    for ids in in_turns(set(appointment_ids)):
        rows = session.execute(
            select(col(InboxItem.appointment_id), col(InboxItem.id)).where(
                col(InboxItem.appointment_id).in_(ids),
                col(InboxItem.topic) == NoticeKind.CANCELLED_ON_THE_DAY,
                col(InboxItem.status) == ItemStatus.NEW,
            )
        )
        found.update({row.appointment_id: row.id for row in rows if row.appointment_id is not None})
    return found


def was_agreed_by_phone(session: Session, appointment_id: int) -> bool:
    """Return whether the patient accepted this very date on the telephone."""
    query = select(col(Offer.id)).where(
        col(Offer.appointment_id) == appointment_id,
        col(Offer.answer) == OfferAnswer.ACCEPTED,
        col(Offer.channel) == "telephone",
        counts(Offer),
    )
    return session.execute(query).first() is not None


def has_unread_message(session: Session, patient_id: int) -> bool:
    """Return whether nobody has looked at a message about a patient."""
    query = select(col(InboxItem.id)).where(
        col(InboxItem.patient_id) == patient_id,
        col(InboxItem.kind) == ItemKind.MESSAGE,
        col(InboxItem.status) == ItemStatus.NEW,
    )
    return session.execute(query).first() is not None
