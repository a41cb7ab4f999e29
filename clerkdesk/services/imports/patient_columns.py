"""Writes a row's statements to a patient's own record: name, numbers, birth date, home, and flags differences."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from clerkdesk.data.name_keys import set_name
from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.patients.one_person import Identity, Sameness
from clerkdesk.rules.patients.statements import (
    BIRTH,
    HOSPITAL_NUMBER,
    NAME,
    NHS_NUMBER_STATUS,
    Statement,
    beside,
    doubtful_names,
    first_said,
    last_said,
    names_said,
    overruled,
    standing,
)
from clerkdesk.rules.values.hospital_number import made_number
from clerkdesk.rules.values.postcodes import postcode_search_key
from clerkdesk.rules.values.text import search_key
from clerkdesk.services.imports.hospital_numbers import shared_anew
from clerkdesk.services.imports.known_people import KnownPeople, KnownPerson
from clerkdesk.services.imports.stated import hospital_number_of, number_status_of
from clerkdesk.services.patients.registering import NOT_TRACED

OTHER_BIRTH_DATE = "The file has another birth date; the one that stands here was kept. Ask the patient."
OLDER_BIRTH_DATE = (
    "The file is older than what was read before and has another birth date. The oldest one stands, and the other is "
    "kept beside it. Ask the patient."
)
OLDER_HOSPITAL_NUMBER = (
    "The file is older than what was read before and has another hospital number. The oldest one stands, and the other "
    "is kept beside it. Find out which one is right."
)
HOSPITAL_NUMBER_MOVED = (
    "Another record had this hospital number by a file that is not older; it stands here, and is kept beside there. "
    "Find out whose it is, and join the records if they are one person."
)
OTHER_HOSPITAL_NUMBER = "The file has another hospital number; the one that stands here was kept."
HOSPITAL_NUMBER_TAKEN = (
    "Another record has this hospital number, so it is kept beside here and the record is found by it; if they are one "
    "person, join the records."
)
ANOTHER_FAMILY_NAME = (
    "The family name differs; the old one is kept as a former name. Check that this is the same person."
)
OTHER_FORM = (
    "The file has another form of the given name, as a twin may have it. Check that this is the same person, and which "
    "form is right."
)
OTHER_SEX = "The file has another sex; the one that stands here was kept. Ask the patient."
NAMES_TURNED_ROUND = "The file has family and given name the other way round; they were kept as they stand here."
STANDS = "The file has another {what}; what stands here was kept, and the file's stands beside it."
NEEDS_INTERPRETER = "The file says that no interpreter is needed; the need stands until a clerk takes it off."

_WORDS = {
    "family_name": "family name", "given_name": "given name", "title": "title", "address": "address",
    "email": "e-mail address", "gp_practice_code": "GP practice", "gp_practice_name": "GP practice",
    "language": "language", "ethnic_category": "ethnic category",
}  # fmt: skip
"""Words for the fields of a statement."""


class ColumnsOfPatient:
    """Writes the new and changed values of a row of a file into a patient's row."""

    def __init__(
        self,
        session: Session,
        known: KnownPeople,
        person: KnownPerson,
        record: PatientRecord,
        let_be_changed: Callable[[KnownPerson], None],
    ) -> None:
        self._session = session
        self._let_be_changed = let_be_changed
        self._known = known
        self._person = person
        self._patient = person.patient
        self._record = record
        self.changed = False
        self.written: set[str] = set()
        """The written columns."""
        self.overruled: set[str] = set()
        """The columns with a value in force other than the file's."""
        self.renamed = False
        self.other_names: list[tuple[str, str, str]] = []
        """Kind, family and given name of stated names not in force."""
        self.other_values: list[tuple[str, str]] = []
        """Fields and values stated and not in force."""
        self.gave_back: list[KnownPerson] = []
        """Others whose hospital number changed, because an earlier statement gave it to somebody else."""
        self.flags: list[str] = []

    def write(self, said: Statement, judged: Identity | None) -> None:
        """Write the values in force with this statement; flag contradictions and leave them."""
        if self._record.demographics_known:
            self._write("demographics_known", True)
        everything = [*self._person.statements, said]
        self._nhs_number(everything)
        self._hospital_number(everything)
        self._birth_date(everything)
        if self._patient.demographics_known and self._patient.hospital_number is None and not self._person.new:
            self._write(HOSPITAL_NUMBER, made_number(self._patient.id))
        stands = standing(everything)
        if judged is not None:
            self._flag(said, stands, judged)
        self._put(stands)
        if len(everything) > 1:
            self._keep_beside(everything, stands)

    def _write(self, column: str, value: object) -> None:
        # Only differences are set, so that an unchanged row stays out of the audit.
        if getattr(self._patient, column) != value:
            setattr(self._patient, column, value)
            self.written.add(column)
            self.changed = True

    def _put(self, stands: dict[str, object]) -> None:
        for field, value in stands.items():
            if field not in NAME:
                self._write(field, value)
        if "postcode" in stands:
            postcode = str(stands["postcode"] or "")
            self._write("postcode_key", postcode_search_key(postcode) if postcode else "")
        names = str(stands.get("family_name") or ""), str(stands.get("given_name") or "")
        if any(names) and names != (self._patient.family_name, self._patient.given_name):
            before = self._patient.family_name, self._patient.given_name
            self.written |= {field for field, old, new in zip(NAME, before, names, strict=True) if old != new}
            set_name(self._patient, *names)
            self.changed = self.renamed = True

    def _keep_beside(self, everything: list[Statement], stands: dict[str, object]) -> None:
        usual = {search_key(str(stands.get(field) or "")) for field in NAME}
        self.other_names = doubtful_names(everything, stands)
        self.other_names += [("former", *name) for name in names_said(everything) if search_key(name[0]) not in usual]
        # Swapped names, or names with another accent, are not different names.
        self.other_values += [
            (field, value)
            for field, value in beside(everything, stands)
            if field != "family_name" and not (field == "given_name" and search_key(value) in usual)
        ]

    def _flag(self, said: Statement, stands: dict[str, object], judged: Identity) -> None:
        compared = judged.compared
        stays = set(overruled(said, stands))
        if doubtful_names([said], stands):
            self.overruled.add("family_name")
        self.overruled |= stays
        if compared.turned_round:
            self.flags.append(NAMES_TURNED_ROUND)
            stays -= set(NAME)
        elif judged.sameness is Sameness.RENAMED and "family_name" not in stays:
            self.flags.append(ANOTHER_FAMILY_NAME)
        if compared.given_name in ("form", "slip"):
            self.flags.append(OTHER_FORM)
        if compared.sex == "differs":
            self.flags.append(OTHER_SEX)
        if self._record.interpreter_needed is False and stands.get("interpreter_needed"):
            self.flags.append(NEEDS_INTERPRETER)
            self.overruled.add("interpreter_needed")
        if compared.given_name in ("part", "initial", "form", "same"):
            stays.discard("given_name")
        what = list(dict.fromkeys(_WORDS[field] for field in _WORDS if field in stays))
        if what:
            self.flags.append(STANDS.format(what=" and another ".join(what)))

    def _nhs_number(self, everything: list[Statement]) -> None:
        patient, record = self._patient, self._record
        if not record.nhs_number_valid:
            return
        status = last_said(everything, NHS_NUMBER_STATUS) if number_status_of(record) else ""
        if not patient.nhs_number_valid or self._person.new:
            self._write("nhs_number", record.nhs_number)
            self._write("nhs_number_valid", True)
            status = status or NOT_TRACED
        if status:
            self._write(NHS_NUMBER_STATUS, status)

    def _hospital_number(self, everything: list[Statement]) -> None:
        number, held = hospital_number_of(self._record), self._person.given_number
        if number is None or number == held:
            return
        holder = self._known.of_hospital_number(number)
        free = holder is None or holder is self._person
        if held is None and free:
            self._write(HOSPITAL_NUMBER, number)
        elif first_said(everything, HOSPITAL_NUMBER, held or "") == number:
            self._share_numbers(everything)
        has = self._person.given_number
        if has == number:
            self.flags += [OLDER_HOSPITAL_NUMBER] if held is not None else []
            self.flags += [HOSPITAL_NUMBER_MOVED] if self.gave_back else []
        else:
            self.flags.append(HOSPITAL_NUMBER_TAKEN if not free else OTHER_HOSPITAL_NUMBER)
            self.overruled.add(HOSPITAL_NUMBER)
        self.other_values += [(HOSPITAL_NUMBER, each) for each in (number, held) if each and each != has]

    def _share_numbers(self, everything: list[Statement]) -> None:
        """Give each claimant of a number the one stated of them first, for any order of reading."""
        changes = shared_anew(self._session, self._known, self._person, everything)
        for person in (self._person, *changes):
            self._let_be_changed(person)
        self._patient = self._person.patient
        for person in changes:
            self._known.take_number(person)
            self.gave_back += [person] if person is not self._person else []
            person.patient.hospital_number = made_number(person.patient.id)
        # For a moment nobody has the number, since two records can't have it at once.
        self._session.flush()
        for person, number in changes.items():
            person.patient.hospital_number = number or person.patient.hospital_number
            self._known.add(person)
        if self._person in changes:
            self.written.add(HOSPITAL_NUMBER)
            self.changed = True

    def _birth_date(self, everything: list[Statement]) -> None:
        stated, known = self._record.date_of_birth, self._patient.date_of_birth
        if stated is None or stated == known:
            return
        if known is None:
            self._write(BIRTH, stated)
        elif first_said(everything, BIRTH, known.isoformat()) == stated.isoformat():
            self.flags.append(OLDER_BIRTH_DATE)
            self.other_values.append((BIRTH, known.isoformat()))
            self._write(BIRTH, stated)
        else:
            self.flags.append(OTHER_BIRTH_DATE)
            self.overruled.add(BIRTH)
            self.other_values.append((BIRTH, stated.isoformat()))
