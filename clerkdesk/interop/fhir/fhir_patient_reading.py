"""Reads one FHIR R4 Patient with UK Core extensions into a record. `fhir_patients` reads files and Bundles.

Of a repeated element the value valid today counts (`fhir_valid_today`); the others are kept as former or further ones,
or are reported as left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from clerkdesk.interop.fhir.fhir_contacts import FhirContacts, contact_value
from clerkdesk.interop.fhir.fhir_names import plain_name, read_names
from clerkdesk.interop.fhir.fhir_needs import read_needs
from clerkdesk.interop.fhir.fhir_told import CellGatherer
from clerkdesk.interop.fhir.fhir_valid_today import Member, best_first, members
from clerkdesk.interop.patients.fields import (
    DEATH_AGAINST_ALIVE,
    TEMPLATE_MARK,
    UNCLEAR_DEATH,
    PatientFields,
)
from clerkdesk.interop.reading.json_reading import (
    JsonObject,
    bare_name,
    code_of,
    display_of,
    extension,
    local_date,
    moment_of,
    objects,
    raw_words_of,
    truth_of,
    version_of,
    words_at,
    words_of,
)
from clerkdesk.interop.reading.records import PatientRecord, RelatedPersonRecord, Row

NHS_NUMBER: Final = ("nhs-number", "nhsnumber", "2.16.840.1.113883.2.1.4.1")
"""Ends of an identifier's system, after `https://fhir.nhs.uk` or `http://fhir.nhs.net`; the last is HL7 2 and 3."""
HOSPITAL_NUMBER: Final = ("hospital-number", "local-patient-identifier", "local-identifier", "mrn")
_IDENTIFIER_USES: Final = ("official", "usual", "", "secondary", "temp")

REPLACED: Final = "This record was replaced by another; look the patient up again at the source."
NOT_IN_USE: Final = "The source says that this record is not in use; look the patient up again at the source."
OLD_NUMBER: Final = "The source has an old NHS number as well; nobody is known by it here."
OLD_NUMBER_ALONE: Final = "The only NHS number is one that the source holds as old, so it was left out; ask the source."
TWO_NUMBERS: Final = "Two NHS numbers are valid today, so neither was taken; ask the source which one is right."
OLD_CONTACT: Final = "A person to contact who is not valid today was left out."
OLD_PRACTICE: Final = "The GP practice was left out: its registration ended. Ask the patient."

_NOT_OF_THE_PATIENT: Final = frozenset(
    {
        "resourceType",
        "id",
        "meta",
        "text",
        "implicitRules",
        "active",
        "link",
        "contained",
        "language",
        "modifierExtension",
    }
)
"""Elements about the record and not the person."""
_READ_EXTENSIONS: Final = frozenset(
    {
        "nhscommunication", "contactpreference", "ethniccategory", "deathnotificationstatus",
        "patient-interpreterrequired", "patient-disability",
    }
)  # fmt: skip


def patient_row(
    patient: JsonObject, source: str, item: str, today: date, people: tuple[JsonObject, ...]
) -> Row[PatientRecord]:
    """Return the row of one Patient; `people` are the related persons of the same file, unread."""
    written = identifier(patient, NHS_NUMBER) or raw_words_of(patient.get("id"))
    if TEMPLATE_MARK.match(written):
        rejection = "This is a template, not a patient: a placeholder stands where the NHS number should be."
        return Row(source, item, None, rejection=rejection)
    fields = PatientFields(today)
    if any(words_of(link.get("type")) == "replaced-by" for link in objects(patient.get("link"))):
        fields.flags.append(REPLACED)
    if truth_of(patient.get("active")) is False:
        fields.flags.append(NOT_IN_USE)
    reading = _Reading(patient, fields)
    record = reading.record(people)
    reading.name_what_nobody_reads()
    return fields.row(source, item, record, reading.told.cells)


def identifier(holder: JsonObject, endings: tuple[str, ...]) -> str:
    """Return the value of the first identifier whose system ends in one of the words, one in use before an old one."""
    found = sorted(_identifiers(holder, endings), key=lambda each: words_of(each.get("use")).lower() == "old")
    return next((words_of(each.get("value")) for each in found), "")


def related_person(holder: JsonObject, today: date) -> RelatedPersonRecord:
    """Return the record of a Patient's contact or of a RelatedPerson; both have these fields."""
    relationship = next(objects(holder.get("relationship")), {})
    return RelatedPersonRecord(
        relationship=display_of(relationship),
        name=plain_name(holder, today),
        phone=contact_value(holder, "phone", today),
        email=contact_value(holder, "email", today),
        next_of_kin=code_of(relationship) == "N",
    )


class _Reading:
    """Reads one Patient, and notes the use of each element."""

    def __init__(self, patient: JsonObject, fields: PatientFields) -> None:
        self._patient = patient
        self._fields = fields
        self.told = CellGatherer(fields)

    def record(self, people: tuple[JsonObject, ...]) -> PatientRecord:
        """Return the record."""
        patient, fields, told = self._patient, self._fields, self.told
        nhs_number, valid, former_numbers = self._nhs_number()
        names = read_names(patient, fields, told)
        with told.one("birthDate", patient.get("birthDate")):
            born = fields.past_date(words_of(patient.get("birthDate")), "date of birth", "birthDate")
        deceased, deceased_date, confirmed, says_alive = self._death(born)
        with told.one("gender", patient.get("gender")):
            gender = fields.gender(words_of(patient.get("gender")))
        contacts = FhirContacts(patient, fields, told)
        practice = self._practice()
        preference = extension(patient, "Extension-UKCore-ContactPreference")
        needs = read_needs(patient, fields, told)
        return PatientRecord(
            nhs_number=nhs_number,
            nhs_number_valid=valid,
            nhs_number_status=self._number_status(nhs_number) if valid else None,
            hospital_number=self._hospital_number(),
            title=names.first.title,
            given_name=names.first.given_name,
            family_name=names.first.family_name,
            name_doubtful=names.doubtful,
            other_names=names.others,
            date_of_birth=born,
            stated_gender=gender,
            ethnic_category=code_of(extension(patient, "Extension-UKCore-EthnicCategory")),
            deceased=deceased,
            deceased_date=deceased_date,
            deceased_confirmed=confirmed,
            says_alive=says_alive,
            addresses=contacts.addresses(),
            phones=contacts.phones(),
            email=contacts.email,
            former_emails=contacts.former_emails,
            former_nhs_numbers=former_numbers,
            gp_practice_code=words_at(practice, "identifier", "value"),
            gp_practice_name=words_of(practice.get("display")),
            language=needs.language,
            interpreter_needed=needs.interpreter_needed,
            contact_method=display_of(extension(preference, "PreferredContactMethod")),
            contact_times=words_of(extension(preference, "PreferredContactTimes").get("valueString")),
            written_format=needs.written_format,
            accessible_needs=tuple(dict.fromkeys(needs.accessible)),
            restricted=needs.restricted,
            restricted_note=needs.restricted_note,
            related_people=(
                *self._people("contact", objects(patient.get("contact"))),
                *self._people("RelatedPerson", people),
            ),
            version=version_of(words_at(patient, "meta", "versionId")),
            stated_at=moment_of(words_at(patient, "meta", "lastUpdated")),
        )

    def name_what_nobody_reads(self) -> None:
        """Note the elements and extensions that no reader knows."""
        read = {"identifier", "name", "telecom", "address", "birthDate", "gender", "generalPractitioner", "contact"}
        read |= {"deceasedBoolean", "deceasedDateTime", "communication", "extension"}
        for name, value in self._patient.items():
            if name not in read | _NOT_OF_THE_PATIENT and value not in (None, "", [], {}):
                self.told.note(name, "", "not read")
        for each in objects(self._patient.get("extension")):
            name = words_of(each.get("url")).rstrip("/").rsplit("/", 1)[-1]
            known = bare_name(name) in _READ_EXTENSIONS
            self.told.note(f"extension {name}", name if known else "", "read" if known else "not read")
        for each in objects(self._patient.get("identifier")):
            system = words_of(each.get("system"))
            if words_of(each.get("value")) and not system.lower().endswith((*NHS_NUMBER, *HOSPITAL_NUMBER)):
                of_what = system.rstrip("/").rsplit("/", 1)[-1] or "without a system"
                self.told.note(f"identifier {of_what}", "", "not read")

    def _people(self, element: str, stated: Iterable[JsonObject]) -> Iterator[RelatedPersonRecord]:
        for member in members(stated, self._fields.today):
            if member.is_valid and truth_of(member.value.get("active")) is not False:
                self.told.note(element, "related_people", "read")
                yield related_person(member.value, self._fields.today)
            else:
                self._fields.flag(element, OLD_CONTACT)
                self.told.note(element, "related_people", "left out", flagged=True)

    def _nhs_number(self) -> tuple[str | None, bool, tuple[str, ...]]:
        """Return the number valid today, whether it is a valid number, and the numbers that the source calls old."""
        found = members(_identifiers(self._patient, NHS_NUMBER), self._fields.today)
        former = [member for member in found if not member.is_valid]
        for _ in former:
            self._fields.flag("identifier", OLD_NUMBER)
            self.told.note("identifier nhs-number", "former_nhs_numbers", "kept beside", flagged=True)
        old = tuple(dict.fromkeys(words_of(member.value.get("value")) for member in former))
        chosen = self._number_of_today([member for member in found if member.is_valid])
        as_id = _number_as_id(self._patient)
        written = "" if chosen is None or (not chosen and as_id in old) else chosen or as_id
        if not written and former and chosen is not None:
            self._fields.flag("identifier nhs-number", OLD_NUMBER_ALONE, "left out")
        with self.told.one("identifier nhs-number", written, "nhs_number"):
            number, valid = self._fields.nhs_number(written, "identifier nhs-number")
        return number, valid, tuple(each for each in old if each and each != number)

    def _number_of_today(self, valid: list[Member]) -> str | None:
        """Return the number with the best use; empty for none, None if two of one use differ."""
        best = best_first(valid, _IDENTIFIER_USES)
        if not best:
            return ""
        values = {words_of(member.value.get("value")) for member in best if member.use == best[0].use}
        if len(values - {""}) > 1:
            as_id = _number_as_id(self._patient)
            if as_id in values:
                return as_id
            self._fields.flag("identifier nhs-number", TWO_NUMBERS, "left out")
            self.told.note("identifier nhs-number", "nhs_number", "left out", flagged=True)
            return None
        return next((words_of(member.value.get("value")) for member in best), "")

    def _number_status(self, number: str | None) -> str | None:
        for candidate in _identifiers(self._patient, NHS_NUMBER):
            status = code_of(extension(candidate, "Extension-UKCore-NHSNumberVerificationStatus"))
            if status and words_of(candidate.get("value")).replace(" ", "") == number:
                return status
        return None

    def _hospital_number(self) -> str | None:
        found = members(_identifiers(self._patient, HOSPITAL_NUMBER), self._fields.today)
        for member in best_first(found, _IDENTIFIER_USES):
            if member.is_valid:
                with self.told.one("identifier hospital number", member.value.get("value"), "hospital_number"):
                    return self._fields.hospital_number(
                        words_of(member.value.get("value")), "identifier hospital number"
                    )
            self.told.note("identifier hospital number", "", "left out")
        return None

    def _practice(self) -> JsonObject:
        """Return the practice where the patient is registered today."""
        found = members(objects(self._patient.get("generalPractitioner")), self._fields.today, period_in="identifier")
        valid = [member for member in best_first(found, ()) if member.is_valid]
        if found and not valid:
            self._fields.flag("generalPractitioner", OLD_PRACTICE)
            self.told.note("generalPractitioner", "gp_practice_code", "left out", flagged=True)
        for member in valid[:1]:
            self.told.note("generalPractitioner", "gp_practice_code", "read")
            return member.value
        return {}

    def _death(self, born: date | None) -> tuple[bool, date | None, bool, bool]:
        """Return whether the person has died, the day, whether there is a formal notice, and whether they are alive.

        A date, a mark and a notice are three sources; only a known word means a death.
        """
        patient, fields = self._patient, self._fields
        status = extension(patient, "Extension-UKCore-DeathNotificationStatus")
        notice = code_of(extension(status, "deathNotificationStatus"))
        stated = patient.get("deceasedDateTime")
        with self.told.one("deceasedDateTime", stated, "deceased_date"):
            by_date, day = (
                (self._mark_of_death(stated, "deceasedDateTime"), None)
                if isinstance(stated, bool | dict | list)
                else self._day_of_death(words_of(stated), born)
            )
        with self.told.one("deceasedBoolean", patient.get("deceasedBoolean"), "deceased"):
            marked = self._mark_of_death(patient.get("deceasedBoolean"), "deceasedBoolean")
        noticed = True if notice in ("1", "2") else False if notice == "U" else None
        if notice and noticed is None:
            fields.flag("extension death notice", UNCLEAR_DEATH)
        said = (by_date, marked, noticed)
        died = True in said
        if died and False in said:
            fields.flag("deceasedBoolean", DEATH_AGAINST_ALIVE)
        return died, day, died and notice == "2", not died and False in said

    def _mark_of_death(self, mark: object, element: str) -> bool | None:
        """Return whether a mark says dead or alive; flag one that contains parts."""
        if isinstance(mark, dict | list) and mark:
            self._fields.flag(element, UNCLEAR_DEATH, "left out")
        return mark if isinstance(mark, bool) else self._fields.death_mark(words_of(mark), element)

    def _day_of_death(self, written: str, born: date | None) -> tuple[bool | None, date | None]:
        """Return the date of death, which may be only a year or a month."""
        moment = local_date(written)
        return self._fields.death(moment.isoformat() if moment else written, born, "deceasedDateTime")


def _identifiers(holder: JsonObject, endings: tuple[str, ...]) -> Iterator[JsonObject]:
    for candidate in objects(holder.get("identifier")):
        if words_of(candidate.get("system")).lower().endswith(endings):
            yield candidate


def _number_as_id(patient: JsonObject) -> str:
    """Return an id of digits, which is an NHS number; another system's own id is not a wrong number."""
    written = words_of(patient.get("id"))
    return written if written.isdigit() else ""
