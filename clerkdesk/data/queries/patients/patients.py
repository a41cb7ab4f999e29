"""Patients as frozen rows, and the searches of the one box: each a range or an equality on an indexed key.

`clerkdesk.rules.patients.one_box` decides what a typed text means; `clerkdesk.data.queries.patients.near_patients` has
the searches for a text without a match. The details of a merged record find the record that was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.name_keys import USUAL
from clerkdesk.data.tables import (
    Appointment,
    Patient,
    PatientNameKey,
    PatientOtherValue,
    PatientPhone,
    Referral,
    RelatedPerson,
)
from clerkdesk.data.tables.patients import IS_A_NUMBER
from clerkdesk.rules.patients import one_box
from clerkdesk.rules.patients.rows import PatientRow

_AFTER_EVERY_KEY = "\x7f"
"""A character that sorts after every character of a key, so that a key plus it bounds the keys that start with it."""
_KEYS_OF_ONE_PATIENT = 4
"""A patient with a double-barrelled or former name appears more than once in a range."""


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """One result of a search."""

    patient: PatientRow
    match: str
    """The match, as a clerk reads it: `NHS number`, `name and birth date`, `telephone of mother`."""


_NAMES = {USUAL: "name", "alias": "alias"}

Hit = tuple[int, str]
"""Patient id and match."""

_THE_KEPT_ONE = func.coalesce(Patient.merged_into_id, Patient.id)


def patient_rows(session: Session, ids: Sequence[int]) -> dict[int, PatientRow]:
    """Return the rows of some patients by id."""
    if not ids:
        return {}
    rows = (PatientRow(**row._mapping) for row in session.execute(_rows(), {"ids": ids}))
    return {row.id: replace(row, postcode="") if row.restricted else row for row in rows}


@cache
def _rows() -> Select[Any]:
    columns = (getattr(Patient, field.name) for field in fields(PatientRow))
    return select(*columns).where(col(Patient.id).in_(bindparam("ids", expanding=True)))


def row_of(patient: Patient) -> PatientRow:
    """Return the row of a patient."""
    row = PatientRow(**{field.name: getattr(patient, field.name) for field in fields(PatientRow)})
    return replace(row, postcode="") if row.restricted else row


def found_patients(session: Session, hits: Sequence[Hit]) -> list[FoundPatient]:
    """Return the results for the matches, in their order, each patient once."""
    matches: dict[int, str] = {}
    for patient_id, match in hits:
        matches.setdefault(patient_id, match)
    rows = patient_rows(session, list(matches))
    return [FoundPatient(rows[patient_id], match) for patient_id, match in matches.items()]


def search(session: Session, query: one_box.Query, limit: int) -> Iterator[Hit]:
    """Yield the matches of one reading of a text, best first; a patient may appear more than once."""
    match query:
        case one_box.NhsNumberQuery():
            yield from _by_nhs_number(session, query, limit)
        case one_box.HospitalNumberQuery(number):
            yield from by_hospital_number(session, number)
        case one_box.UbrnQuery(digits):
            referral = select(col(Referral.patient_id), literal("UBRN")).where(*begins(col(Referral.ubrn), digits))
            yield from _hits(session, referral.limit(limit))
        case one_box.AppointmentReferenceQuery(reference):
            appointment = select(col(Appointment.patient_id), literal("appointment reference"))
            yield from _hits(session, appointment.where(col(Appointment.reference) == reference))
        case one_box.PhoneQuery(search_key):
            yield from _by_phone(session, search_key, limit)
        case one_box.PostcodeQuery(search_key):
            # An address must not find a restricted record.
            home = and_(*begins(col(Patient.postcode_key), search_key), col(Patient.restricted).is_(False))
            people = select(_THE_KEPT_ONE, literal("postcode")).where(home).order_by(col(Patient.postcode_key))
            yield from _hits(session, people.limit(limit))
        case one_box.NameQuery(family_prefix, given_prefix, born):
            yield from by_name(session, family_prefix, given_prefix, born, limit)
        case one_box.NearReferenceQuery() | one_box.CommandQuery() | one_box.Nothing():
            return


def by_near_references(session: Session, queries: Sequence[one_box.Query]) -> list[Hit]:
    """Return the patients of appointments with a reference that a misheard one may mean, with the reference."""
    near = [each for query in queries if isinstance(query, one_box.NearReferenceQuery) for each in query.references]
    if not near:
        return []
    people = select(_THE_KEPT_ONE, col(Appointment.reference)).join(
        Appointment, col(Appointment.patient_id) == col(Patient.id)
    )
    found = session.execute(people.where(col(Appointment.reference).in_(near)).order_by(col(Appointment.reference)))
    return [(patient_id, f"reference {reference}") for patient_id, reference in found]


def by_hospital_number(session: Session, number: str) -> Iterator[Hit]:
    """Yield the patient with this hospital number."""
    people = select(_THE_KEPT_ONE, literal("hospital number")).where(col(Patient.hospital_number) == number)
    yield from _hits(session, people)


def by_number_beside(session: Session, number: str) -> Iterator[Hit]:
    """Yield the patients whose record keeps this as a second hospital or NHS number."""
    other = PatientOtherValue
    people = (
        select(_THE_KEPT_ONE, col(other.field))
        .join(other, col(other.patient_id) == col(Patient.id))
        .where(text(IS_A_NUMBER), col(other.value) == number)
        .order_by(col(other.id))
    )
    for patient_id, field in session.execute(people):
        yield patient_id, f"{'NHS' if field == 'nhs_number' else 'hospital'} number {one_box.KEPT_BESIDE}"


def by_name(
    session: Session, family_prefix: str, given_prefix: str, date_of_birth: date | None, limit: int
) -> Iterator[Hit]:
    """Yield the patients with a name that starts like this, those with exactly this family name first."""
    if not family_prefix:
        if given_prefix:
            yield from _by_given_name(session, given_prefix, date_of_birth, limit)
        elif date_of_birth is not None:
            born = select(_THE_KEPT_ONE, literal("birth date")).where(col(Patient.date_of_birth) == date_of_birth)
            yield from _hits(session, born.order_by(col(Patient.sort_key)).limit(limit))
        return
    key = col(PatientNameKey.name_key)
    yield from _named(session, begins(key, f"{family_prefix} {given_prefix}"), date_of_birth, limit)
    begun: tuple[ColumnElement[bool], ...] = begins(key, family_prefix)
    # The index gives the range; only the part after the space is compared within it.
    yield from _named(
        session,
        (*begun, key.like(f"{family_prefix}% {given_prefix}%")) if given_prefix else begun,
        date_of_birth,
        limit,
    )


def is_named(session: Session, query: one_box.NameQuery) -> bool:
    """Return whether anybody has the query's family name as a whole."""
    key = col(PatientNameKey.name_key)
    wanted = begins(key, f"{query.family_prefix} {query.given_prefix}")
    return bool(query.family_prefix) and session.execute(select(key).where(*wanted).limit(1)).first() is not None


def _by_given_name(session: Session, given_prefix: str, date_of_birth: date | None, limit: int) -> Iterator[Hit]:
    people = select(_THE_KEPT_ONE, literal("given name")).where(*begins(col(Patient.given_key), given_prefix))
    if date_of_birth is not None:
        people = people.where(col(Patient.date_of_birth) == date_of_birth)
    yield from _hits(session, people.order_by(col(Patient.given_key), col(Patient.sort_key)).limit(limit))


def begins(column: Any, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the two bounds of the range of a key column that begins with `key`."""
    return column >= key, column < key + _AFTER_EVERY_KEY


def _named(
    session: Session, bounds: Sequence[ColumnElement[bool]], date_of_birth: date | None, limit: int
) -> Iterator[Hit]:
    key = PatientNameKey
    query = (
        select(_THE_KEPT_ONE, col(key.kind)).join(Patient, col(Patient.id) == col(key.patient_id)).where(*bounds)
    )  # fmt: skip
    if date_of_birth is not None:
        query = query.where(col(Patient.date_of_birth) == date_of_birth)
    query = query.order_by(col(key.name_key), col(key.patient_id)).limit(limit * _KEYS_OF_ONE_PATIENT)
    for patient_id, kind in session.execute(query):
        name = _NAMES.get(kind, f"{kind} name")
        yield patient_id, name if date_of_birth is None else f"{name} and birth date"


def _by_nhs_number(session: Session, query: one_box.NhsNumberQuery, limit: int) -> Iterator[Hit]:
    column = col(Patient.nhs_number)
    wanted = (column == query.digits,) if query.complete else begins(column, query.digits)
    people = select(_THE_KEPT_ONE, literal("NHS number")).where(*wanted)
    # Two records can have one invalid number, and a merged record the number of the kept one.
    yield from _hits(session, people.order_by(column, col(Patient.nhs_number_valid).desc()).limit(limit))


def _by_phone(session: Session, search_key: str, limit: int) -> Iterator[Hit]:
    """Yield the owners of the number, then the patients whose relative has it: the caller is often the mother."""
    phone, related = PatientPhone, RelatedPerson
    own = select(col(phone.patient_id), literal("telephone")).where(*begins(col(phone.number_key), search_key))
    owners = list(_hits(session, own.order_by(col(phone.number_key)).limit(limit)))
    yield from owners
    belongs = select(col(related.patient_id), col(related.relationship)).where(
        or_(
            and_(*begins(col(related.number_key), search_key)),
            col(related.related_patient_id).in_([patient_id for patient_id, _ in owners]),
        )
    )
    for patient_id, relationship in session.execute(belongs.order_by(col(related.id)).limit(limit)):
        yield patient_id, f"telephone of {relationship}"


def _hits(session: Session, query: Select[int, str]) -> Iterator[Hit]:
    yield from ((patient_id, match) for patient_id, match in session.execute(query))
