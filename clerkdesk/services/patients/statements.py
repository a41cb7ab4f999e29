"""What each source said of a patient, as it is kept: by files when they are read, by clerks when they correct.

What stands of it all is decided by `clerkdesk.rules.patients.statements`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import PatientOtherValue, PatientStatement
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.patients.statements import Statement

_as_json = json.JSONEncoder(ensure_ascii=False).encode

RECORD, DESK = "record", "desk"
"""Sources that are no file: what stood before any was kept, and a clerk's correction."""
LEFT_OUT = "x:"
"""Before the digest of a record that has the number of a patient and may be about somebody else. Its fields are the
whole record as it was read (`clerkdesk.interop.patients.kept_records`); nothing of it stands."""


def as_statement(row: PatientStatement) -> Statement:
    """Return a kept statement as the rules weigh it."""
    return Statement(json.loads(row.fields), row.stated_at, row.digest, by_clerk=row.source == DESK)


def statement_values(said: Statement, source: str, act: ActWork) -> dict[str, object]:
    """Return the columns of a statement that is to be kept, without its patient."""
    return {
        "digest": said.digest,
        "stated_at": said.stated_at,
        "source": source,
        "fields": _as_json(dict(said.fields)),
        "act_id": act.act_id,
    }


def say_at_desk(act: ActWork, patient_id: int, fields: Mapping[str, object]) -> None:
    """Keep what a clerk corrected, so that an older file takes nothing of it back."""
    said = Statement(fields, datetime.now(UTC), by_clerk=True)
    act.add_values(PatientStatement, [{"patient_id": patient_id, **statement_values(said, DESK, act)}])


def keep_other_value(act: ActWork, patient_id: int, field: str, value: str) -> None:
    """Keep a value that stands no more, or beside the one that stands."""
    act.add(PatientOtherValue(patient_id=patient_id, field=field, value=value, act_id=act.act_id))


def keep_other_value_once(act: ActWork, patient_id: int, field: str, value: str) -> None:
    """Keep a value beside the one that stands, unless it is known there."""
    other = PatientOtherValue
    known = select(col(other.id)).where(
        col(other.patient_id) == patient_id, col(other.field) == field, col(other.value) == value
    )
    if act.session.execute(known.limit(1)).first() is None:
        keep_other_value(act, patient_id, field, value)
