"""Reads whom an act was about from its audit, which has everything that the act wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.queries.base.owners import OWNERS
from clerkdesk.data.tables import (
    Act,
    Appointment,
    AuditEntry,
    Call,
    ClinicalReview,
    InboxItem,
    Pathway,
    Patient,
    Referral,
    WaitingListEntry,
)
from clerkdesk.rules.values.audit import AuditOperation
from clerkdesk.rules.values.text import list_name
from clerkdesk.services.acts.context import ServiceContext

_OWN_ROWS: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        str(table.__tablename__): table
        for table in (Appointment, Call, ClinicalReview, InboxItem, Pathway, Referral, WaitingListEntry)
    }
)
"""Tables whose rows name the patient: of a row that an act changed, only what changed is in its audit."""


_PATIENT = str(Patient.__tablename__)


def patient_of_acts(session: Session, act_ids: Iterable[UUID], known: Iterable[int] = ()) -> tuple[int | None, str]:
    """Return the id and the name of the patient whom acts are about; None and "" for nobody, or several people.

    `known` are the patients of their facts; acts without any are looked up in the audit.
    """
    people = set(known) or _people_of(session, act_ids)
    return (next(iter(people)) if len(people) == 1 else None), _one_name(session, people)


def patient_of_acts_since(context: ServiceContext, since: datetime) -> str:
    """Return the one patient whom this desk's acts since a moment are about; empty if nobody, or several.

    Args:
        context: of the desk.
        since: machine time, in UTC.
    """
    own = (col(Act.desk) == context.desk_name, col(Act.clerk_id) == context.clerk.clerk_id, col(Act.at) >= since)
    with context.reading() as session:
        acts = session.execute(select(col(Act.id)).where(*own)).scalars().all()
        return _one_name(session, _people_of(session, acts))


def _people_of(session: Session, acts: Iterable[UUID]) -> set[int]:
    query = select(
        col(AuditEntry.table_name), col(AuditEntry.row_key), col(AuditEntry.operation), col(AuditEntry.after)
    ).where(col(AuditEntry.act_id).in_(tuple(acts)))
    lines = session.execute(query).all()
    registered = {
        int(key) for table, key, operation, _ in lines if (table, operation) == (_PATIENT, AuditOperation.ADDED)
    }
    if registered:
        # What was written on the records of people who are like them is about the one who was registered.
        return registered
    people: set[int] = set()
    for table, key, _, after in lines:
        row = json.loads(after or "{}")
        owners: list[Any] = [row.get("patient_id")]
        if table == _PATIENT and key.isdecimal():
            owners.append(int(key))
        own = [(_OWN_ROWS[table], key)] if table in _OWN_ROWS and key.isdecimal() else []
        for owner, number in [*own, *((OWNERS[name], row[name]) for name in OWNERS.keys() & row.keys())]:
            found = session.get(owner, int(number)) if number is not None else None
            owners.append(getattr(found, "patient_id", None))
        people |= {number for number in owners if number is not None}
    return people


def _one_name(session: Session, people: set[int]) -> str:
    if len(people) != 1:
        return ""
    patient = session.get_one(Patient, *people)
    return list_name(patient.family_name, patient.given_name)
