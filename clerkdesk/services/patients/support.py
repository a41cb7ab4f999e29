"""Arranges the support of an appointment: an interpreter, transport, a communication professional (R-414).

`clerkdesk.rules.booking.support` decides what to arrange. A task for it is either not taken up, or taken up and counted
as arranged. Support not taken up is withdrawn with the appointment; arranged support is moved or stood down by its own
task.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.booking.appointments import live_appointments_of, support_arranged
from clerkdesk.data.tables import InboxItem, Patient, PatientNeed
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.booking.support import BOOK_SUPPORT, REARRANGE_SUPPORT, SupportFacts, needed_support, support_tasks
from clerkdesk.rules.values.inbox import ItemStatus
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.consequences import About, follow
from clerkdesk.services.acts.context import ServiceContext

NOT_STARTED = ItemStatus.NEW
"""Status of a task that nobody has taken up."""


def arrange_support(
    act: ActWork,
    context: ServiceContext,
    about: About,
    starts: datetime,
    medium: str,
    *,
    moved_from: tuple[int, datetime] | None = None,
    need: EntryRow | None = None,
) -> tuple[Task, ...]:
    """Keep the tasks for the support that an appointment needs and does not have; return them.

    Args:
        act: the act that books, moves or changes the needs.
        context: who acts.
        about: the patient, pathway, entry and appointment.
        starts: of the appointment, local time.
        medium: consultation medium of the appointment.
        moved_from: id and start of the appointment that this one replaces, whose arranged support moves along.
        need: the patient's need in this transaction, if it is read already.
    """
    if about.patient_id is None or about.appointment_id is None:
        raise ValueError("support belongs to an appointment of a patient")
    if need is not None and not (need.interpreter_needed or need.transport_needed or need.communication_professional):
        return ()
    facts = support_facts(act.session, about.patient_id, starts, medium)
    if not needed_support(facts):
        return ()
    today = act.event_at.date()
    arranged = support_arranged(act.session, moved_from[0]) if moved_from is not None else frozenset()
    from_day = moved_from[1].date() if moved_from is not None else None
    wanted = support_tasks(facts, today, context.closed_days(today, max(today, facts.day)), from_day, arranged)
    standing = _topics(act.session, about.appointment_id)
    tasks = tuple(task for task in wanted if task.kind not in standing)
    follow(act, context, about, tasks=tasks)
    return tasks


def support_facts(session: Session, patient_id: int, starts: datetime, medium: str) -> SupportFacts:
    """Return a patient's needs at an appointment."""
    patient = session.execute(_of_support(), {"of_patient": patient_id}).one()
    named = patient.communication_professional
    return SupportFacts(
        day=starts.date(),
        medium=medium,
        interpreter=patient.interpreter,
        language=patient.language,
        transport=patient.transport,
        communication_professional="" if named is None else named or "communication professional",
    )


@cache
def _of_support() -> Select[Any]:
    """Select a patient's needs of support; of several communication professionals the first noted."""
    need = PatientNeed
    professional = (
        select(col(need.detail))
        .where(col(need.patient_id) == bindparam("of_patient"), col(need.code) == "CP")
        .order_by(col(need.id))
        .limit(1)
    )
    return select(
        col(Patient.interpreter_needed).label("interpreter"),
        col(Patient.language),
        col(Patient.transport_needed).label("transport"),
        professional.scalar_subquery().label("communication_professional"),
    ).where(col(Patient.id) == bindparam("of_patient"))


def arrange_for_booked(act: ActWork, context: ServiceContext, patient_id: int) -> None:
    """Adapt the tasks of every future appointment to a patient's changed needs.

    A need noted after the booking gets its task; an unneeded task that nobody has taken up is withdrawn.
    """
    act.session.flush()
    for row in live_appointments_of(act.session, patient_id, context.now()):
        about = About(row.patient_id, row.pathway_id, row.entry_id, row.appointment_id)
        arrange_support(act, context, about, row.starts_at, row.medium)
        needed = needed_support(support_facts(act.session, patient_id, row.starts_at, row.medium))
        unneeded = [topic for topic, support in BOOK_SUPPORT.items() if support not in needed]
        withdraw_unarranged(act, row.appointment_id, "The patient's needs have changed: it is not needed.", unneeded)


def withdraw_unarranged(
    act: ActWork, appointment_id: int, because: str, topics: Iterable[str] = (*BOOK_SUPPORT, *REARRANGE_SUPPORT)
) -> None:
    """Withdraw, with the reason, the tasks for an appointment's support that nobody has taken up."""
    withdraw(
        act,
        because,
        col(InboxItem.appointment_id) == appointment_id,
        col(InboxItem.topic).in_(tuple(topics)),
        col(InboxItem.status) == NOT_STARTED,
    )


def _topics(session: Session, appointment_id: int) -> frozenset[str]:
    return frozenset(session.execute(_standing_topics(), {"of_appointment": appointment_id}).scalars())


@cache
def _standing_topics() -> Select[str]:
    of_appointment = col(InboxItem.appointment_id) == bindparam("of_appointment")
    return select(col(InboxItem.topic)).where(of_appointment, col(InboxItem.status) != ItemStatus.WITHDRAWN)
