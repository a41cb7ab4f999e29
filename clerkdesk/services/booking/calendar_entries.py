"""Gives a booking as an entry for the patient's own calendar."""

from __future__ import annotations

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.changes_of_booking import changes_of_booking
from clerkdesk.data.queries.booking.slots import names_of
from clerkdesk.rules.booking.calendar_entry import CalendarEntry, sequence_of, to_know, uid_of
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.reception.did_not_attend import NO_JOURNEY
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.ending_appointments import appointment_of


def calendar_entry(context: ServiceContext, reference: str) -> CalendarEntry | WrongInput:
    """Return the booking with a reference, typed in any usual way, as it stands.

    A moved booking keeps its name in calendars over every move, whichever of its references is given.
    """
    with context.reading() as session:
        row = appointment_of(session, reference)
        if not isinstance(row, AppointmentRow):
            return row
        changes = changes_of_booking(session, row.patient_id, row.appointment_id)
        names = names_of(session, [row.slot_id])[row.slot_id]
    comes = row.medium not in NO_JOURNEY
    return CalendarEntry(
        uid=uid_of(changes[0].reference if changes else row.reference),
        sequence=sequence_of(change.counts for change in changes),
        starts=row.starts_at,
        minutes=row.minutes,
        site=row.site_name if comes else "",
        reference=row.reference,
        to_know=to_know(names, comes=comes),
        is_cancelled=not row.live,
        read_at=machine_time(),
    )
