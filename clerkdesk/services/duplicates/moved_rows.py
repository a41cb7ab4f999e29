"""The rows of a patient that go from one record to the other, and the columns that the kept record takes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.current_columns import write
from clerkdesk.data.name_keys import set_name, write_name_keys
from clerkdesk.data.tables import (
    AlertFlag,
    Appointment,
    Call,
    ClinicalReview,
    Draft,
    InboxItem,
    Pathway,
    Patient,
    PatientNeed,
    PatientPhone,
    Referral,
    RelatedPerson,
    Unavailability,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork

OF_A_PATIENT: tuple[type[Any], ...] = (
    PatientPhone, PatientNeed, AlertFlag, RelatedPerson, Unavailability, Referral, Pathway, WaitingListEntry,
    Appointment, ClinicalReview, InboxItem, Call, Draft,
)  # fmt: skip
"""Tables whose rows move by their `patient_id`."""
_FILLED = (
    "title", "date_of_birth", "email", "gp_practice_code", "gp_practice_name", "language", "key_worker",
    "overseas_answer", "short_notice_hours", "short_notice_days",
)  # fmt: skip
"""Columns that fill gaps of the kept record."""
_NAME = ("family_name", "given_name")
_HOME = ("address", "postcode", "postcode_key")
_NUMBER = ("nhs_number", "nhs_number_valid", "nhs_number_status")
_EITHER = ("interpreter_needed", "transport_needed", "restricted", "demographics_known")
"""Columns that are true for the person if true on either record."""


def take_rows(session: Session, kept_id: int, merged_id: int) -> Iterator[tuple[str, list[int]]]:
    """Give the kept record every row of the other, and yield their ids by table."""
    known = set(
        session.execute(select(col(PatientPhone.number_key)).where(col(PatientPhone.patient_id) == kept_id)).scalars()
    )
    for table in OF_A_PATIENT:
        rows = session.execute(select(table).where(col(table.patient_id) == merged_id)).scalars().all()
        moving = [row for row in rows if not (table is PatientPhone and row.number_key in known)]
        for row in moving:
            row.patient_id = kept_id
        yield str(table.__tablename__), [row.id for row in moving]
    related = session.execute(
        select(RelatedPerson).where(col(RelatedPerson.related_patient_id) == merged_id)
    ).scalars().all()  # fmt: skip
    for person in related:
        person.related_patient_id = kept_id
    yield "related_to", [person.id for person in related]


def point_at(session: Session, merged_id: int, kept_id: int) -> list[int]:
    """Point the records joined with the merged one earlier to the kept one; return their ids."""
    earlier = session.execute(select(Patient).where(col(Patient.merged_into_id) == merged_id)).scalars().all()
    for patient in earlier:
        patient.merged_into_id = kept_id
    return [patient.id for patient in earlier]


def fill_gaps(act: ActWork, kept: Patient, merged: Patient) -> dict[str, list[Any]]:
    """Fill the gaps of the kept record and return each column with its value before and after."""
    columns: dict[str, Any] = {name: getattr(merged, name) for name in _FILLED if not getattr(kept, name)}
    columns.update({name: True for name in _EITHER if getattr(merged, name)})
    if not kept.family_name and not kept.given_name:
        columns.update(_columns(merged, _NAME))
    if not kept.address and not kept.postcode:
        columns.update(_columns(merged, _HOME))
    if merged.nhs_number and not kept.nhs_number_valid and (merged.nhs_number_valid or not kept.nhs_number):
        columns.update(_columns(merged, _NUMBER))
    if kept.stated_gender == "X":
        columns["stated_gender"] = merged.stated_gender
    if merged.safe_contact_note and merged.safe_contact_note not in kept.safe_contact_note:
        notes = (kept.safe_contact_note, merged.safe_contact_note)
        columns["safe_contact_note"] = "\n".join(note for note in notes if note)
    filled = {name: [getattr(kept, name), value] for name, value in columns.items() if getattr(kept, name) != value}
    write_column(act, kept, columns)
    return {name: [as_text(value) for value in values] for name, values in filled.items()}


def _columns(patient: Patient, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in names}


def write_column(act: ActWork, patient: Patient, columns: dict[str, Any]) -> None:
    """Write columns of a record, with the keys by which its name is found."""
    write(patient, columns)
    if set(_NAME) & set(columns):
        set_name(patient, patient.family_name, patient.given_name)
        write_name_keys(act.session, patient.id)
    act.session.flush()


def moving_of(rows: Mapping[str, Sequence[object]]) -> tuple[tuple[str, int], ...]:
    """Return the tables whose rows belong to a patient, in words, with the numbers of their rows above 0."""
    names = (str(table.__tablename__) for table in OF_A_PATIENT)
    return tuple((name.replace("_", " "), len(rows[name])) for name in names if rows[name])


def as_text(value: object) -> object:
    """Return a column's value as JSON keeps it: a date as text."""
    return value.isoformat() if isinstance(value, date) else value
