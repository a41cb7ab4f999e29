"""Reads of the inbox: the items of a clerk and their team, and the overdue ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.queries.base.joins import with_clerk
from clerkdesk.data.tables import Clerk, InboxEvent, InboxItem, Patient, Professional, Specialty
from clerkdesk.rules.inbox.rows import HistoryLine, InboxRow
from clerkdesk.rules.values.inbox import HolderKind, ItemEventKind, ItemKind, ItemStatus
from clerkdesk.rules.values.roles import ClerkRole

OPEN = (ItemStatus.NEW, ItemStatus.ACKNOWLEDGED)
"""Statuses of items that still need work."""


@dataclass(frozen=True, slots=True)
class ItemHolder:
    """One holder of items: `kind` and `id` as in `InboxItem.to_kind` and `to_id`; for a role, its name."""

    kind: HolderKind
    id: int | None = None
    name: str | None = None


def inbox_rows(
    session: Session, holders: Iterable[ItemHolder] | None = None, statuses: Sequence[str] = OPEN
) -> list[InboxRow]:
    """Return the items that any of these holders has, or all items for None, in the order in which they were taken."""
    query = _columns().where(col(InboxItem.status).in_(statuses))
    if holders is not None:
        held = [_is_held_by(holder) for holder in holders]
        if not held:
            return []
        query = query.where(or_(*held))
    query = query.order_by(col(InboxItem.taken_at), col(InboxItem.id))
    return [InboxRow(**row._mapping) for row in session.execute(query)]


def inbox_row(session: Session, item_id: int) -> InboxRow | None:
    """Return one item of any status, or None if no item has this id."""
    row = session.execute(_columns().where(col(InboxItem.id) == item_id)).one_or_none()
    return None if row is None else InboxRow(**row._mapping)


def items_about(session: Session, patient_id: int, statuses: Sequence[str] = OPEN) -> list[InboxRow]:
    """Return the items about a patient, newest first."""
    bound = {"of_patient": patient_id, "statuses": statuses}
    return [InboxRow(**row._mapping) for row in session.execute(_about(), bound)]


@cache
def _about() -> Select[Any]:
    of_patient = col(InboxItem.patient_id) == bindparam("of_patient")
    query = _columns().where(of_patient, col(InboxItem.status).in_(bindparam("statuses", expanding=True)))
    return query.order_by(col(InboxItem.taken_at).desc(), col(InboxItem.id).desc())


def items_of(session: Session, pathway_id: int, topic: str) -> Sequence[str]:
    """Return the texts of the open items of a topic about a pathway, oldest first."""
    item = InboxItem
    query = select(col(item.sentence)).where(
        col(item.pathway_id) == pathway_id, col(item.topic) == topic, col(item.status).in_(OPEN)
    )
    return session.execute(query.order_by(col(item.id))).scalars().all()


def unanswered_at(session: Session, now: datetime, *, locking: bool = False) -> list[int]:
    """Return the ids of items that may have to be escalated: overdue and new, or unanswered escalations.

    With `locking` they are locked on PostgreSQL, so that two desks do not raise the same item twice.
    """
    item = InboxItem
    overdue = and_(col(item.status) == ItemStatus.NEW, col(item.due_at) < now)
    escalated = and_(col(item.kind) == ItemKind.ESCALATION, col(item.status).in_(OPEN))
    query = select(col(item.id)).where(or_(overdue, escalated)).order_by(col(item.id))
    if locking:
        query = query.with_for_update()
    return list(session.execute(query).scalars())


def first_level(session: Session, item_id: int) -> int:
    """Return the rung of the ladder on which an item started."""
    query = counting(InboxEvent).where(col(InboxEvent.item_id) == item_id, col(InboxEvent.kind) == ItemEventKind.TAKEN)
    return session.execute(query.limit(1)).scalar_one().level or 1


def history_of(session: Session, item_id: int) -> list[HistoryLine]:
    """Return the events of an item, oldest first."""
    query = (
        with_clerk(counting(InboxEvent), InboxEvent)
        .where(col(InboxEvent.item_id) == item_id)
        .add_columns(col(Clerk.display_name))
        .order_by(col(InboxEvent.id))
    )
    return [
        HistoryLine(event.at, event.kind, clerk, event.to_name, event.note) for event, clerk in session.execute(query)
    ]


def holders_of(session: Session, clerk_id: int) -> list[ItemHolder]:
    """Return the holders of a clerk's own items: the clerk, and the people they act for."""
    mine = [ItemHolder(HolderKind.CLERK, clerk_id)]
    specialties = session.execute(
        select(col(Specialty.id)).where(col(Specialty.secretary_clerk_id) == clerk_id)
    ).scalars().all()  # fmt: skip
    mine += [ItemHolder(HolderKind.SECRETARY, specialty_id) for specialty_id in specialties]
    signed_in = select(col(Professional.id)).where(col(Professional.clerk_id) == clerk_id)
    answers_for = select(col(Professional.id)).where(
        or_(
            col(Professional.clerk_id) == clerk_id,
            col(Professional.deputy_id).in_(signed_in),
            # A consultant without a sign-in is reached through the specialty's secretary.
            and_(col(Professional.clerk_id).is_(None), col(Professional.specialty_id).in_(specialties)),
        )
    )
    return mine + [ItemHolder(HolderKind.CONSULTANT, row) for row in session.execute(answers_for).scalars()]


def shared_holders_of(session: Session, clerk_id: int, roles: Iterable[str]) -> list[ItemHolder]:
    """Return the holders of items for which a clerk's team, desk or role answers; `roles` are names of roles."""
    clerk = session.get_one(Clerk, clerk_id)
    found = [ItemHolder(HolderKind.ROLE, name=role) for role in roles]
    if clerk.team_id is not None:
        found.append(ItemHolder(HolderKind.TEAM, clerk.team_id))
        nurses = select(col(Specialty.id)).where(col(Specialty.team_id) == clerk.team_id)
        found += [ItemHolder(HolderKind.NURSE, specialty_id) for specialty_id in session.execute(nurses).scalars()]
    if clerk.reception_desk_id is not None:
        found.append(ItemHolder(HolderKind.RECEPTION, clerk.reception_desk_id))
    if clerk.role in (ClerkRole.TEAM_LEADER, ClerkRole.SUPERVISOR, ClerkRole.ADMINISTRATOR):
        # Items for "the team leader" without a team are with every team leader.
        found += [ItemHolder(HolderKind.TEAM_LEADER, clerk.team_id), ItemHolder(HolderKind.TEAM_LEADER)]
    return found


def _is_held_by(holder: ItemHolder) -> ColumnElement[bool]:
    item = InboxItem
    if holder.name is not None:
        return and_(col(item.to_kind) == holder.kind, col(item.to_name) == holder.name)
    by_id = col(item.to_id).is_(None) if holder.id is None else col(item.to_id) == holder.id
    return and_(col(item.to_kind) == holder.kind, by_id)


@cache
def _columns() -> Select[Any]:
    item, taker, acknowledger = InboxItem, aliased(Clerk), aliased(Clerk)
    own = (
        "kind", "topic", "channel", "to_kind", "to_id", "to_name", "level", "patient_id", "pathway_id", "entry_id",
        "appointment_id", "session_id", "sentence", "caller_name", "caller_relationship", "caller_number", "best_time",
        "identity_confirmed", "urgency", "taken_at", "due_at", "ring_back_at", "status", "acknowledged_at", "done_at",
        "action_taken",
    )  # fmt: skip
    return (
        select(
            col(item.id).label("item_id"),
            *(getattr(item, name) for name in own),
            col(Patient.family_name),
            col(Patient.given_name),
            col(Patient.date_of_birth),
            col(Patient.nhs_number),
            col(Patient.deceased_date),
            col(Patient.deceased_confirmed),
            col(Patient.death_reported_on),
            col(taker.display_name).label("taken_by"),
            col(acknowledger.display_name).label("acknowledged_by"),
        )
        .select_from(item)
        .join(taker, col(taker.id) == col(item.taken_by_id))
        .outerjoin(Patient, col(Patient.id) == col(item.patient_id))
        .outerjoin(acknowledger, col(acknowledger.id) == col(item.acknowledged_by_id))
    )
