"""The record of a patient's death, and the changes that earlier word of it made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, union
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.tables import (
    Act,
    Pathway,
    Patient,
    RttEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.deaths.standing import DeathFacts, DeathStanding
from clerkdesk.rules.deaths.stops import is_death_hold
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus, ValidationOutcome

CLOSED_FOR_DEATH = "close_for_death"
"""Kind of the act that closes all pathways of a patient who has died."""
RECORDS_DEATH = "record_death"
"""Kind of the act that records a death, or corrects its day on everything that the death ended."""


def death_facts(session: Session, patient_id: int) -> DeathFacts:
    """Return what the record says of a patient's death; nothing without a patient."""
    patient = session.get(Patient, patient_id)
    if patient is None:
        return DeathFacts(None, confirmed=False, reported=None)
    return DeathFacts(
        patient.deceased_date, patient.deceased_confirmed, patient.death_reported_on, patient.date_of_birth
    )


def death_standing(session: Session, patient_id: int) -> DeathStanding:
    """Return whether a patient is said, or recorded, to have died."""
    return death_facts(session, patient_id).standing


def said_dead(session: Session, patient_ids: Iterable[int]) -> set[int]:
    """Return the ids of those among some patients who are said, or recorded, to have died."""
    dead = select(col(Patient.id)).where(
        col(Patient.id).in_(set(patient_ids)),
        or_(col(Patient.deceased_date).is_not(None), col(Patient.death_reported_on).is_not(None)),
    )
    return set(session.execute(dead).scalars())


@cache
def no_word_of_death() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that the query's joined patient is neither said nor recorded to have died."""
    return col(Patient.deceased_date).is_(None), col(Patient.death_reported_on).is_(None)


def open_pathways(session: Session, patient_id: int) -> Sequence[Pathway]:
    """Return a patient's pathways that nobody has closed, oldest first."""
    query = select(Pathway).where(col(Pathway.patient_id) == patient_id, col(Pathway.closed_on).is_(None))
    return session.execute(query.order_by(col(Pathway.id))).scalars().all()


def open_needs(session: Session, pathway_id: int) -> Sequence[WaitingListEntry]:
    """Return the needs of a pathway that are not closed."""
    entry = WaitingListEntry
    query = select(entry).where(col(entry.pathway_id) == pathway_id, col(entry.status) != EntryStatus.CLOSED)
    return session.execute(query.order_by(col(entry.id))).scalars().all()


def hold_before_death(session: Session, entry_id: int) -> WaitingListEvent | None:
    """Return the hold of a need at the time of the word of death, or None if it was not on hold."""
    query = counting(WaitingListEvent).where(col(WaitingListEvent.entry_id) == entry_id)
    standing: WaitingListEvent | None = None
    for event in session.execute(query.order_by(col(WaitingListEvent.id))).scalars():
        if event.kind == EntryEventKind.HELD and not is_death_hold(event.reason):
            standing = event
        elif event.kind in (
            EntryEventKind.RELEASED,
            EntryEventKind.REOPENED,
            EntryEventKind.CLOSED,
            EntryEventKind.ADDED,
        ):
            standing = None
    return standing


def acts_that_closed(session: Session, patient_id: int) -> Sequence[UUID]:
    """Return the acts that ended needs and clocks because of a death, with every correction of its day."""
    corrected = (
        counting(RttEvent)
        .with_only_columns(col(RttEvent.act_id))
        .join(Pathway, col(Pathway.id) == col(RttEvent.pathway_id))
        .join(Act, col(Act.id) == col(RttEvent.act_id))
        .where(
            col(Pathway.patient_id) == patient_id,
            col(RttEvent.kind) == ClockEventKind.DEATH,
            col(Act.kind).in_((CLOSED_FOR_DEATH, RECORDS_DEATH)),
        )
    )
    event = WaitingListEvent
    query = (
        counting(event)
        .with_only_columns(col(event.act_id))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(event.entry_id))
        .join(Act, col(Act.id) == col(event.act_id))
        .where(
            col(WaitingListEntry.patient_id) == patient_id,
            or_(col(event.code) == ValidationOutcome.DIED, col(Act.kind) == CLOSED_FOR_DEATH),
        )
    )
    return session.execute(union(query, corrected)).scalars().all()
