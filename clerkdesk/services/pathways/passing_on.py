"""Passes a patient on to another provider, by an outcome, a validation or a grading, under one law (R-172)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Site, Specialty
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.referrals.redirecting import hand_over_words, why_in_house
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import cancer_targets
from clerkdesk.services.acts.answers import Refused, by_rule
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.settings import PolicySettings


def why_not_passed_on(session: Session, context: ServiceContext, receiver: str) -> Refused | None:
    """Return the refusal of this receiver, if it is this very hospital, where the clock goes on."""
    if not clean(receiver):
        return None
    named = (col(Site.code), col(Site.name)), (col(Specialty.code), col(Specialty.name))
    own = {name for columns in named for row in session.execute(select(*columns)) for name in row}
    refusal = why_in_house(receiver, own | {context.settings.desk.organisation_code})
    return by_rule(refusal, "in_house") if refusal is not None else None


def to_send(row: EntryRow, receiver: str, today: date, policy: PolicySettings) -> str:
    """Return the data to send to the new provider, before the transfer is on the clock."""
    facts = row.target_facts()
    dates = cancer_targets(facts, today, policy)
    return hand_over_words(clean(receiver), facts.clock_start, dates, runs=row.clock_state in WAITS)


def ask_to_send(
    act: ActWork, context: ServiceContext, row: AppointmentRow, receiver: str, policy: PolicySettings
) -> KeptItem | None:
    """Keep the task to send the record to the new provider after a visit, before the transfer is on the clock."""
    entry = entry_row(act.session, row.entry_id)
    if entry is None:
        return None
    today = act.event_at.date()
    task = Task(
        BookingTeam(row.specialty_id), TaskKind.TRANSFER_RECORD, to_send(entry, receiver, today, policy),
        context.working_day_after(today),
    )  # fmt: skip
    return keep_task(act, context, task, About(row.patient_id, row.pathway_id, row.entry_id, row.appointment_id))
