"""The remarks when a patient is booked (RULES 13.27).

The alerts of the record, another appointment in the clinic that day, another pathway.
"""

from __future__ import annotations

from datetime import date

from clerkdesk.data.queries.duplicates.second_pathways import beside_booking
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Addressee, BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.duplicates.second_pathways import pathways_words, same_condition_task
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.alerts import alerts_of
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext


def said_at_booking(
    act: ActWork, context: ServiceContext, row: EntryRow, clinic_id: int, day: date, appointment_id: int
) -> tuple[str, ...]:
    """Return the remarks on a booking, as sentences; a task asks once whether it is one condition.

    Args:
        act: the act that books or moves.
        context: who acts.
        row: the need that is booked.
        clinic_id: of the clinic.
        day: of the appointment.
        appointment_id: of the appointment itself.
    """
    said = list(alerts_of(act.session, row.patient_id, act.event_at.date()))
    beside = beside_booking(act.session, row, clinic_id, day, appointment_id)
    said += [
        f"Another appointment in this clinic on {day_words(day)}, at {at:%H:%M}: is one of them enough?"
        for at in beside.same_day
    ]
    if not beside.open:
        return tuple(said)
    said.append(f"Also open: {pathways_words(beside.open)}. Is it the same condition?")
    if not beside.is_known_apart:
        to: Addressee = BookingTeam(row.specialty_id) if row.specialty_id is not None else team_leader()
        task = Task(to, TaskKind.CORRECT_RECORD, same_condition_task(beside.open), act.event_at.date())
        keep_task(act, context, task, About(row.patient_id, row.pathway_id, row.entry_id))
    return tuple(said)
