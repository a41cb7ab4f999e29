"""A large hospital for the benchmarks: the practice hospital with many more patients and one long list."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from benchmarks.find import people
from clerkdesk.data.name_keys import name_key_rows
from clerkdesk.data.tables import (
    Pathway,
    Patient,
    PatientNameKey,
    Referral,
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.nhs_number import practice_number
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.services.desk.facade import Desk

ROWS_AT_ONCE = 5000
LONG_LIST = "DERM"


def enlarge(desk: Desk, patients: int, entries: int) -> None:
    """Add patients until there are as many as asked, and put new needs of some of them on one list."""
    with desk.context.reading() as session:
        there = session.execute(select(func.max(col(Patient.id)))).scalar_one()
        specialty_id = session.execute(select(col(Specialty.id)).where(col(Specialty.code) == LONG_LIST)).scalar_one()
        next_entry = session.execute(select(func.max(col(WaitingListEntry.id)))).scalar_one() + 1
        next_pathway = session.execute(select(func.max(col(Pathway.id)))).scalar_one() + 1
        next_referral = session.execute(select(func.max(col(Referral.id)))).scalar_one() + 1
    chance = random.Random(1)
    made = itertools.islice(people(patients, chance), there, None)
    number = itertools.count()
    while batch := [patient for patient, _ in itertools.islice(made, ROWS_AT_ONCE)]:
        for row in batch:
            # The practice hospital has numbers of its own.
            row.nhs_number, row.hospital_number = practice_number(row.id + 500_000), f"L{row.id:07d}"
        with desk.context.act("build") as act:
            act.add_many(batch)
            keys = (name_key_rows(row.id, row.family_name, row.given_name) for row in batch)
            act.add_many(list[PatientNameKey](itertools.chain.from_iterable(keys)))
            waiting = [(next(number), patient.id) for patient in batch][: max(0, entries)]
            entries -= len(waiting)
            rows = [
                _need(
                    act.act_id,
                    n,
                    patient_id,
                    specialty_id,
                    (next_referral, next_pathway, next_entry),
                    desk.context.today,
                )
                for n, patient_id in waiting
            ]
            for column in zip(*rows, strict=True):
                act.add_many(list(column))
            act.commit(None)


def _need(
    act_id: UUID, n: int, patient_id: int, specialty_id: int, first: tuple[int, int, int], today: date
) -> tuple[Referral, Pathway, WaitingListEntry, WaitingListEvent]:
    start = today - timedelta(days=n % 500)
    referral_id, pathway_id, entry_id = (base + n for base in first)
    priority = PriorityType.URGENT if n % 25 == 0 else PriorityType.ROUTINE
    return (
        Referral(
            id=referral_id, patient_id=patient_id, priority_type=priority, specialty_id=specialty_id,
            received_date=start,
        ),
        Pathway(
            id=pathway_id, patient_id=patient_id, referral_id=referral_id, specialty_id=specialty_id,
            priority_type=priority, clock_start=start, clock_state=ClockState.RUNNING,
        ),
        WaitingListEntry(
            id=entry_id, patient_id=patient_id, pathway_id=pathway_id, specialty_id=specialty_id,
            priority_type=priority, added_on=start, list_position_date=start, order_priority=3 - int(priority),
            order_date=start, order_referral_date=start,
        ),
        WaitingListEvent(
            entry_id=entry_id, kind=EntryEventKind.ADDED, event_date=start, position_date=start, act_id=act_id,
        ),
    )  # fmt: skip
