"""What the record says of a patient's death, and what an earlier word of it has changed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import counting
from clerkdesk.data.tables import Act, Pathway, Patient, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.deaths import DeathFacts, Standing, is_death_hold

CLOSED_FOR_DEATH = "close_for_death"
"""Kind of the act that closes everything of a patient who has died."""


def death_facts(session: Session, patient_id: int) -> DeathFacts:
    """Return what the record says of a patient's death; of nobody, nothing."""
    patient = session.get(Patient, patient_id)
    if patient is None:
        return DeathFacts(None, confirmed=False, reported=None)
    return DeathFacts(
        patient.deceased_date, patient.deceased_confirmed, patient.death_reported_on, patient.date_of_birth
    )


def death_standing(session: Session, patient_id: int) -> Standing:
    """Return whether a patient is said, or recorded, to have died."""
    return death_facts(session, patient_id).standing


def no_word_of_death() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a patient, who is joined in the query, is neither said nor recorded to have died."""
    return col(Patient.deceased_date).is_(None), col(Patient.death_reported_on).is_(None)


def open_pathways(session: Session, patient_id: int) -> Sequence[Pathway]:
    """Return a patient's pathways that nobody has closed, oldest first."""
    query = select(Pathway).where(col(Pathway.patient_id) == patient_id, col(Pathway.closed_on).is_(None))
    return session.execute(query.order_by(col(Pathway.id))).scalars().all()


def open_places(session: Session, pathway_id: int) -> Sequence[WaitingListEntry]:
    """Return the needs of a pathway that are not closed."""
    entry = WaitingListEntry
    query = select(entry).where(col(entry.pathway_id) == pathway_id, col(entry.status) != "closed")
    return session.execute(query.order_by(col(entry.id))).scalars().all()


def hold_before_death(session: Session, entry_id: int) -> WaitingListEvent | None:
    """Return the hold on which a need stood when word of the death came, or None where it stood on none."""
    query = counting(WaitingListEvent).where(col(WaitingListEvent.entry_id) == entry_id)
    standing: WaitingListEvent | None = None
    for event in session.execute(query.order_by(col(WaitingListEvent.id))).scalars():
        if event.kind == "held" and not is_death_hold(event.reason):
            standing = event
        elif event.kind in ("released", "reopened", "closed", "added"):
            standing = None
    return standing


def acts_that_closed(session: Session, patient_id: int) -> Sequence[UUID]:
    """Return the acts by which needs of a patient were closed because of the death, oldest first."""
    event = WaitingListEvent
    query = (
        counting(event)
        .with_only_columns(col(event.act_id))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(event.entry_id))
        .join(Act, col(Act.id) == col(event.act_id))
        .where(
            col(WaitingListEntry.patient_id) == patient_id,
            or_(col(event.code) == "V08", col(Act.kind) == CLOSED_FOR_DEATH),
        )
        .distinct()
    )
    return session.execute(query).scalars().all()
