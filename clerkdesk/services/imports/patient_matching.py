"""Matches a row of a file to a patient: by valid NHS number, else hospital number, else name and home.

A number finds a record; `clerkdesk.rules.patients.one_person` judges whether the row is about that person. Two
different valid NHS numbers are never one person, and a file that contradicts the record matches nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.patients.fields import TWO_PEOPLE
from clerkdesk.rules.patients.matching import PersonKey
from clerkdesk.rules.patients.one_person import Identity, Sameness, identity, is_one_without_number
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.text import list_name
from clerkdesk.services.imports.known_people import KnownPeople, KnownPerson
from clerkdesk.services.imports.stated import hospital_number_of, person_of

PERHAPS_SOMEBODY_ELSE = (
    "The record with this {number} differs in {what}, so this may be another person and nothing was changed. The file "
    "says {who}. Find out whose the {number} is."
)
WAS_THEIR_NUMBER = (
    "This NHS number is kept beside the record of {who}, whose it was until it was taken off or replaced. Nothing was "
    "changed, and the row is kept beside that record. Find out whose the number is."
)
TWO_PEOPLE_OF_ONE_NAME = (
    "Two records with this name and birth date are said to be two people, and the row does not tell which is meant, so "
    "nothing was changed; find out whose it is."
)
SEVERAL = "More than one record has this name, birth date and home, so nothing was changed; find out whose it is."


@dataclass(frozen=True, slots=True)
class MatchedPatient:
    """The patient of a row, and the comparison of the row with the record."""

    person: KnownPerson
    identity: Identity


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row with a patient's number that may be about somebody else."""

    sentence: str
    person: KnownPerson | None = None
    """The patient whose record needs a look; None without a single one."""


def match(
    known: KnownPeople, record: PatientRecord, others: Callable[[KnownPerson], bool] = lambda _person: False
) -> MatchedPatient | Contradiction | None:
    """Return the patient of a row, or None for a new person.

    Args:
        known: the people of the batch.
        record: the row.
        others: a test whether somebody is surely another person, regardless of name and home.
    """
    if record.nhs_number_valid and record.nhs_number:
        holder = known.of_nhs_number(record.nhs_number)
        if holder is not None:
            return _unless_somebody_else(record, holder, "NHS number")
        for person in known.of_former_number(record):
            if isinstance(_unless_somebody_else(record, person, "NHS number"), MatchedPatient):
                patient = person.patient
                who = list_name(patient.family_name, patient.given_name)
                return Contradiction(WAS_THEIR_NUMBER.format(who=who), person)
    number = hospital_number_of(record)
    if number:
        holder = known.of_hospital_number(number)
        # Two valid NHS numbers are two people, and the hospital number stays with one of them.
        if holder is not None and not _has_another_number(holder, record):
            return _unless_somebody_else(record, holder, "hospital number")
    return _by_name_and_home(known, record, number, others)


def _by_name_and_home(
    known: KnownPeople, record: PatientRecord, number: str | None, others: Callable[[KnownPerson], bool]
) -> MatchedPatient | Contradiction | None:
    namesakes = [person for person in known.namesakes(record) if not others(person)]
    if not namesakes:
        return None
    stated = person_of(record)
    found = [
        person
        for person in namesakes
        if not _has_another_number(person, record)
        and not (number and person.given_number not in (None, number))
        and _is_one_at_some_home(person, stated)
    ]
    if len(found) > 1:
        return Contradiction(SEVERAL)
    if found and any(_may_be_the_other(found[0], person, stated) for person in namesakes):
        return Contradiction(TWO_PEOPLE_OF_ONE_NAME)
    return MatchedPatient(found[0], identity(found[0].key, stated)) if found else None


def _may_be_the_other(person: KnownPerson, other: KnownPerson, stated: PersonKey) -> bool:
    """Return whether a row without a number also fits somebody else without a known home, such as a twin."""
    same = (stated.family_name, stated.given_name, stated.date_of_birth)
    return (
        other is not person
        and (other.key.family_name, other.key.given_name, other.key.date_of_birth) == same
        and not (other.patient.postcode or other.patient.address)
        and (_is_said_not_to_be(person, other) or _is_said_not_to_be(other, person))
    )


def _is_said_not_to_be(person: KnownPerson, other: KnownPerson) -> bool:
    number = other.patient.hospital_number
    said = [value for field, value in person.other_values if field == TWO_PEOPLE]
    return number is not None and any(f", {number}: " in value for value in said)


def _is_one_at_some_home(person: KnownPerson, stated: PersonKey) -> bool:
    if is_one_without_number(person.key, stated):
        return True
    return any(is_one_without_number(key, stated) for key in person.earlier_keys)


def _who(record: PatientRecord) -> str:
    """Return the description of a row's person, without home or telephone, which may be secret."""
    name = list_name(record.family_name, record.given_name)
    return f"{name}, born {birth_date_words(record.date_of_birth)}" if record.date_of_birth else name


def _has_another_number(person: KnownPerson, record: PatientRecord) -> bool:
    patient = person.patient
    return patient.nhs_number_valid and record.nhs_number_valid and patient.nhs_number != record.nhs_number


def _unless_somebody_else(record: PatientRecord, person: KnownPerson, number: str) -> MatchedPatient | Contradiction:
    stated = person_of(record)
    judged = identity(person.key, stated)
    both_known = person.patient.demographics_known and record.demographics_known
    if both_known and judged.sameness is Sameness.ASK:
        for key in person.earlier_keys:
            earlier = identity(key, stated).sameness
            if earlier is not Sameness.ASK:
                return MatchedPatient(person, replace(judged, sameness=earlier))
        said = PERHAPS_SOMEBODY_ELSE.format(number=number, what=judged.what_differs, who=_who(record))
        return Contradiction(said, person)
    return MatchedPatient(person, judged)
