"""Events on a patient's record between joining another to it and parting the two again (RULES 13.25)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Act, AuditEntry, Patient
from clerkdesk.rules.values.audit import AuditOperation

_DEATH = ("deceased_date", "deceased_confirmed", "death_reported_on")
"""Columns of a patient about a death."""


@dataclass(frozen=True, slots=True)
class WordMeanwhile:
    """A change in the record of a death while two records were joined."""

    came_on: date | None
    """Day of the word of death in force; None if it was refuted."""


def line_of(session: Session, act_id: UUID) -> int:
    """Return the number of an act's last line in the audit; later records have higher numbers."""
    last = select(func.max(col(AuditEntry.id))).where(col(AuditEntry.act_id) == act_id)
    return session.execute(last).scalar() or 0


def word_since(session: Session, patient_id: int, line: int) -> WordMeanwhile | None:
    """Return the change in the record of a patient's death after a line of the audit, or None."""
    query = (
        select(col(AuditEntry.before), col(AuditEntry.after), col(Act.event_at))
        .join(Act, col(Act.id) == col(AuditEntry.act_id))
        .where(
            col(AuditEntry.id) > line,
            col(AuditEntry.table_name) == str(Patient.__tablename__),
            col(AuditEntry.row_key) == str(patient_id),
            col(AuditEntry.operation) == AuditOperation.CHANGED,
        )
    )
    found: WordMeanwhile | None = None
    known: dict[str, object] = {}
    came: date | None = None
    for before, after, event_at in session.execute(query.order_by(col(AuditEntry.id))):
        was, became = (
            {name: value for name, value in json.loads(each or "{}").items() if name in _DEATH}
            for each in (before, after)
        )
        if not became:
            continue
        reported = was.get("death_reported_on")
        came = came or (date.fromisoformat(reported) if reported else None)
        known |= became
        stands = bool(known.get("deceased_date") or known.get("death_reported_on"))
        came = (came or event_at.date()) if stands else None
        found = WordMeanwhile(came)
    return found


def acts_since(session: Session, act_ids: list[UUID], line: int) -> list[UUID]:
    """Return those among some acts that recorded something after a line of the audit, in their own order."""
    query = select(col(AuditEntry.act_id)).where(col(AuditEntry.act_id).in_(act_ids), col(AuditEntry.id) > line)
    later = set(session.execute(query.distinct()).scalars())
    return [act_id for act_id in act_ids if act_id in later]


def added_since(session: Session, table: type[Any], line: int) -> list[int]:
    """Return the ids of the rows of a table that were added after a line of the audit, oldest first."""
    query = select(col(AuditEntry.row_key)).where(
        col(AuditEntry.id) > line,
        col(AuditEntry.table_name) == str(table.__tablename__),
        col(AuditEntry.operation) == AuditOperation.ADDED,
    )
    return sorted(map(int, session.execute(query).scalars()))


def changed_since(session: Session, patient_id: int, line: int) -> set[str]:
    """Return the columns of a patient that changed after a line of the audit."""
    query = select(col(AuditEntry.after)).where(
        col(AuditEntry.id) > line,
        col(AuditEntry.table_name) == str(Patient.__tablename__),
        col(AuditEntry.row_key) == str(patient_id),
        col(AuditEntry.operation) == AuditOperation.CHANGED,
    )
    return {name for after in session.execute(query).scalars() for name in json.loads(after or "{}")}
