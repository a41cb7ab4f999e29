"""The patients booked into a clinic that changes as a whole, and the locks that keep them unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.booking.appointments import appointment_columns
from clerkdesk.data.queries.booking.appointments import as_row as appointment_row
from clerkdesk.data.queries.waiting_list.entries import as_row as entry_row
from clerkdesk.data.queries.waiting_list.entries import entry_columns
from clerkdesk.data.tables import Appointment, ClinicSession, Pathway, Patient, Slot, WaitingListEntry
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.values.appointments import AppointmentStatus, Party
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.rows import EntryRow


def lock_clinic(session: Session, session_id: int) -> ClinicSession | None:
    """Return a session, locked against booking until this transaction ends, or None if it does not exist.

    The locks are taken in the order of a booking: patients, pathways, entries, slots.
    """
    mine = (col(Appointment.session_id) == session_id, col(Appointment.live).is_(True))
    for table, of_appointment in (
        (Patient, Appointment.patient_id),
        (Pathway, Appointment.pathway_id),
        (WaitingListEntry, Appointment.entry_id),
    ):
        wanted: Select[Any] = select(col(of_appointment)).where(*mine)
        rows = select(col(table.id)).where(col(table.id).in_(wanted)).order_by(col(table.id))
        session.execute(rows.with_for_update(key_share=True))
    slots = select(col(Slot.id)).where(col(Slot.session_id) == session_id).order_by(col(Slot.id))
    session.execute(slots.with_for_update(key_share=True))
    return session.get(ClinicSession, session_id, with_for_update=True)


def booked_into(session: Session, session_id: int) -> list[AppointmentRow]:
    """Return the live appointments of a session in time order."""
    query = appointment_columns().where(col(Appointment.session_id) == session_id, col(Appointment.live).is_(True))
    rows = session.execute(query.order_by(col(Appointment.starts_at), col(Appointment.id)))
    return [appointment_row(row) for row in rows]


def displaced_from(session: Session, session_id: int) -> Sequence[tuple[datetime, EntryRow]]:
    """Return the needs that wait again since the hospital cancelled their appointment in a session.

    Each comes with the start of that appointment, in time order. Whoever has another appointment by now, or a hold, is
    left out.
    """
    given_up = select(col(Appointment.entry_id), func.max(col(Appointment.starts_at)).label("was")).where(
        col(Appointment.session_id) == session_id,
        col(Appointment.status) == AppointmentStatus.CANCELLED,
        col(Appointment.cancelled_by) == Party.HOSPITAL,
    )
    ended = given_up.group_by(col(Appointment.entry_id)).subquery()
    query: Columns = entry_columns().join(ended, ended.c.entry_id == col(WaitingListEntry.id))
    waiting = query.where(col(WaitingListEntry.status) == EntryStatus.WAITING).order_by(ended.c.was, ended.c.entry_id)
    was = {row.entry_id: row.was for row in session.execute(select(ended.c.entry_id, ended.c.was))}
    rows = [entry_row(row) for row in session.execute(waiting)]
    return [(was[row.entry_id], row) for row in rows]


def days_of_booking(session: Session, session_id: int) -> Mapping[int, date]:
    """Return the day on which each live appointment of a session was booked, by its id."""
    query = select(col(Appointment.id), col(Appointment.booked_at)).where(
        col(Appointment.session_id) == session_id, col(Appointment.live).is_(True)
    )
    return {appointment_id: booked_at.date() for appointment_id, booked_at in session.execute(query)}


def entries_booked_into(session: Session, session_id: int) -> Mapping[int, EntryRow]:
    """Return the needs with an appointment in a session, by their id."""
    booked = select(col(Appointment.entry_id)).where(
        col(Appointment.session_id) == session_id, col(Appointment.live).is_(True)
    )
    rows = session.execute(entry_columns().where(col(WaitingListEntry.id).in_(booked)))
    return {row.entry_id: row for row in map(entry_row, rows)}
