"""Judges whether a record is still about the same person after corrections, with those of the last day (R-701).

Only `clerkdesk.services.patients.correcting` uses it. `clerkdesk.rules.patients.one_person` judges who is one person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.duplicates.likely_duplicates import person_keys
from clerkdesk.data.tables import Act, Patient, PatientOtherValue, PatientStatement
from clerkdesk.rules.patients.fields import ANOTHER_PERSON, NUMBER_STANDS
from clerkdesk.rules.patients.matching import PersonKey
from clerkdesk.rules.patients.one_person import Sameness, identity
from clerkdesk.rules.patients.statements import NAME
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.services.acts.answers import Refused

_TELLS_APART = {*NAME, "date_of_birth", "stated_gender"}
"""Identifying fields: changing them together makes another person."""
_TOGETHER = timedelta(days=1)
"""Period in which corrections are weighed as one."""


def why_another(
    session: Session, patient: Patient, values: Mapping[str, Any], changed: Sequence[str]
) -> Refused | None:
    """Return the question about a correction that may make the record another person's, or None.

    Args:
        session: of the act.
        patient: the patient before the correction.
        values: the typed values, by column.
        changed: the columns that differ.
    """
    if "nhs_number" in changed and patient.nhs_number and patient.nhs_number_valid:
        sentence = (
            f"A valid NHS number stands here, {display(patient.nhs_number)}; another number is another person's. If it "
            "is not this patient's, say how you know that, and from where."
        )
        return Refused(NUMBER_STANDS, sentence, "R-701")
    if not patient.demographics_known or not _TELLS_APART & set(changed):
        return None
    known = person_keys(session, {patient.id}).get(patient.id)
    if known is None:
        return None
    after, before = _after(known, values), _after(known, _yesterday(session, patient.id))
    judged = identity(before, after)
    if judged.sameness is not Sameness.ASK:
        return None
    what = "This changes" if before == known else "With the other corrections of the last day, this changes"
    return Refused(
        ANOTHER_PERSON,
        f"{what} {judged.what_differs}, so the record may become another person's. Open that person's own "
        "record; if it is the same person, say how you know that.",
    )


def _yesterday(session: Session, patient_id: int) -> dict[str, Any]:
    """Return the values from before the corrections of the last day, by changed column.

    Corrections before somebody confirmed the same person are answered, and do not count.
    """
    value, said = PatientOtherValue, PatientStatement
    answered = session.execute(
        select(func.max(col(said.stated_at))).where(
            col(said.patient_id) == patient_id, col(said.fields).contains('"same_person"')
        )
    ).scalar_one()
    since = datetime.now(UTC) - _TOGETHER
    query = (
        select(col(value.field), col(value.value))
        .join(Act, col(Act.id) == col(value.act_id))
        .where(
            col(value.patient_id) == patient_id, col(value.field).in_(_TELLS_APART), col(Act.kind) == "correct",
            col(Act.at) > (max(since, answered) if answered is not None else since),
        )
        .order_by(col(value.id).desc())
    )  # fmt: skip
    stood: dict[str, Any] = {}
    for field, text in session.execute(query):
        stood[field] = text
    if "date_of_birth" in stood:
        stood["date_of_birth"] = date.fromisoformat(stood["date_of_birth"])
    return stood


def _after(known: PersonKey, values: Mapping[str, Any]) -> PersonKey:
    told = {name: values[name] for name in ("family_name", "given_name", "date_of_birth", "postcode") if name in values}
    return replace(known, **told, stated_gender=values.get("stated_gender", known.stated_gender))
