"""Reads for reports: every waiting pathway, and the open reviews and escalations with their age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.conditions import LISTED, waits
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import (
    Act,
    ClinicalReview,
    InboxItem,
    OutOfTurnBooking,
    Pathway,
    Patient,
    Referral,
    RttEvent,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.cancer.waiting_times import CancerReferral
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.inbox import ItemKind
from clerkdesk.rules.values.priority import Priority, PriorityType
from clerkdesk.rules.values.reviews import ReviewStatus


@dataclass(frozen=True, slots=True)
class WaitingPathway:
    """One pathway on this hospital's own list."""

    pathway_id: int
    clock_start: date | None
    specialty_code: str | None
    specialty_name: str | None
    priority: Priority
    booked: bool
    first: bool
    """Whether it waits for its first appointment."""


def waiting_pathways(session: Session, specialty_id: int | None) -> list[WaitingPathway]:
    """Return every open pathway with a clock that runs here."""
    entry = WaitingListEntry
    booked = exists().where(col(entry.pathway_id) == col(Pathway.id), col(entry.status) == EntryStatus.BOOKED)
    first = exists().where(
        col(entry.pathway_id) == col(Pathway.id), col(entry.kind) == EntryKind.NEW, col(entry.status).in_(LISTED)
    )
    query = (
        select(
            col(Pathway.id),
            col(Pathway.clock_start),
            col(Pathway.priority_type),
            col(Specialty.code),
            col(Specialty.name),
            booked,
            first,
        )
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .where(waits())
    )
    if specialty_id is not None:
        query = query.where(col(Pathway.specialty_id) == specialty_id)
    return [
        WaitingPathway(
            pathway_id, clock_start, code, name, Priority(int(priority_type)), bool(is_booked), bool(is_first)
        )
        for pathway_id, clock_start, priority_type, code, name, is_booked, is_first in session.execute(query)
    ]


def ended_cancer_pathways(session: Session, since: date, specialty_id: int | None) -> dict[int, CancerReferral]:
    """Return the pathways with a telling or a treatment since a day, whose cancer dates may have ended.

    They are by id, each with the referral type and the birth date, which set the days to treatment.
    """
    event = RttEvent
    query = (
        select(col(event.pathway_id), col(Referral.suspected_cancer_type), col(Patient.date_of_birth))
        .join(Pathway, col(Pathway.id) == col(event.pathway_id))
        .join(Patient, col(Patient.id) == col(Pathway.patient_id))
        .outerjoin(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(
            col(event.event_date) >= since,
            or_(
                col(Pathway.priority_type) == PriorityType.SUSPECTED_CANCER,
                col(Pathway.cancer_suspected).is_(True),
                col(Pathway.upgraded_on).is_not(None),
            ),
            counts(event),
        )
        .distinct()
    )
    if specialty_id is not None:
        query = query.where(col(Pathway.specialty_id) == specialty_id)
    rows = session.execute(query.order_by(col(event.pathway_id)))
    return {row.pathway_id: CancerReferral(row.suspected_cancer_type or "", row.date_of_birth) for row in rows}


def out_of_turn_bookings(session: Session, since: datetime, specialty_id: int | None) -> dict[str, int]:
    """Return the number of bookings since a local time that passed somebody over, by reason, empty if not asked."""
    fact = OutOfTurnBooking
    query = (
        select(col(fact.reason_code), func.count(func.distinct(fact.appointment_id)))
        .join(Act, col(Act.id) == col(fact.act_id))
        .where(counts(fact), col(Act.event_at) >= since)
        .group_by(col(fact.reason_code))
    )
    if specialty_id is not None:
        entry = WaitingListEntry
        query = query.join(entry, col(entry.id) == col(fact.passed_over_entry_id))
        query = query.where(col(entry.specialty_id) == specialty_id)
    return {reason or "": number for reason, number in session.execute(query)}


def open_since(session: Session, table: str, specialty_id: int | None) -> Sequence[datetime]:
    """Return when each open `review` or `escalation` started, local time."""
    opened: Select[datetime]
    about: Any
    if table == "review":
        opened = select(col(ClinicalReview.opened_at)).where(
            col(ClinicalReview.status).in_((ReviewStatus.OPEN, ReviewStatus.DECIDED))
        )
        about = col(ClinicalReview.pathway_id)
    else:
        item = InboxItem
        opened = select(col(item.taken_at)).where(col(item.kind) == ItemKind.ESCALATION, col(item.status).in_(OPEN))
        about = col(item.pathway_id)
    if specialty_id is not None:
        opened = opened.join(Pathway, col(Pathway.id) == about).where(col(Pathway.specialty_id) == specialty_id)
    return session.execute(opened).scalars().all()
