"""Pathways that ended as a duplicate of another, and the changes of the act that joined them (R-305)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.tables import AuditEntry, RttEvent, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.values.audit import AuditOperation
from clerkdesk.rules.values.clocks import ClockEventKind

JOINED = ClockEventKind.DUPLICATE_JOINED
"""Kind of the fact on the pathway that goes on for a duplicate."""


@dataclass(frozen=True, slots=True)
class JoinedPathways:
    """One pathway that ended in another as its duplicate: row ids."""

    duplicate_id: int
    survivor_id: int
    act_id: UUID
    fact_id: int
    """Row id of the clock fact that joins them; later facts have higher ids."""


def joined_pathways(session: Session, pathway_ids: Collection[int]) -> list[JoinedPathways]:
    """Return the joins with a fact on one of these pathways, oldest first; each act joins two."""
    query = counting(RttEvent).where(
        col(RttEvent.pathway_id).in_(pathway_ids), col(RttEvent.kind).in_((JOINED, ClockEventKind.RECORDED_IN_ERROR))
    )
    found: dict[UUID, JoinedPathways] = {}
    for fact in session.execute(query.order_by(col(RttEvent.id))).scalars():
        said: Mapping[str, str] = json.loads(fact.details)
        if came_from := said.get("came_from"):
            found[fact.act_id] = JoinedPathways(int(came_from), fact.pathway_id, fact.act_id, fact.id)
        elif goes_on_in := said.get("goes_on_in"):
            found[fact.act_id] = JoinedPathways(fact.pathway_id, int(goes_on_in), fact.act_id, fact.id)
    return sorted(found.values(), key=lambda join: join.fact_id)


def changed_by(session: Session, act_id: UUID, table: type[Any], columns: Collection[str]) -> dict[int, dict[str, Any]]:
    """Return an act's changes in some columns of a table: row id -> column -> JSON value before and after."""
    query = select(AuditEntry).where(
        col(AuditEntry.act_id) == act_id,
        col(AuditEntry.table_name) == str(table.__tablename__),
        col(AuditEntry.operation) == AuditOperation.CHANGED,
    )
    changed: dict[int, dict[str, Any]] = {}
    for line in session.execute(query.order_by(col(AuditEntry.id))).scalars():
        before, after = json.loads(line.before or "{}"), json.loads(line.after or "{}")
        of_row = changed.setdefault(int(line.row_key), {})
        for name in set(columns) & set(after):
            of_row[name] = (of_row[name][0] if name in of_row else before.get(name), after[name])
    return changed


def recorded_since(session: Session, join: JoinedPathways, but: Collection[UUID]) -> int:
    """Return the number of acts on the kept pathway since another was joined to it."""
    on_clock = select(col(RttEvent.act_id)).where(
        col(RttEvent.pathway_id) == join.survivor_id, col(RttEvent.id) > join.fact_id, col(RttEvent.act_id).not_in(but)
    )
    last = select(func.max(col(WaitingListEvent.id))).where(col(WaitingListEvent.act_id) == join.act_id)
    on_list = (
        select(col(WaitingListEvent.act_id))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(WaitingListEvent.entry_id))
        .where(
            col(WaitingListEntry.pathway_id) == join.survivor_id,
            col(WaitingListEvent.id) > last.scalar_subquery(),
            col(WaitingListEvent.act_id).not_in(but),
        )
    )
    return len({*session.execute(on_clock).scalars(), *session.execute(on_list).scalars()})
