"""Records that may be of the same person as one in hand, by every key that duplicates share.

Which of them are likely is weighed by `clerkdesk.rules.matching`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.patients import begins
from clerkdesk.data.tables import Patient, PatientName, PatientNameKey, PatientPhone
from clerkdesk.rules.matching import PersonKey
from clerkdesk.rules.names import sound_key
from clerkdesk.rules.postcodes import is_pseudo, postcode_search_key
from clerkdesk.rules.text import family_name_keys, search_key

_MOST = 400
"""Candidates that are weighed: a common name and a busy postcode together bring some hundreds."""


def possible_duplicates(session: Session, person: PersonKey) -> dict[int, PersonKey]:
    """Return the records that share a key with a person, by patient id; merged ones are left out."""
    ids: set[int] = set()
    for query in _searches(person):
        ids.update(session.execute(query.limit(_MOST)).scalars())
    return person_keys(session, ids)


def person_keys(session: Session, ids: set[int]) -> dict[int, PersonKey]:
    """Return what is known of some patients as matching weighs it, by id; merged records are left out."""
    numbers: dict[int, list[str]] = defaultdict(list)
    phones = select(col(PatientPhone.patient_id), col(PatientPhone.number_key)).where(
        col(PatientPhone.patient_id).in_(ids)
    )
    for row in session.execute(phones):
        numbers[row.patient_id].append(row.number_key)
    other_names: dict[int, list[str]] = defaultdict(list)
    names = select(col(PatientName.patient_id), col(PatientName.family_name)).where(
        col(PatientName.patient_id).in_(ids)
    )
    for row in session.execute(names):
        other_names[row.patient_id].append(row.family_name)
    patients = select(Patient).where(col(Patient.id).in_(ids), col(Patient.merged_into_id).is_(None))
    return {
        patient.id: PersonKey(
            family_name=patient.family_name,
            given_name=patient.given_name,
            date_of_birth=patient.date_of_birth,
            postcode=patient.postcode,
            address=patient.address,
            nhs_number=patient.nhs_number if patient.nhs_number_valid else None,
            phone_keys=tuple(numbers[patient.id]),
            other_family_names=tuple(other_names[patient.id]),
        )
        for patient in session.execute(patients).scalars()
    }


def _searches(person: PersonKey) -> Iterator[Select[int]]:
    ids = select(col(Patient.id)).where(col(Patient.merged_into_id).is_(None))
    if person.nhs_number:
        yield ids.where(col(Patient.nhs_number) == person.nhs_number)
    if person.date_of_birth:
        yield ids.where(col(Patient.date_of_birth).in_(_either_way(person.date_of_birth)))
    if person.phone_keys:
        yield select(col(PatientPhone.patient_id)).where(col(PatientPhone.number_key).in_(person.phone_keys))
    sounds = {sound_key(key) for name in (person.family_name, *person.other_family_names)
              for key in family_name_keys(name)}  # fmt: skip
    alike = select(col(PatientNameKey.patient_id)).where(col(PatientNameKey.sound_key).in_(sounds))
    if person.given_name:
        # The whole of a common family name is too many; those whose given name begins alike are not.
        yield alike.join(Patient, col(Patient.id) == col(PatientNameKey.patient_id)).where(
            *begins(col(Patient.given_key), search_key(person.given_name)[:1])
        )
    if person.postcode and not is_pseudo(person.postcode):
        yield ids.where(col(Patient.postcode_key) == postcode_search_key(person.postcode))


def _either_way(day: date) -> tuple[date, ...]:
    """Return the date, and the one with day and month turned round where there is one."""
    return (day, date(day.year, day.day, day.month)) if day.day <= 12 else (day,)
