"""Finds every row that belongs to one patient, and every act that wrote one of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.queries.audit.images import audited_tables, name_of
from clerkdesk.data.queries.base.owners import OWNERS
from clerkdesk.data.tables import AuditEntry, Patient


def acts_about(session: Session, patient_id: int) -> set[UUID]:
    """Return the ids of the acts that wrote a row of a patient, alone or among many."""
    acts: set[UUID] = set()
    for table, ids, by_act in _rows():
        found = list(session.execute(ids, {"patient_id": patient_id}).scalars())
        if not found:
            continue
        audited = select(col(AuditEntry.act_id)).where(
            col(AuditEntry.table_name) == name_of(table), col(AuditEntry.row_key).in_([str(each) for each in found])
        )
        acts.update(session.execute(audited).scalars())
        if by_act is not None:
            # A fact names its act itself, also if it was added with many others as one line.
            acts.update(session.execute(by_act, {"patient_id": patient_id}).scalars())
    return acts


@cache
def _rows() -> tuple[tuple[type[SQLModel], Select[int], Select[UUID] | None], ...]:
    """Return each table with rows of patients, the select of their ids, and of their acts if they name them."""
    return tuple(
        (
            table,
            select(inspect(table).columns["id"]).where(condition),
            select(inspect(table).columns["act_id"]).where(condition) if "act_id" in inspect(table).columns else None,
        )
        for table, condition in _of_patient()
    )


def _of_patient() -> Iterator[tuple[type[SQLModel], Any]]:
    patient_id: Any = bindparam("patient_id")
    for table in audited_tables():
        columns = inspect(table).columns
        if table is Patient:
            yield table, columns["id"] == patient_id
        elif "patient_id" in columns:
            yield table, columns["patient_id"] == patient_id
        elif (name := next((each for each in OWNERS if each in columns), None)) is not None:
            owner = inspect(OWNERS[name]).columns
            yield table, columns[name].in_(select(owner["id"]).where(owner["patient_id"] == patient_id))
