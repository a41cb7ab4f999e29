"""Records that may belong to the person in hand, by every key that duplicates share.

`clerkdesk.rules.patients.matching` names the keys and judges which records are likely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.patients.patients import begins
from clerkdesk.data.tables import Patient, PatientName, PatientNameKey, PatientPhone
from clerkdesk.rules.patients.matching import PersonKey, keys_sought

_MOST = 400
"""Maximum candidates to weigh: a common name and a busy postcode together bring some hundreds."""


def possible_duplicates(session: Session, person: PersonKey) -> dict[int, PersonKey]:
    """Return the records that share a key with a person, by patient id, without merged ones."""
    ids: set[int] = set()
    for query in _searches(person):
        ids.update(session.execute(query.limit(_MOST)).scalars())
    return person_keys(session, ids)


def person_keys(session: Session, ids: set[int]) -> dict[int, PersonKey]:
    """Return the details that matching weighs of some patients, by id, without merged records."""
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
            stated_gender=patient.stated_gender,
        )
        for patient in session.execute(patients).scalars()
    }


def _searches(person: PersonKey) -> Iterator[Select[int]]:
    ids = select(col(Patient.id)).where(col(Patient.merged_into_id).is_(None))
    alike = select(col(PatientNameKey.patient_id)).join(Patient, col(Patient.id) == col(PatientNameKey.patient_id))
    for kind, *values in keys_sought(person):
        match kind, values:
            case "number", [number]:
                yield ids.where(col(Patient.nhs_number) == number)
            case "born", [day]:
                yield ids.where(col(Patient.date_of_birth) == date.fromisoformat(day))
            case "phone", [phone]:
                yield select(col(PatientPhone.patient_id)).where(col(PatientPhone.number_key) == phone)
            case "name", [sound, initial]:
                # All patients of a common family name are too many; those whose given name starts alike are not.
                begins_alike = begins(col(Patient.given_key), initial)
                yield alike.where(col(PatientNameKey.sound_key) == sound, *begins_alike)
            case "home", [postcode]:
                yield ids.where(col(Patient.postcode_key) == postcode)
