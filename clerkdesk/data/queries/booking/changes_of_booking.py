"""What has happened to one booking over its moves: each appointment of it, and each change."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.tables import Appointment, AppointmentEvent
from clerkdesk.rules.values.appointments import AppointmentEventKind

_CHANGES = (AppointmentEventKind.BOOKED, AppointmentEventKind.MOVED, AppointmentEventKind.CANCELLED)


@dataclass(frozen=True, slots=True)
class ChangeOfBooking:
    """A booking, a move away, or a cancellation of one appointment."""

    appointment_id: int
    reference: str
    moved_from_id: int | None
    """For a booking by a move: the appointment that was given up."""
    counts: bool
    """False if it was undone."""


def changes_of_booking(session: Session, patient_id: int, appointment_id: int) -> list[ChangeOfBooking]:
    """Return the changes of an appointment and of those that it was moved from, the first booking first."""
    rows = [ChangeOfBooking(*row) for row in session.execute(_changes(), {"of_patient": patient_id})]
    came_from = {row.appointment_id: row.moved_from_id for row in rows if row.moved_from_id is not None and row.counts}
    chain = [appointment_id]
    while (before := came_from.get(chain[-1])) is not None and before not in chain:
        chain.append(before)
    of_chain = (row for row in rows if row.appointment_id in chain)
    return sorted(of_chain, key=lambda row: -chain.index(row.appointment_id))


def _changes() -> Columns:
    event = AppointmentEvent
    query: Columns = select(
        col(event.appointment_id), col(Appointment.reference), col(event.moved_from_id), counts(event).label("counts")
    )
    of_appointment = query.join(Appointment, col(Appointment.id) == col(event.appointment_id))
    return of_appointment.where(
        col(Appointment.patient_id) == bindparam("of_patient"), col(event.kind).in_(_CHANGES)
    ).order_by(col(event.id))
