"""Makes the keys that find patients by name, from every name they have or had.

Code that writes a name writes its keys: `write_name_keys` for one patient inside an act, `name_key_rows` for many.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Patient, PatientName, PatientNameKey
from clerkdesk.rules.patients.names import sound_key
from clerkdesk.rules.values.text import family_name_keys, search_key, sort_key

USUAL = "usual"
"""Kind of the keys for the name in the patient's own row."""


def set_name(patient: Patient, family_name: str, given_name: str) -> None:
    """Give a patient's row a name and the keys of the row itself."""
    patient.family_name, patient.given_name = family_name, given_name
    patient.sort_key = sort_key(family_name, given_name) if family_name or given_name else ""
    patient.given_key = search_key(given_name)


def name_keys(family_name: str, given_name: str) -> Iterator[tuple[str, str]]:
    """Yield the name key and the sound key for each way to find a name; nothing for an empty name."""
    given_key = search_key(given_name)
    for family_key in family_name_keys(family_name) or (("",) if given_key else ()):
        yield f"{family_key} {given_key}", sound_key(family_key)


def name_key_rows(patient_id: int, family_name: str, given_name: str, kind: str = USUAL) -> Iterator[PatientNameKey]:
    """Yield a row for each key of one name of a patient."""
    for name_key, heard_as in name_keys(family_name, given_name):
        yield PatientNameKey(patient_id=patient_id, kind=kind, name_key=name_key, sound_key=heard_as)


@cache
def _of_patient(table: type[PatientNameKey | PatientName]) -> Select[Any]:
    return select(table).where(col(table.patient_id) == bindparam("of_patient"))


def write_name_keys(session: Session, patient_id: int) -> None:
    """Make a patient's keys agree with the names in the session."""
    session.flush()
    for old in session.execute(_of_patient(PatientNameKey), {"of_patient": patient_id}).scalars():
        session.delete(old)
    patient = session.get_one(Patient, patient_id)
    session.add_all(name_key_rows(patient_id, patient.family_name, patient.given_name))
    for name in session.execute(_of_patient(PatientName), {"of_patient": patient_id}).scalars():
        session.add_all(name_key_rows(patient_id, name.family_name, name.given_name, name.kind))
    session.flush()
