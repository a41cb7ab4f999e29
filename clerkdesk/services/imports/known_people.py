"""The people of the index whom the rows of a batch could be about, with all that is known of them, read at once.

Who a row is about is decided in `patient_matching`; what it changes in `patient_keeping`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import (
    AlertFlag,
    Patient,
    PatientName,
    PatientNameKey,
    PatientNeed,
    PatientOtherValue,
    PatientPhone,
    PatientStatement,
    RelatedPerson,
)
from clerkdesk.data.tables.patients import IS_A_NUMBER
from clerkdesk.interop.reading.digests import VERSION, digest_of, first_digest_of
from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.patients.given_names import is_initial
from clerkdesk.rules.patients.matching import PersonKey, may_be_namesakes
from clerkdesk.rules.patients.statements import BIRTH, DOUBTFUL, FIELDS, FORMER, HOSPITAL_NUMBER, NAME, Statement
from clerkdesk.rules.values.hospital_number import is_made_here
from clerkdesk.rules.values.text import family_name_keys
from clerkdesk.services.imports.stated import comparable_name, hospital_number_of, name_of, person_of
from clerkdesk.services.patients.statements import LEFT_OUT, as_statement

NHS_NUMBER = "nhs_number"
"""The field of another value that is an NHS number which was taken off a record, or that a source holds as old."""
DECEASED = "DEC"
"""Code of `local_alert_flag`."""

_EMPTY = {name: field.default for name, field in Patient.model_fields.items()}


def newcomer() -> Patient:
    """Return an empty row for somebody who is not in the database yet.

    It is a plain object that is filled and then inserted with many others: a mapped row takes ten times as long to
    make, and a first load has a million of them.
    """
    return cast(Patient, SimpleNamespace(**_EMPTY))


@dataclass(slots=True, eq=False)
class KnownPerson:
    """One patient with everything that a row can add to; what a row adds is added here at once, and written later."""

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
    """The notes of alerts, as far as they have words."""
    other_values: set[tuple[str, str]] = field(default_factory=set)
    statements: list[Statement] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    """Records with a number of this patient that may be about somebody else, as texts by their digests."""

    @property
    def given_number(self) -> str | None:
        """The hospital number that a hospital gave; one of the desk's own series is none."""
        number = self.patient.hospital_number
        return None if number is None or is_made_here(number) else number

    @property
    def key(self) -> PersonKey:
        """What matching weighs."""
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
        """What kind of name stands here only because no better one was said; None for a name that is known."""
        if any(each.fields.get(part) for each in self.statements for part in NAME):
            return None
        said = [each.fields[DOUBTFUL] for each in self.statements if each.fields.get(DOUBTFUL)]
        return str(cast(list[object], said[-1])[-1]) if said else None

    @property
    def earlier_keys(self) -> Iterator[PersonKey]:
        """What matching weighs, with each name, home and birth date that was ever said of the patient.

        What stands of them depends on what was read so far; whom a row is about must not. After a clerk's correction
        only what stands counts. A name with an initial alone says too little: it is a twin's, too.
        """
        now = self.key
        if any(each.by_clerk for each in self.statements):
            return
        said = [each.fields for each in self.statements]
        names = {
            (str(each["family_name"]), given)
            for each in said
            if each.get("family_name") and not is_initial(given := str(each.get("given_name") or ""))
        }
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
                # What stands is one of the names by which the patient is known, too.
                other_family_names=(*now.other_family_names, now.family_name),
            )

    @property
    def as_it_stands(self) -> Statement:
        """What the record says, as the statement that stood before any source was kept."""
        patient = self.patient
        said: dict[str, object] = {name: value for name in FIELDS if (value := getattr(patient, name))}
        former = [family for kind, family, _ in sorted(self.names) if kind == "former" and family]
        if patient.date_of_birth is not None:
            said[BIRTH] = patient.date_of_birth.isoformat()
        if self.given_number is not None:
            said[HOSPITAL_NUMBER] = self.given_number
        return Statement(said | ({FORMER: former} if former else {}))


class KnownPeople:
    """Finds the patient of a number, a hospital number, or a name and birth date, among those of a batch."""

    def __init__(
        self,
        people: Iterable[KnownPerson] = (),
        seen: Mapping[str, int] | None = None,
        digests: Mapping[int, str] | None = None,
    ) -> None:
        self.seen = dict(seen or {})
        """Ids of the patients whose statements were read before, by the statements' digests."""
        self.seen_now: set[str] = set()
        """The digests of the statements of the batch that were read so far."""
        self._digests = dict(digests or {})
        self._by_nhs_number: dict[str, KnownPerson] = {}
        self._by_hospital_number: dict[str, KnownPerson] = {}
        self._by_name: dict[tuple[str, date | None], list[KnownPerson]] = defaultdict(list)
        self._by_former_number: dict[str, list[KnownPerson]] = defaultdict(list)
        self._born: dict[date, list[KnownPerson]] = defaultdict(list)
        self._everybody: dict[int, KnownPerson] = {}
        for person in people:
            self.add(person)

    @classmethod
    def of(cls, session: Session, records: Sequence[PatientRecord], digests: Sequence[str]) -> KnownPeople:
        """Return those whom some rows could be about; a few statements, whatever the number of rows.

        Args:
            session: in which they are looked for.
            records: what the rows say.
            digests: the digest of each record.
        """
        seen = _seen(session, digests)
        asked = [record for record, name in zip(records, digests, strict=True) if name not in seen]
        if asked and _has_first_digests(session):
            firsts = {first_digest_of(record): digest_of(record) for record in asked}
            seen |= {firsts[name]: patient_id for name, patient_id in _seen(session, list(firsts)).items()}
        asked = [record for record, name in zip(records, digests, strict=True) if name not in seen]
        found = list(_candidates(session, asked))
        by_record = {id(record): name for record, name in zip(records, digests, strict=True)}
        known = cls(_with_details(session, list(_answering(session, found).values())), seen, by_record)
        for patient in found:
            if patient.merged_into_id is not None and patient.hospital_number:
                known.lead(patient.hospital_number, patient.merged_into_id)
        return known

    def add(self, person: KnownPerson) -> None:
        """Let somebody be found; again after their numbers or names have changed."""
        patient = person.patient
        self._everybody[id(person)] = person
        if patient.nhs_number and patient.nhs_number_valid:
            self._by_nhs_number[patient.nhs_number] = person
        if person.given_number is not None and patient.hospital_number:
            self._by_hospital_number[patient.hospital_number] = person
        for field_name, value in person.other_values:
            if field_name == NHS_NUMBER and person not in self._by_former_number[value]:
                self._by_former_number[value].append(person)
        alike = self._by_name[patient.sort_key, patient.date_of_birth]
        if person not in alike:
            alike.append(person)
            if patient.date_of_birth is not None:
                self._born[patient.date_of_birth].append(person)

    def everybody(self) -> tuple[KnownPerson, ...]:
        """Return everybody who is known so far."""
        return tuple(self._everybody.values())

    def learn(self, session: Session, patients: Sequence[Patient]) -> None:
        """Let some more patients of the index be found, unless they are known."""
        known = {person.patient.id for person in self._everybody.values()}
        for person in _with_details(session, [patient for patient in patients if patient.id not in known]):
            self.add(person)

    def of_id(self, session: Session, patient_id: int) -> KnownPerson:
        """Return a patient of the index by their id."""
        self.learn(session, [session.get_one(Patient, patient_id)])
        return next(person for person in self._everybody.values() if person.patient.id == patient_id)

    def take_number(self, person: KnownPerson) -> None:
        """Let nobody be found by the hospital number that a person has, before it is written anew."""
        number = person.patient.hospital_number
        if number and self._by_hospital_number.get(number) is person:
            del self._by_hospital_number[number]

    def digest(self, record: PatientRecord) -> str:
        """Return the digest of a row of the batch."""
        return self._digests.get(id(record)) or digest_of(record)

    def lead(self, hospital_number: str, patient_id: int) -> None:
        """Let the number of a record that was joined with another lead to the one that was kept."""
        kept = next((person for person in self._everybody.values() if person.patient.id == patient_id), None)
        if kept is not None:
            self._by_hospital_number.setdefault(hospital_number, kept)

    def of_nhs_number(self, number: str) -> KnownPerson | None:
        """Return who has a valid NHS number."""
        return self._by_nhs_number.get(number)

    def of_former_number(self, record: PatientRecord) -> list[KnownPerson]:
        """Return beside whose records the valid NHS number of a row is kept, which nobody holds."""
        number = record.nhs_number if record.nhs_number_valid else None
        return [] if not number or number in self._by_nhs_number else self._by_former_number.get(number, [])

    def of_hospital_number(self, number: str) -> KnownPerson | None:
        """Return who has a hospital number."""
        return self._by_hospital_number.get(number)

    def namesakes(self, record: PatientRecord) -> list[KnownPerson]:
        """Return everybody with the name and the birth date of a row."""
        if not record.family_name or record.date_of_birth is None:
            return []
        return self._by_name.get((name_of(record), record.date_of_birth), [])

    def near_namesakes(self, record: PatientRecord) -> list[KnownPerson]:
        """Return who was born on the day of a row and has a name that may be the same, in another form."""
        if not record.family_name or record.date_of_birth is None:
            return []
        stated, same = person_of(record), self.namesakes(record)
        return [
            person
            for person in self._born.get(record.date_of_birth, [])
            if person not in same and may_be_namesakes(person.key, stated)
        ]


def _seen(session: Session, digests: Sequence[str]) -> dict[str, int]:
    """Return the patients of the statements that were read before, by digest."""
    before = select(col(PatientStatement.digest), col(PatientStatement.patient_id)).where(
        col(PatientStatement.digest).in_(digests)
    )
    return {row.digest: row.patient_id for row in session.execute(before)}


def _has_first_digests(session: Session) -> bool:
    """Tell whether any statement is kept under a digest without a version, which begins with a hexadecimal digit."""
    first = select(col(PatientStatement.id)).where(
        col(PatientStatement.digest) > "0", col(PatientStatement.digest) < VERSION
    )
    return session.execute(first.limit(1)).first() is not None


def _candidates(session: Session, records: Sequence[PatientRecord]) -> Iterator[Patient]:
    """Yield who has a number, or the name and birth date, of some row; some of them twice."""
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
            # Few were born on a day and many share a name: the index of days is the one to go by.
            (col(Patient.sort_key) + "").in_(names),
            col(Patient.merged_into_id).is_(None),
        )
        yield from session.execute(alike).scalars()
    near = _ids_of_near_names(session, records)
    if near:
        near_ones = select(Patient).where(col(Patient.id).in_(near), col(Patient.merged_into_id).is_(None))
        yield from session.execute(near_ones).scalars()


def _ids_of_near_names(session: Session, records: Sequence[PatientRecord]) -> set[int]:
    """Return who shares a family name, or a former one, and the birth date with a row.

    Somebody who has a valid NHS number is another person than a row with another one, so that such need no look.
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
    # The two look-ups by themselves take their indexes; joined, each batch would read the whole table of names.
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


def _answering(session: Session, found: Sequence[Patient]) -> dict[int, Patient]:
    """Return the records that answer for those found, by id: each itself, or the one it was joined with."""
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
            # A death that was refuted leaves its flag ended, and a later one sets it anew.
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
