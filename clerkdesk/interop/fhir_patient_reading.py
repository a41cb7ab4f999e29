"""One FHIR R4 Patient with UK Core extensions, read into a record. Files and Bundles are in `fhir_patients`.

Where an element stands several times, what is valid today counts (`fhir_valid_today`); the rest is kept as former or
beside, or is named as left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from clerkdesk.interop.fhir_contacts import FhirContacts, contact_value
from clerkdesk.interop.fhir_needs import read_needs
from clerkdesk.interop.fhir_told import Told
from clerkdesk.interop.fhir_valid_today import Member, best_first, members
from clerkdesk.interop.json_reading import (
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
from clerkdesk.interop.patient_fields import (
    DEATH_AGAINST_ALIVE,
    PARTED_NAME,
    TEMPLATE_MARK,
    UNCLEAR_DEATH,
    PatientFields,
)
from clerkdesk.interop.records import PatientRecord, PersonName, RelatedPersonRecord, Row
from clerkdesk.rules.full_name import part_name

NHS_NUMBER: Final = ("nhs-number", "nhsnumber", "2.16.840.1.113883.2.1.4.1")
"""How the address of the identifier's system ends; `https://fhir.nhs.uk` and `http://fhir.nhs.net` both do, and the
last one is what HL7 version 2 and 3 call it."""
HOSPITAL_NUMBER: Final = ("hospital-number", "local-patient-identifier", "local-identifier", "mrn")
NAME_KINDS: Final = {"nickname": "preferred", "old": "former", "maiden": "former"}
_NAME_USES: Final = ("usual", "official", "", "temp", "anonymous", "nickname")
_IDENTIFIER_USES: Final = ("official", "usual", "", "secondary", "temp")

REPLACED: Final = "This record was replaced by another; look the patient up again at the source."
NOT_IN_USE: Final = "The source says that this record is not in use; look the patient up again at the source."
OLD_NAME_ALONE: Final = "No name is valid today; the latest one that was valid was taken. Ask the patient."
TWO_NAMES: Final = (
    "Two names of one use are valid today; the latest or the first was taken. Ask the patient which one counts."
)
NAME_TO_COME: Final = "A name that is not valid yet was left out; import it once it is."
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
"""Elements that say something of the record and not of the person."""
_READ_EXTENSIONS: Final = frozenset(
    {
        "nhscommunication", "contactpreference", "ethniccategory", "deathnotificationstatus",
        "patient-interpreterrequired", "patient-disability",
    }
)  # fmt: skip


def patient_row(
    patient: JsonObject, source: str, item: str, today: date, people: tuple[RelatedPersonRecord, ...]
) -> Row[PatientRecord]:
    """Return the row of one Patient; `people` are the related persons found elsewhere in the file."""
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


def related_person(holder: JsonObject) -> RelatedPersonRecord:
    """Return the record of a Patient's contact or of a RelatedPerson; both have these fields."""
    relationship = next(objects(holder.get("relationship")), {})
    name = next(objects(holder.get("name")), {})
    return RelatedPersonRecord(
        relationship=display_of(relationship),
        name=" ".join(part for part in (*_strings(name, "prefix"), *_strings(name, "given"), _family(name)) if part)
        or words_of(name.get("text")),
        phone=contact_value(holder, "phone"),
        email=contact_value(holder, "email"),
        next_of_kin=code_of(relationship) == "N",
    )


class _Reading:
    """Reads one Patient, and notes what became of each of its elements."""

    def __init__(self, patient: JsonObject, fields: PatientFields) -> None:
        self._patient = patient
        self._fields = fields
        self.told = Told(fields)

    def record(self, people: tuple[RelatedPersonRecord, ...]) -> PatientRecord:
        """Return the record."""
        patient, fields, told = self._patient, self._fields, self.told
        nhs_number, valid, former_numbers = self._nhs_number()
        usual, other_names, doubtful = self._names()
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
            title=usual.title,
            given_name=usual.given_name,
            family_name=usual.family_name,
            name_doubtful=doubtful,
            other_names=other_names,
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
            related_people=(*self._people(), *people),
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

    def _people(self) -> Iterator[RelatedPersonRecord]:
        for member in members(objects(self._patient.get("contact")), self._fields.today):
            if member.is_valid:
                self.told.note("contact", "related_people", "read")
                yield related_person(member.value)
            else:
                self._fields.flag("contact", OLD_CONTACT)
                self.told.note("contact", "related_people", "left out", flagged=True)

    def _nhs_number(self) -> tuple[str | None, bool, tuple[str, ...]]:
        """Return the number that is valid today, whether it is one, and those that the source holds as old."""
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
        """Return the number with the best use, empty where there is none, None where two of one use differ."""
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

    def _names(self) -> tuple[PersonName, tuple[PersonName, ...], bool]:
        """Return the name in use today, the others, and whether the family name reads like a stand-in."""
        found = best_first(members(objects(self._patient.get("name")), self._fields.today), _NAME_USES)
        names: list[PersonName] = []
        doubtful = False
        for member in found:
            if member.is_to_come:
                self._fields.flag("name", NAME_TO_COME)
                self.told.note("name", "name", "left out", flagged=True)
                continue
            read, doubt = self._name(member, first=not names)
            if read.given_name or read.family_name:
                if not names and member.is_over:
                    self._fields.flag("name", OLD_NAME_ALONE)
                if names and member.is_valid and member.use == found[0].use and _differ(names[0], read):
                    self._fields.flag("name", TWO_NAMES)
                doubtful = doubtful or (not names and doubt)
                self.told.note("name", "name", "kept beside" if names else "read", flagged=not names and member.is_over)
                names.append(read)
        usual = names[0] if names else PersonName(kind="usual")
        return usual, tuple(names[1:]), doubtful

    def _name(self, member: Member, *, first: bool) -> tuple[PersonName, bool]:
        name = member.value
        given, title = " ".join(_strings(name, "given")), " ".join(_strings(name, "prefix"))
        born = words_of(self._patient.get("birthDate"))
        written = " ".join(_strings(name, "family", raw=True))
        family, doubtful = self._fields.family_name(written, [given, born] if given and born else [], "name")
        if not family and not given:
            parted = part_name(words_of(name.get("text")))
            family, given, title = parted.family_name, parted.given_name, title or parted.title
            if first and given and not parted.certain:
                self._fields.flag("name", PARTED_NAME)
        kind = "former" if member.is_over else "usual" if first else NAME_KINDS.get(member.use, "alias")
        return PersonName(
            kind="usual" if first else kind,
            given_name=given,
            family_name=family,
            title=title,
            suffix=" ".join(_strings(name, "suffix")),
            valid_from=member.start,
            valid_to=member.end,
        ), doubtful

    def _practice(self) -> JsonObject:
        """Return the practice with which the patient is registered today."""
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
        """Return whether the person has died, the day, whether there is a formal notice, and whether they live.

        A date, a mark and a notice are three sources; no other word than a known one is a death.
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
        """Return whether a mark says dead or alive; one with parts of its own is flagged."""
        if isinstance(mark, dict | list) and mark:
            self._fields.flag(element, UNCLEAR_DEATH, "left out")
        return mark if isinstance(mark, bool) else self._fields.death_mark(words_of(mark), element)

    def _day_of_death(self, written: str, born: date | None) -> tuple[bool | None, date | None]:
        """Return what a date of death says, which may be a year or a month alone."""
        moment = local_date(written)
        return self._fields.death(moment.isoformat() if moment else written, born, "deceasedDateTime")


def _differ(one: PersonName, other: PersonName) -> bool:
    return (one.family_name, one.given_name) != (other.family_name, other.given_name)


def _identifiers(holder: JsonObject, endings: tuple[str, ...]) -> Iterator[JsonObject]:
    for candidate in objects(holder.get("identifier")):
        if words_of(candidate.get("system")).lower().endswith(endings):
            yield candidate


def _number_as_id(patient: JsonObject) -> str:
    """Return an id of digits, which is an NHS number; an id made by another system is no number that went wrong."""
    written = words_of(patient.get("id"))
    return written if written.isdigit() else ""


def _family(name: JsonObject) -> str:
    return " ".join(_strings(name, "family"))


def _strings(holder: JsonObject, name: str, *, raw: bool = False) -> tuple[str, ...]:
    value = holder.get(name)
    read = raw_words_of if raw else words_of
    return tuple(words for member in (value if isinstance(value, list) else [value]) if (words := read(member)))
