"""Finds a record that two records are two people, about which joining asks (R-701)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Patient, PatientOtherValue
from clerkdesk.rules.patients.fields import SAID_TWO_PEOPLE, TWO_PEOPLE
from clerkdesk.rules.values.nhs_number import display, is_valid
from clerkdesk.services.acts.answers import Refused


def why_two_people(session: Session, kept: Patient, merged: Patient) -> tuple[str, ...]:
    """Return the entries on either record, also earlier ones, that the other is somebody else."""
    said = (*_told_apart(session, kept, merged), *_told_apart(session, merged, kept))
    numbers = _numbers(session, kept), _numbers(session, merged)
    differ = all(numbers) and not numbers[0] & numbers[1]
    listed = " and ".join(", ".join(map(display, sorted(each))) for each in numbers)
    return (*dict.fromkeys(said), *((f"they had different NHS numbers, {listed}",) if differ else ()))


def refuse_two_people(why: Iterable[str]) -> Refused | None:
    """Return the question about such a record, or None."""
    told = "; ".join(why)
    if not told:
        return None
    sentence = f"The records say that these are two people: {told}. Join them only if you know that this is wrong."
    return Refused(SAID_TWO_PEOPLE, sentence, "R-701")


def _told_apart(session: Session, patient: Patient, other: Patient) -> tuple[str, ...]:
    """Return the recorded reason why the other is not this patient."""
    others = select(col(Patient.hospital_number)).where(
        or_(col(Patient.id) == other.id, col(Patient.merged_into_id) == other.id)
    )
    marks = [f", {number}: " for number in session.execute(others).scalars() if number]
    values = _values(session, patient, TWO_PEOPLE)
    return tuple(value.split(mark, 1)[1] for value in values for mark in marks if mark in value)


def _numbers(session: Session, patient: Patient) -> set[str]:
    """Return the NHS numbers of a record, with those that somebody corrected."""
    standing = {patient.nhs_number} if patient.nhs_number and patient.nhs_number_valid else set()
    return {*standing, *(value for value in _values(session, patient, "nhs_number") if is_valid(value))}


def _values(session: Session, patient: Patient, field: str) -> list[str]:
    own = select(col(Patient.id)).where(or_(col(Patient.id) == patient.id, col(Patient.merged_into_id) == patient.id))
    value = PatientOtherValue
    query = select(col(value.value)).where(col(value.patient_id).in_(own), col(value.field) == field)
    return list(session.execute(query.order_by(col(value.id))).scalars())
