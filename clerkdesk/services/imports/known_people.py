"""The patients that the rows of a batch could be about, with all their details, read at once.

`patient_matching` decides whom a row is about, and `patients` what it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import (
    AlertFlag,
    Patient,
    PatientName,
    PatientNeed,
    PatientOtherValue,
    PatientPhone,
    PatientStatement,
    RelatedPerson,
)
from clerkdesk.interop.reading.digests import digest_of, first_digest_of
from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.patients.given_names import is_initial
from clerkdesk.rules.patients.matching import PersonKey, may_be_namesakes
from clerkdesk.rules.patients.statements import BIRTH, DOUBTFUL, FIELDS, FORMER, HOSPITAL_NUMBER, NAME, Statement
from clerkdesk.rules.values.hospital_number import is_made_here
from clerkdesk.rules.values.text import search_key, sort_key
from clerkdesk.services.imports.candidates import NHS_NUMBER, candidates, has_first_digests, seen_before
from clerkdesk.services.imports.stated import comparable_name, name_of, person_of
from clerkdesk.services.patients.statements import LEFT_OUT, as_statement

DECEASED = "DEC"
"""Code of `local_alert_flag`."""

_Listed = tuple[str, date | None]
"""A name in the index's sort form, and a birth date."""
_EMPTY = {name: field.default for name, field in Patient.model_fields.items()}


def newcomer() -> Patient:
    """Return an empty row for a person who is not in the database yet.

    It is a plain object to fill and insert with many others: a mapped row takes ten times as long to make, and a first
    load has a million.
    """
    return cast(Patient, SimpleNamespace(**_EMPTY))


@dataclass(slots=True, eq=False)
class KnownPerson:
    """One patient with everything that a row can extend; additions show here at once, and are written later."""

    patient: Patient
    new: bool = False
    """Whether the patient is still to be inserted (`newcomer`)."""
    names: set[tuple[str, str, str]] = field(default_factory=set)
    """Kind, family name, given name."""
    phones: set[tuple[str, str]] = field(default_factory=set)
    """Number and search key."""
    needs: set[tuple[str, str]] = field(default_factory=set)
    people: set[tuple[str, str, str]] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)
    warnings: set[str] = field(default_factory=set)
    """The notes of alerts with words."""
    other_values: set[tuple[str, str]] = field(default_factory=set)
    statements: list[Statement] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    """Digest -> text of records with this patient's number that may be about somebody else."""

    @property
    def given_number(self) -> str | None:
        """The number from a hospital; one of the desk's own series does not count."""
        number = self.patient.hospital_number
        return None if number is None or is_made_here(number) else number

    @property
    def key(self) -> PersonKey:
        """The details for matching."""
        patient = self.patient
        family_name, given_name = comparable_name(patient.family_name, patient.given_name, self._doubtful_kind)
        return PersonKey(
            family_name=family_name,
            given_name=given_name,
            date_of_birth=patient.date_of_birth,
            postcode=patient.postcode,
            address=patient.address,
            nhs_number=patient.nhs_number if patient.nhs_number_valid else None,
            phone_keys=tuple(key for _, key in self.phones if key),
            other_family_names=tuple(family for _, family, _ in self.names if family),
            stated_gender=patient.stated_gender,
        )

    @property
    def _doubtful_kind(self) -> str | None:
        """The kind of a name in force only for lack of a better one; None for a known name."""
        if any(each.fields.get(part) for each in self.statements for part in NAME):
            return None
        said = [each.fields[DOUBTFUL] for each in self.statements if each.fields.get(DOUBTFUL)]
        return str(cast(list[object], said[-1])[-1]) if said else None

    @property
    def _names_said(self) -> set[tuple[str, str]]:
        """Family and given name of each name ever stated, except those with only an initial."""
        said = [each.fields for each in self.statements]
        return {
            (str(each["family_name"]), given)
            for each in said
            if each.get("family_name") and not is_initial(given := str(each.get("given_name") or ""))
        }

    @property
    def listed_names(self) -> set[str]:
        """The names, in the index's sort form, with which a row without a number may be about the patient.

        The name in force depends on the order of reading; the match of a row must not. After a clerk's correction only
        the name in force counts.
        """
        patient = self.patient
        others = self._names_said - {(patient.family_name, patient.given_name)}
        if not others or any(each.by_clerk for each in self.statements):
            return {patient.sort_key}
        # The index has no key for swapped family and given names, as some rows have them.
        turned = search_key(patient.given_name)
        return {patient.sort_key, *(sort_key(*name) for name in others if search_key(name[0]) != turned)}

    @property
    def earlier_keys(self) -> Iterator[PersonKey]:
        """The details for matching, with each name, home and birth date ever stated of the patient.

        The values in force depend on the order of reading; the match of a row must not. After a clerk's correction only
        the values in force count. A name with only an initial says too little, since a twin may share it.
        """
        now = self.key
        if any(each.by_clerk for each in self.statements):
            return
        said = [each.fields for each in self.statements]
        names = self._names_said
        homes = {(str(each.get("postcode") or ""), str(each.get("address") or "")) for each in said}
        births = {date.fromisoformat(str(each[BIRTH])) for each in said if each.get(BIRTH)}
        stands = now.family_name, now.given_name
        for name, home, born in product({stands, *names}, homes, births or (now.date_of_birth,)):
            yield replace(
                now,
                family_name=name[0],
                given_name=name[1],
                postcode=home[0],
                address=home[1],
                date_of_birth=born,
                # The name in force is also one of the patient's names.
                other_family_names=(*now.other_family_names, now.family_name),
            )

    @property
    def as_it_stands(self) -> Statement:
        """The record as a statement from before any source was kept."""
        patient = self.patient
        said: dict[str, object] = {name: value for name in FIELDS if (value := getattr(patient, name))}
        former = [family for kind, family, _ in sorted(self.names) if kind == "former" and family]
        if patient.date_of_birth is not None:
            said[BIRTH] = patient.date_of_birth.isoformat()
        if self.given_number is not None:
            said[HOSPITAL_NUMBER] = self.given_number
        return Statement(said | ({FORMER: former} if former else {}))


class KnownPeople:
    """Finds the patient with a number, a hospital number, or a name and birth date, among those of a batch."""

    def __init__(self, seen: Mapping[str, int] | None = None, digests: Mapping[int, str] | None = None) -> None:
        self.seen = dict(seen or {})
        """Digest of a statement read before -> id of its patient."""
        self.seen_now: set[str] = set()
        """The digests of the batch's statements read so far."""
        self._digests = dict(digests or {})
        self._by_nhs_number: dict[str, KnownPerson] = {}
        self._by_hospital_number: dict[str, KnownPerson] = {}
        self._by_name: dict[_Listed, list[KnownPerson]] = defaultdict(list)
        self._listed: dict[int, set[_Listed]] = {}
        """Identity of a person's object -> their keys in `_by_name`, so that a replaced, unstated name finds nobody."""
        self._by_former_number: dict[str, list[KnownPerson]] = defaultdict(list)
        self._born: dict[date, list[KnownPerson]] = defaultdict(list)
        self._everybody: dict[int, KnownPerson] = {}

    @classmethod
    def of(cls, session: Session, records: Sequence[PatientRecord], digests: Sequence[str]) -> KnownPeople:
        """Return the patients that some rows could be about, with a few statements for any number of rows.

        Args:
            session: to search with.
            records: the records of the rows.
            digests: the digest of each record.
        """
        seen = seen_before(session, digests)
        asked = [record for record, name in zip(records, digests, strict=True) if name not in seen]
        if asked and has_first_digests(session):
            firsts = {first_digest_of(record): digest_of(record) for record in asked}
            seen |= {firsts[name]: patient_id for name, patient_id in seen_before(session, list(firsts)).items()}
        asked = [record for record, name in zip(records, digests, strict=True) if name not in seen]
        by_record = {id(record): name for record, name in zip(records, digests, strict=True)}
        known = cls(seen, by_record)
        known.learn_of(session, asked)
        return known

    def add(self, person: KnownPerson) -> None:
        """Index a person for finding, and again after changes of numbers or names."""
        patient = person.patient
        self._everybody[id(person)] = person
        if patient.nhs_number and patient.nhs_number_valid:
            self._by_nhs_number[patient.nhs_number] = person
        if person.given_number is not None and patient.hospital_number:
            self._by_hospital_number[patient.hospital_number] = person
        for field_name, value in person.other_values:
            if field_name == NHS_NUMBER and person not in self._by_former_number[value]:
                self._by_former_number[value].append(person)
        before = self._listed.get(id(person), set())
        now = {(name, patient.date_of_birth) for name in person.listed_names}
        for key in before - now:
            self._by_name[key].remove(person)
        for key in now - before:
            self._by_name[key].append(person)
        self._listed[id(person)] = now
        if patient.date_of_birth is not None and patient.date_of_birth not in {born for _, born in before}:
            self._born[patient.date_of_birth].append(person)

    def everybody(self) -> tuple[KnownPerson, ...]:
        """Return all people so far."""
        return tuple(self._everybody.values())

    def learn(self, session: Session, patients: Sequence[Patient]) -> None:
        """Load some more patients of the index, unless they are known."""
        known = {person.patient.id for person in self._everybody.values()}
        for person in _with_details(session, [patient for patient in patients if patient.id not in known]):
            self.add(person)

    def learn_of(self, session: Session, records: Sequence[PatientRecord]) -> None:
        """Load every patient of the index that some records could be about."""
        found = list(candidates(session, records))
        self.learn(session, list(_answering(session, found).values()))
        for patient in found:
            if patient.merged_into_id is not None and patient.hospital_number:
                self.lead(patient.hospital_number, patient.merged_into_id)

    def of_id(self, session: Session, patient_id: int) -> KnownPerson:
        """Return a patient of the index by their id."""
        self.learn(session, [session.get_one(Patient, patient_id)])
        return next(person for person in self._everybody.values() if person.patient.id == patient_id)

    def take_number(self, person: KnownPerson) -> None:
        """Remove a person's hospital number from the look-up, before it changes."""
        number = person.patient.hospital_number
        if number and self._by_hospital_number.get(number) is person:
            del self._by_hospital_number[number]

    def digest(self, record: PatientRecord) -> str:
        """Return the digest of a row of the batch."""
        return self._digests.get(id(record)) or digest_of(record)

    def lead(self, hospital_number: str, patient_id: int) -> None:
        """Point the number of a merged record to the kept one."""
        kept = next((person for person in self._everybody.values() if person.patient.id == patient_id), None)
        if kept is not None:
            self._by_hospital_number.setdefault(hospital_number, kept)

    def of_nhs_number(self, number: str) -> KnownPerson | None:
        """Return the person with a valid NHS number."""
        return self._by_nhs_number.get(number)

    def of_former_number(self, record: PatientRecord) -> list[KnownPerson]:
        """Return the people whose records keep a row's valid NHS number, which nobody holds, as a second one."""
        number = record.nhs_number if record.nhs_number_valid else None
        return [] if not number or number in self._by_nhs_number else self._by_former_number.get(number, [])

    def of_hospital_number(self, number: str) -> KnownPerson | None:
        """Return the person with a hospital number."""
        return self._by_hospital_number.get(number)

    def namesakes(self, record: PatientRecord) -> list[KnownPerson]:
        """Return everybody with the name of a row, recorded or stated, and its birth date."""
        if not record.family_name or record.date_of_birth is None:
            return []
        return self._by_name.get((name_of(record), record.date_of_birth), [])

    def near_namesakes(self, record: PatientRecord) -> list[KnownPerson]:
        """Return the people born on the day of a row whose name may be another form of its name."""
        if not record.family_name or record.date_of_birth is None:
            return []
        stated, same = person_of(record), self.namesakes(record)
        return [
            person
            for person in self._born.get(record.date_of_birth, [])
            if person not in same and may_be_namesakes(person.key, stated)
        ]


def _answering(session: Session, found: Sequence[Patient]) -> dict[int, Patient]:
    """Return the kept records of those found, by id: each itself, or the one it was joined with."""
    rows = {patient.id: patient for patient in found}
    missing = {patient.merged_into_id for patient in found if patient.merged_into_id} - set(rows)
    if missing:
        kept = session.execute(select(Patient).where(col(Patient.id).in_(missing))).scalars()
        rows |= {patient.id: patient for patient in kept}
    return {patient.id: patient for patient in rows.values() if patient.merged_into_id is None}


def _with_details(session: Session, patients: Sequence[Patient]) -> list[KnownPerson]:
    people = {patient.id: KnownPerson(patient) for patient in patients}

    def rows(table: type[Any]) -> Sequence[Any]:
        if not people:
            return ()
        query = select(table).where(col(table.patient_id).in_(people)).order_by(col(table.id))
        return session.execute(query).scalars().all()

    for name in rows(PatientName):
        people[name.patient_id].names.add((name.kind, name.family_name, name.given_name))
    for phone in rows(PatientPhone):
        people[phone.patient_id].phones.add((phone.number, phone.number_key))
    for need in rows(PatientNeed):
        people[need.patient_id].needs.add((need.code, need.detail))
    for person in rows(RelatedPerson):
        people[person.patient_id].people.add((person.relationship, person.name, person.number))
    for alert in rows(AlertFlag):
        if alert.code != DECEASED or alert.ended_on is None:
            # A refuted death leaves its flag ended, and a later death sets it again.
            people[alert.patient_id].alerts.add(alert.code)
        people[alert.patient_id].warnings.add(alert.note)
    for value in rows(PatientOtherValue):
        people[value.patient_id].other_values.add((value.field, value.value))
    for said in rows(PatientStatement):
        if said.digest.startswith(LEFT_OUT):
            people[said.patient_id].left_out[said.digest.removeprefix(LEFT_OUT)] = said.fields
        else:
            people[said.patient_id].statements.append(as_statement(said))
            people[said.patient_id].left_out.pop(said.digest, None)
    return list(people.values())
