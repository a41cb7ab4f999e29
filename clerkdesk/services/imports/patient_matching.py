"""Which patient of the index a row of a file is about: by valid NHS number, else hospital number, else name and home.

Two different valid NHS numbers are never one person; where a file contradicts what is known, nobody is matched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.duplicates import person_keys
from clerkdesk.data.tables import Patient
from clerkdesk.interop.records import PatientRecord
from clerkdesk.rules.matching import PersonKey, score
from clerkdesk.rules.postcodes import postcode_search_key
from clerkdesk.rules.text import compact, search_key, sort_key
from clerkdesk.services.imports.people import holder_of

SOMEBODY_ELSES_NUMBER = (
    "The record with this {what} has another name and another birth date, so nothing was changed; find out whose the "
    "{what} is."
)
TWO_NHS_NUMBERS = (
    "The record with this hospital number has another NHS number, so nothing was changed; find out which one is right."
)
SEVERAL = "More than one record has this name, birth date and postcode, so nothing was changed; find out whose it is."


@dataclass(slots=True)
class KnownPeople:
    """What tells the people of a batch of rows apart, as far as it is on the index: numbers, and names as sorted."""

    nhs_numbers: set[str] = field(default_factory=set)
    hospital_numbers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, session: Session, records: Sequence[PatientRecord]) -> KnownPeople:
        """Return what is known of the people whom some rows could be about."""
        numbers = [record.nhs_number for record in records if record.nhs_number]
        local = [number for record in records if (number := hospital_number_of(record))]
        names = [_name_of(record) for record in records]

        def on_index(column: Any, wanted: Sequence[str]) -> set[str]:
            return set(session.execute(select(column).where(column.in_(wanted))).scalars())

        return cls(
            on_index(col(Patient.nhs_number), numbers),
            on_index(col(Patient.hospital_number), local),
            on_index(col(Patient.sort_key), names),
        )

    def may_have(self, record: PatientRecord) -> bool:
        """Tell whether a row could be about one of them; otherwise it is about somebody new."""
        return (
            record.nhs_number in self.nhs_numbers
            or hospital_number_of(record) in self.hospital_numbers
            or _name_of(record) in self.names
        )

    def add(self, record: PatientRecord) -> None:
        """Remember the person of a row."""
        self.nhs_numbers.add(record.nhs_number or "")
        self.hospital_numbers.add(hospital_number_of(record) or "")
        self.names.add(_name_of(record))


def _name_of(record: PatientRecord) -> str:
    return sort_key(record.family_name, record.given_name)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row that would have to be about a patient whom it can't be about."""

    sentence: str


def match(session: Session, record: PatientRecord) -> Patient | Contradiction | None:
    """Return the patient whom a row is about, or None for somebody new."""
    if record.nhs_number_valid and record.nhs_number:
        holder = holder_of(session, record.nhs_number)
        if holder is not None:
            return _unless_somebody_else(session, record, holder, "NHS number")
    number = hospital_number_of(record)
    if number:
        query = select(Patient).where(col(Patient.hospital_number) == number)
        found = session.execute(query).scalar_one_or_none()
        if found is not None and found.merged_into_id is not None:
            found = session.get_one(Patient, found.merged_into_id)
        if found is not None and _has_another_number(found, record):
            return Contradiction(TWO_NHS_NUMBERS)
        if found is not None:
            return _unless_somebody_else(session, record, found, "hospital number")
    return _by_name_and_home(session, record, number)


def hospital_number_of(record: PatientRecord) -> str | None:
    """Return the hospital number of a row in the form in which the index keeps it."""
    return compact(record.hospital_number or "").upper() or None


def is_taken(session: Session, hospital_number: str) -> bool:
    """Tell whether any record has a hospital number."""
    query = select(col(Patient.id)).where(col(Patient.hospital_number) == hospital_number)
    return session.execute(query).first() is not None


def same_name_and_birth_date(session: Session, record: PatientRecord) -> bool:
    """Tell whether somebody on the index has the name and the birth date of a row."""
    return session.execute(_namesakes(record).limit(1)).first() is not None


def postcode_of(record: PatientRecord) -> str:
    """Return the postcode of a row's address in use, empty where it states none."""
    return record.addresses[0].postcode if record.addresses else ""


def _namesakes(record: PatientRecord) -> Select[Patient]:
    return select(Patient).where(
        col(Patient.sort_key) == _name_of(record),
        col(Patient.date_of_birth) == record.date_of_birth,
        col(Patient.merged_into_id).is_(None),
    )


def _by_name_and_home(session: Session, record: PatientRecord, number: str | None) -> Patient | Contradiction | None:
    if not record.family_name or record.date_of_birth is None:
        return None
    postcode = postcode_of(record)
    home = col(Patient.postcode_key) == (postcode_search_key(postcode) if postcode else "")
    found = [
        patient
        for patient in session.execute(_namesakes(record).where(home)).scalars()
        if not _has_another_number(patient, record) and not (number and patient.hospital_number not in (None, number))
    ]
    return Contradiction(SEVERAL) if len(found) > 1 else found[0] if found else None


def _has_another_number(patient: Patient, record: PatientRecord) -> bool:
    return patient.nhs_number_valid and record.nhs_number_valid and patient.nhs_number != record.nhs_number


def _unless_somebody_else(
    session: Session, record: PatientRecord, patient: Patient, what: str
) -> Patient | Contradiction:
    if not patient.demographics_known or not record.demographics_known:
        return patient
    same_family = search_key(patient.family_name) == search_key(record.family_name)
    if same_family or (record.date_of_birth is not None and patient.date_of_birth == record.date_of_birth):
        return patient
    weighed = score(_person(record), person_keys(session, {patient.id})[patient.id])
    shared = 100.0 if patient.nhs_number_valid and patient.nhs_number == record.nhs_number else 0.0
    if weighed.points - shared >= 0:
        return patient
    return Contradiction(SOMEBODY_ELSES_NUMBER.format(what=what))


def _person(record: PatientRecord) -> PersonKey:
    address = "\n".join(record.addresses[0].lines) if record.addresses else ""
    return PersonKey(
        family_name=record.family_name,
        given_name=record.given_name,
        date_of_birth=record.date_of_birth,
        postcode=postcode_of(record),
        address=address,
        nhs_number=record.nhs_number if record.nhs_number_valid else None,
        phone_keys=tuple(phone.number.removeprefix("+") for phone in record.phones if phone.readable),
        other_family_names=tuple(name.family_name for name in record.other_names if name.family_name),
    )
