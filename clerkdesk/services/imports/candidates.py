"""Looks up the patients that the rows of a batch could be about, with few statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Patient, PatientNameKey, PatientOtherValue, PatientStatement
from clerkdesk.data.tables.patients import IS_A_NUMBER
from clerkdesk.interop.reading.digests import VERSION
from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.values.text import family_name_keys
from clerkdesk.services.imports.stated import hospital_number_of, name_of

NHS_NUMBER: Final = "nhs_number"
"""Field for an NHS number taken off a record, or called old by a source."""


def seen_before(session: Session, digests: Sequence[str]) -> dict[str, int]:
    """Return the patients of statements read before, by digest."""
    before = select(col(PatientStatement.digest), col(PatientStatement.patient_id)).where(
        col(PatientStatement.digest).in_(digests)
    )
    return {row.digest: row.patient_id for row in session.execute(before)}


def has_first_digests(session: Session) -> bool:
    """Return whether any statement is kept under a digest without a version, which starts with a hexadecimal digit."""
    first = select(col(PatientStatement.id)).where(
        col(PatientStatement.digest) > "0", col(PatientStatement.digest) < VERSION
    )
    return session.execute(first.limit(1)).first() is not None


def candidates(session: Session, records: Sequence[PatientRecord]) -> Iterator[Patient]:
    """Yield the patients with a number, or with the name and birth date, of some row; some of them twice."""
    numbers = {record.nhs_number for record in records if record.nhs_number_valid and record.nhs_number}
    local = {number for record in records if (number := hospital_number_of(record))}
    names = {name_of(record) for record in records if record.family_name}
    days = {record.date_of_birth for record in records if record.date_of_birth is not None}
    if numbers:
        of_number = select(Patient).where(col(Patient.nhs_number).in_(numbers), col(Patient.nhs_number_valid).is_(True))
        yield from session.execute(of_number).scalars()
        other = PatientOtherValue
        held = select(Patient).join(other, col(other.patient_id) == col(Patient.id))
        beside = held.where(text(IS_A_NUMBER), col(other.field) == NHS_NUMBER, col(other.value).in_(numbers))
        yield from session.execute(beside).scalars()
    if local:
        yield from session.execute(select(Patient).where(col(Patient.hospital_number).in_(local))).scalars()
    if names and days:
        alike = select(Patient).where(
            col(Patient.date_of_birth).in_(days),
            # Few were born on a day and many share a name, so the query uses the index of days.
            (col(Patient.sort_key) + "").in_(names),
            col(Patient.merged_into_id).is_(None),
        )
        yield from session.execute(alike).scalars()
    near = _ids_of_near_names(session, records)
    if near:
        near_ones = select(Patient).where(col(Patient.id).in_(near), col(Patient.merged_into_id).is_(None))
        yield from session.execute(near_ones).scalars()


def _ids_of_near_names(session: Session, records: Sequence[PatientRecord]) -> set[int]:
    """Return the patients who share a family name, or a former one, and the birth date with a row.

    A patient with a different valid NHS number is another person, and is left out.
    """
    days: dict[bool, set[date]] = {True: set(), False: set()}
    wanted: set[tuple[date, str]] = set()
    for record in records:
        if record.family_name and record.date_of_birth is not None:
            days[record.nhs_number_valid].add(record.date_of_birth)
            families = (record.family_name, *(name.family_name for name in record.other_names))
            wanted |= {(record.date_of_birth, key) for family in families for key in family_name_keys(family)}
    if not wanted:
        return set()
    # The two separate look-ups use their indexes; joined, each batch would read the whole table of names.
    born = select(col(Patient.id), col(Patient.date_of_birth), col(Patient.nhs_number_valid)).where(
        col(Patient.date_of_birth).in_(days[True] | days[False])
    )
    found = {
        row.id: row.date_of_birth
        for row in session.execute(born)
        if row.date_of_birth in days[False] or not row.nhs_number_valid
    }
    if not found:
        return set()
    key = PatientNameKey
    names = select(col(key.patient_id), col(key.name_key)).where(col(key.patient_id).in_(found))
    return {
        patient_id
        for patient_id, name_key in session.execute(names)
        if (found[patient_id], name_key.partition(" ")[0]) in wanted
    }
