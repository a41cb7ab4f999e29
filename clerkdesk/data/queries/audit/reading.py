"""Reads acts with what each wrote, and looks: the newest first, and no more than are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.audit.images import values_in
from clerkdesk.data.queries.audit.rows_of_patient import acts_about
from clerkdesk.data.tables import AccessEntry, Act, Annulment, AuditEntry, Clerk, Patient
from clerkdesk.rules.audit.rows import AuditedAct, AuditedRow, Look
from clerkdesk.rules.values.local_time import wall_time


@dataclass(frozen=True, slots=True)
class Within:
    """What to read: each part that is not None, and not empty, narrows it."""

    most: int | None
    """Maximum number of acts, and of looks; None for all."""
    patient_id: int | None = None
    clerk_id: int | None = None
    since: datetime | None = None
    """From this moment on, UTC."""
    until: datetime | None = None
    """Before this moment, UTC."""
    kind: str = ""
    """Kind of the acts and looks to read; empty for all."""


def acts_within(session: Session, within: Within) -> tuple[AuditedAct, ...]:
    """Return the newest acts with every row that they wrote."""
    return acts_of(session, ids_within(session, within))


def ids_within(session: Session, within: Within) -> tuple[UUID, ...]:
    """Return the ids of the newest acts, the newest first."""
    query = select(col(Act.id)).where(*_narrowed(Act, within)).order_by(col(Act.at).desc(), col(Act.id))
    if within.patient_id is not None:
        query = query.where(col(Act.id).in_(acts_about(session, within.patient_id)))
    return tuple(session.execute(query.limit(within.most)).scalars())


def acts_of(session: Session, acts: Sequence[UUID]) -> tuple[AuditedAct, ...]:
    """Return acts with every row that they wrote, the newest first."""
    query = select(col(Act.id), col(Act.kind), col(Act.at), col(Act.desk), col(Clerk.display_name)).join(
        Clerk, col(Clerk.id) == col(Act.clerk_id)
    )
    query = query.where(col(Act.id).in_(acts)).order_by(col(Act.at).desc(), col(Act.id))
    rows = session.execute(query).all()
    written = _written(session, acts)
    annulled = select(col(Annulment.annulled_act_id)).where(col(Annulment.annulled_act_id).in_(acts))
    undone = set(session.execute(annulled).scalars())
    return tuple(
        AuditedAct(act_id, kind, wall_time(at), clerk, desk, act_id in undone, tuple(written.get(act_id, ())))
        for act_id, kind, at, desk, clerk in rows
    )


def looks_within(session: Session, within: Within) -> tuple[Look, ...]:
    """Return the newest looks."""
    query = select(
        col(AccessEntry.kind), col(AccessEntry.at), col(Clerk.display_name), col(AccessEntry.desk),
        col(AccessEntry.patient_id), col(AccessEntry.detail), col(Patient.hospital_number),
    ).join(Clerk, col(Clerk.id) == col(AccessEntry.clerk_id)).outerjoin(
        Patient, col(Patient.id) == col(AccessEntry.patient_id)
    ).where(*_narrowed(AccessEntry, within))  # fmt: skip
    if within.patient_id is not None:
        query = query.where(col(AccessEntry.patient_id) == within.patient_id)
    rows = session.execute(query.order_by(col(AccessEntry.id).desc()).limit(within.most))
    return tuple(
        Look(kind, wall_time(at), clerk, desk, patient_id, detail, number or "")
        for kind, at, clerk, desk, patient_id, detail, number in rows
    )


def _narrowed(table: type[Act] | type[AccessEntry], within: Within) -> list[ColumnElement[bool]]:
    conditions = []
    if within.clerk_id is not None:
        conditions.append(col(table.clerk_id) == within.clerk_id)
    if within.since is not None:
        conditions.append(col(table.at) >= within.since)
    if within.until is not None:
        conditions.append(col(table.at) < within.until)
    if within.kind:
        conditions.append(col(table.kind) == within.kind)
    return conditions


def _written(session: Session, acts: Sequence[UUID]) -> dict[UUID, list[AuditedRow]]:
    query = (
        select(
            col(AuditEntry.act_id), col(AuditEntry.table_name), col(AuditEntry.row_key), col(AuditEntry.operation),
            col(AuditEntry.before), col(AuditEntry.after),
        )
        .where(col(AuditEntry.act_id).in_(acts))
        .order_by(col(AuditEntry.id))
    )  # fmt: skip
    found: dict[UUID, list[AuditedRow]] = {}
    for act_id, table, row, operation, before, after in session.execute(query):
        line = AuditedRow(table, row, operation, values_in(before), values_in(after))
        found.setdefault(act_id, []).append(line)
    return found
