"""Patients that a typed name without a match may mean, few enough to compare one by one.

`clerkdesk.rules.patients.near_people` judges how similar they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.patients.patients import Hit, begins
from clerkdesk.data.tables import Patient, PatientNameKey
from clerkdesk.rules.patients.names import sound_key
from clerkdesk.rules.patients.near_dates import transposed_dates
from clerkdesk.rules.patients.near_people import IndexedPerson, near_people
from clerkdesk.rules.patients.nicknames import other_forms
from clerkdesk.rules.patients.one_box import NameQuery

_Columns = Select[int, str, date | None]

_MOST = 1500
"""Maximum names to compare in one search, which takes some milliseconds."""


def search_near(session: Session, queries: Sequence[NameQuery], limit: int) -> list[Hit]:
    """Return the patients that any reading of a typed name may mean, closest first."""
    near = [
        person
        for query in queries
        if query.family_prefix
        for person in near_people(
            query.family_prefix, query.given_prefix, query.date_of_birth, _candidates(session, query), limit=limit
        )
    ]
    near.sort(key=lambda person: -person.closeness)
    return [(person.id, person.reason or "name") for person in near]


def _candidates(session: Session, query: NameQuery) -> Iterator[IndexedPerson]:
    key = PatientNameKey
    columns = select(
        func.coalesce(Patient.merged_into_id, Patient.id), col(key.name_key), col(Patient.date_of_birth)
    ).join(Patient, col(Patient.id) == col(key.patient_id))  # fmt: skip
    for narrowed in _narrowed(columns, query):
        for patient_id, name_key, born in session.execute(narrowed.limit(_MOST)):
            family_key, _, given_key = name_key.partition(" ")
            yield IndexedPerson(patient_id, family_key, given_key, born)


def _narrowed(columns: _Columns, query: NameQuery) -> Iterator[_Columns]:
    """Yield the select narrowed to slips in the birth date, forms of the given name, the sound, and the first half."""
    key, family = col(PatientNameKey.name_key), query.family_prefix
    if query.date_of_birth is not None:
        days = (query.date_of_birth, *transposed_dates(query.date_of_birth))
        yield columns.where(col(Patient.date_of_birth).in_(days))
    forms = other_forms(query.given_prefix)
    if forms:
        yield columns.where(or_(*(and_(*begins(key, f"{family} {form}")) for form in forms)))
    # All patients of a common family name are too many; a slip in the first letter of the given name is rare.
    alike = columns.where(key.like(f"% {query.given_prefix[0]}%")) if query.given_prefix else columns
    yield alike.where(col(PatientNameKey.sound_key) == sound_key(family))
    yield alike.where(*begins(key, family[: max(2, len(family) // 2)]))
