"""Acts on word of a patient's death: contact stops, every need goes on hold, and the source is checked (RULES 13.2).

The calling services know who heard of it, a caller or a file. Nothing leaves a list here;
`clerkdesk.services.deaths.acts` confirms or refutes the word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import at_start_of
from clerkdesk.data.queries.booking.appointments import live_appointments_of, support_arranged
from clerkdesk.data.queries.contact.contacts import open_entries_of
from clerkdesk.data.queries.deaths.deaths import death_facts
from clerkdesk.data.tables import Appointment, InboxEvent, InboxItem, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Addressee, InterpreterService, TransportOffice, team_leader
from clerkdesk.rules.acts.consequences import EntryEffect, Task
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.support import Support
from clerkdesk.rules.contact.call_backs import rings_the_patient
from clerkdesk.rules.deaths.answers import judge_said
from clerkdesk.rules.deaths.standing import CHECK
from clerkdesk.rules.deaths.stops import DIED_REASON, held_for_death
from clerkdesk.rules.values.date_words import count_words, moment_words
from clerkdesk.rules.values.inbox import ItemEventKind, ItemKind, ItemStatus, TaskKind
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptItem, keep_event, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import keep_effect
from clerkdesk.services.patients.support import withdraw_unarranged

WITHDRAWN = "The patient is said to have died."
"""Why tasks to reach the patient are withdrawn; they are restored if the patient proves to be alive."""
_REACH_THE_PATIENT: tuple[TaskKind, ...] = (
    TaskKind.RING_BACK,
    TaskKind.SEND_TEXT,
    TaskKind.SEND_LETTER,
    TaskKind.REBOOK,
    TaskKind.TELL_PATIENT,
)


@dataclass(frozen=True, slots=True)
class DeathSaid(Answer):
    """The recorded word of a death; nobody contacts the patient until its source is checked."""

    patient_id: int
    held: tuple[int, ...]
    """Ids of the needs on hold."""
    tasks: tuple[KeptItem, ...]
    sentence: str


@answers_once
def note_word(context: ServiceContext, patient_id: int, by: str) -> DeathSaid | Refused | WrongInput:
    """Note that somebody says that a patient has died, if nobody knows the day.

    Args:
        context: where.
        patient_id: of the patient.
        by: who says so, and how they are reached.
    """
    with context.act("report_death") as act:
        query = select(Patient).where(col(Patient.id) == patient_id, col(Patient.merged_into_id).is_(None))
        patient = act.session.execute(query.with_for_update()).scalar_one_or_none()
        if patient is None:
            return no_such_patient()
        refusal = judge_said(death_facts(act.session, patient_id), by)
        if refusal is not None:
            return by_rule(refusal)
        said = f"{clean(by)} says that the patient has died; the day is not known"
        tasks = told_of_death(act, context, patient_id, f"{said}. Contact is stopped; check the source.")
        held = tuple(entry.id for entry in open_entries_of(act.session, patient_id))
        on_hold = f" {count_words(len(held), 'need')} on hold." if held else ""
        sentence = f"{said}. Nobody books, rings or writes; the team leader checks the source.{on_hold}"
        return act.commit(DeathSaid(patient_id, held, tuple(tasks), sentence))


def told_of_death(act: ActWork, context: ServiceContext, patient_id: int, sentence: str) -> list[KeptItem]:
    """Have the source checked today, and stop all contact until then; `sentence` names the source of the word."""
    today = act.event_at.date()
    check = Task(team_leader(), CHECK, sentence, today)
    kept = [keep_task(act, context, check, About(patient_id))]
    return kept + stop_contact(act, context, patient_id, held_for_death(today, context.closed_days(today)))


def stop_contact(act: ActWork, context: ServiceContext, patient_id: int, effect: EntryEffect) -> list[KeptItem]:
    """Put every need of a patient who is said to have died on hold, and have each appointment and its support ended."""
    hold_every_need(act, patient_id, effect)
    kept: list[KeptItem] = []
    for row in live_appointments_of(act.session, patient_id, act.event_at):
        kept += _to_be_ended(act, context, row)
    return kept


def hold_every_need(act: ActWork, patient_id: int, effect: EntryEffect) -> None:
    """Note that somebody said that the patient has died, and put every need on hold."""
    patient = act.session.get_one(Patient, patient_id)
    patient.death_reported_on = patient.death_reported_on or act.event_at.date()
    for entry in open_entries_of(act.session, patient_id):
        keep_effect(act, entry.id, effect)
    reach_nobody(act, patient)


def reach_nobody(act: ActWork, patient: Patient) -> None:
    """Withdraw every task to reach the patient, and every call-back except another caller's."""
    of_patient = col(InboxItem.patient_id) == patient.id
    withdraw(act, WITHDRAWN, of_patient, col(InboxItem.topic).in_(_REACH_THE_PATIENT))
    promised = select(InboxItem).where(of_patient, col(InboxItem.kind) == ItemKind.CALL_BACK)
    to_patient = [
        item.id
        for item in act.session.execute(promised).scalars()
        if rings_the_patient(item.caller_name, item.caller_relationship, patient.family_name, patient.given_name)
    ]
    withdraw(act, WITHDRAWN, col(InboxItem.id).in_(to_patient))


def reach_again(act: ActWork, patient_id: int, since: date, because: str) -> tuple[list[str], list[str]]:
    """Restore every task and call-back that word of the death withdrew; past ones are due at once.

    Tasks of an appointment that the death ended stay withdrawn, since a new date has its own.

    Returns:
        The sentences of the restored ones, and of the others.
    """
    withdrawn = (
        select(InboxItem, col(Appointment.cancel_reason))
        .join(InboxEvent, col(InboxEvent.item_id) == col(InboxItem.id))
        .outerjoin(Appointment, col(Appointment.id) == col(InboxItem.appointment_id))
        .where(
            col(InboxItem.patient_id) == patient_id,
            col(InboxItem.status) == ItemStatus.WITHDRAWN,
            col(InboxEvent.kind) == ItemEventKind.WITHDRAWN,
            col(InboxEvent.note) == WITHDRAWN,
            col(InboxEvent.at) >= at_start_of(since),
        )
        .order_by(col(InboxItem.id))
    )
    again: list[str] = []
    fallen: list[str] = []
    rows = {item.id: (item, ended_by) for item, ended_by in act.session.execute(withdrawn)}
    for item, ended_by in rows.values():
        if ended_by == DIED_REASON:
            fallen.append(item.sentence)
            continue
        due_at = max(item.due_at, act.event_at) if item.due_at is not None else None
        keep_event(act, item.id, ItemEventKind.STANDS_AGAIN, due_at=due_at, note=because)
        again.append(item.sentence)
    return again, fallen


_STAND_DOWN: tuple[tuple[Support, TaskKind, Addressee], ...] = (
    (Support.INTERPRETER, TaskKind.STAND_DOWN_INTERPRETER, InterpreterService()),
    (Support.TRANSPORT, TaskKind.STAND_DOWN_TRANSPORT, TransportOffice()),
)


def _to_be_ended(act: ActWork, context: ServiceContext, row: AppointmentRow) -> list[KeptItem]:
    """Ask the bookers of the specialty to cancel one appointment, and stand down its support."""
    today, when = act.event_at.date(), f"{row.specialty_name}, {moment_words(row.starts_at)}"
    about = About(row.patient_id, row.pathway_id, row.entry_id, row.appointment_id, row.session_id)
    arranged = support_arranged(act.session, row.appointment_id)
    withdraw_unarranged(act, row.appointment_id, "The patient is said to have died.")
    tasks = [
        Task(
            team_leader(row.specialty_id),
            TaskKind.CANCEL_FUTURE_APPOINTMENTS,
            f"Told that the patient has died: cancel {when}; no letters.",
            today,
        )
    ]
    for support, kind, to in _STAND_DOWN:
        if support in arranged:
            words = f"Told that the patient has died: stand down the {support} of {when}."
            tasks.append(Task(to, kind, words, today))
    return [keep_task(act, context, task, about) for task in tasks]
