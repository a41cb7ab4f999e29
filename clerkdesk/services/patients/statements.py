"""Keeps the statements of each source about a patient: from imported files and from clerks' corrections.

`clerkdesk.rules.patients.statements` makes the record from them.
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
"""Sources other than files: values from before any source was kept, and a clerk's correction."""
LEFT_OUT = "x:"
"""Prefix of the digest of a record with a patient's number that may be about somebody else. Its fields are the
whole record as read (`clerkdesk.interop.patients.kept_records`); none of it is in force."""


def as_statement(row: PatientStatement) -> Statement:
    """Return a kept statement for the rules."""
    return Statement(json.loads(row.fields), row.stated_at, row.digest, by_clerk=row.source == DESK)


def statement_values(said: Statement, source: str, act: ActWork) -> dict[str, object]:
    """Return the columns of a statement to keep, without its patient."""
    return {
        "digest": said.digest,
        "stated_at": said.stated_at,
        "source": source,
        "fields": _as_json(dict(said.fields)),
        "act_id": act.act_id,
    }


def say_at_desk(act: ActWork, patient_id: int, fields: Mapping[str, object]) -> None:
    """Keep a clerk's correction, so that an older file reverts none of it."""
    said = Statement(fields, datetime.now(UTC), by_clerk=True)
    act.add_values(PatientStatement, [{"patient_id": patient_id, **statement_values(said, DESK, act)}])


def keep_other_value(act: ActWork, patient_id: int, field: str, value: str) -> None:
    """Keep an earlier value, or one beside the value in force."""
    act.add(PatientOtherValue(patient_id=patient_id, field=field, value=value, act_id=act.act_id))


def keep_other_value_once(act: ActWork, patient_id: int, field: str, value: str) -> None:
    """Keep a value beside the one in force, unless it is known already."""
    other = PatientOtherValue
    known = select(col(other.id)).where(
        col(other.patient_id) == patient_id, col(other.field) == field, col(other.value) == value
    )
    if act.session.execute(known.limit(1)).first() is None:
        keep_other_value(act, patient_id, field, value)
