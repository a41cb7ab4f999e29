"""One FHIR R4 Patient with UK Core extensions, read into a record. Files and Bundles are in `fhir_patients`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from clerkdesk.interop.json_reading import (
    JsonObject,
    child,
    code_of,
    display_of,
    extension,
    local_date,
    objects,
    version_of,
    words_at,
    words_of,
)
from clerkdesk.interop.patient_fields import TEMPLATE_MARK, PatientFields
from clerkdesk.interop.records import (
    PatientRecord,
    PersonName,
    PhoneNumber,
    PostalAddress,
    RelatedPersonRecord,
    Row,
)

NHS_NUMBER: Final = ("nhs-number",)
"""How the address of the identifier's system ends; `https://fhir.nhs.uk` and `http://fhir.nhs.net` both do."""
HOSPITAL_NUMBER: Final = ("hospital-number", "local-patient-identifier", "local-identifier", "mrn")
NAME_KINDS: Final = {
    "usual": "usual",
    "official": "usual",
    "nickname": "preferred",
    "old": "former",
    "maiden": "former",
}
ADDRESS_KINDS: Final = {"home": "home", "temp": "temporary", "billing": "correspondence", "old": "old"}
PHONE_KINDS: Final = {"home": "home", "mobile": "mobile", "work": "work", "temp": "temporary", "old": "old"}
NEEDS_BY_CONTACT_METHOD: Final = {"5": "CM", "6": "CM", "7": "CP"}
"""Textphone and telephone by proxy are ways to be reached, sign language needs somebody who signs (R-414)."""
_IN_USE: Final = ("home", "temporary", "correspondence", "old")
"""Kinds of address, the one to use first."""
REPLACED: Final = "This record was replaced by another; look the patient up again at the source."


def patient_row(
    patient: JsonObject, source: str, item: str, today: date, people: tuple[RelatedPersonRecord, ...]
) -> Row[PatientRecord]:
    """Return the row of one Patient; `people` are the related persons found elsewhere in the file."""
    written = identifier(patient, NHS_NUMBER) or words_of(patient.get("id"))
    if TEMPLATE_MARK.match(written):
        rejection = "This is a template, not a patient: a placeholder stands where the NHS number should be."
        return Row(source, item, None, rejection=rejection)
    fields = PatientFields(today)
    if any(words_of(link.get("type")) == "replaced-by" for link in objects(patient.get("link"))):
        fields.flags.append(REPLACED)
    return fields.row(source, item, _patient_record(patient, fields, people))


def identifier(holder: JsonObject, endings: tuple[str, ...]) -> str:
    """Return the value of the first identifier whose system ends in one of the words; empty when there is none."""
    for candidate in objects(holder.get("identifier")):
        if words_of(candidate.get("system")).lower().endswith(endings):
            return words_of(candidate.get("value"))
    return ""


def related_person(holder: JsonObject) -> RelatedPersonRecord:
    """Return the record of a Patient's contact or of a RelatedPerson; both have these fields."""
    relationship = next(objects(holder.get("relationship")), {})
    name = next(objects(holder.get("name")), {})
    return RelatedPersonRecord(
        relationship=display_of(relationship),
        name=" ".join(part for part in (*_strings(name, "prefix"), *_strings(name, "given"), _family(name)) if part)
        or words_of(name.get("text")),
        phone=_telecom(holder, "phone"),
        email=_telecom(holder, "email"),
        next_of_kin=code_of(relationship) == "N",
    )


def _patient_record(
    patient: JsonObject, fields: PatientFields, people: tuple[RelatedPersonRecord, ...]
) -> PatientRecord:
    nhs_number, valid = fields.nhs_number(identifier(patient, NHS_NUMBER) or _number_as_id(patient))
    names = list(_names(patient))
    usual = next((name for name in names if name.kind == "usual"), names[0] if names else PersonName(kind="usual"))
    communication = extension(patient, "Extension-UKCore-NHSCommunication")
    preference = extension(patient, "Extension-UKCore-ContactPreference")
    deceased, deceased_date, confirmed = _death(patient, fields)
    practice = next(objects(patient.get("generalPractitioner")), {})
    written_format = extension(preference, "PreferredWrittenCommunicationFormat")
    return PatientRecord(
        nhs_number=nhs_number,
        nhs_number_valid=valid,
        nhs_number_status=_number_status(patient) if valid else None,
        hospital_number=identifier(patient, HOSPITAL_NUMBER) or None,
        title=usual.title,
        given_name=usual.given_name,
        family_name=usual.family_name,
        other_names=tuple(name for name in names if name is not usual),
        date_of_birth=fields.past_date(words_of(patient.get("birthDate")), "date of birth"),
        stated_gender=fields.gender(words_of(patient.get("gender"))),
        ethnic_category=code_of(extension(patient, "Extension-UKCore-EthnicCategory")),
        deceased=deceased,
        deceased_date=deceased_date,
        deceased_confirmed=confirmed,
        addresses=tuple(sorted(_addresses(patient, fields), key=lambda address: _IN_USE.index(address.kind))),
        phones=tuple(_phones(patient, fields)),
        email=fields.email(_telecom(patient, "email")),
        gp_practice_code=words_at(practice, "identifier", "value"),
        gp_practice_name=words_of(practice.get("display")),
        language=display_of(extension(communication, "language")),
        interpreter_needed=_boolean(extension(communication, "interpreterRequired").get("valueBoolean")),
        contact_method=display_of(extension(preference, "PreferredContactMethod")),
        contact_times=words_of(extension(preference, "PreferredContactTimes").get("valueString")),
        written_format=display_of(written_format),
        accessible_needs=tuple(_needs(preference)),
        restricted=any(code in ("R", "V", "REDACTED") for code in _security(patient)),
        related_people=(*(related_person(contact) for contact in objects(patient.get("contact"))), *people),
        version=version_of(words_at(patient, "meta", "versionId")),
    )


def _names(patient: JsonObject) -> Iterator[PersonName]:
    for position, name in enumerate(objects(patient.get("name"))):
        use = words_of(name.get("use")).lower()
        kind = NAME_KINDS.get(use, "alias") if use or position else "usual"
        given, family = " ".join(_strings(name, "given")), _family(name)
        if given or family or words_of(name.get("text")):
            yield PersonName(
                kind=kind,
                given_name=given,
                family_name=family or ("" if given else words_of(name.get("text"))),
                title=" ".join(_strings(name, "prefix")),
                suffix=" ".join(_strings(name, "suffix")),
                valid_from=local_date(child(name, "period").get("start")),
                valid_to=local_date(child(name, "period").get("end")),
            )


def _family(name: JsonObject) -> str:
    return " ".join(_strings(name, "family"))


def _addresses(patient: JsonObject, fields: PatientFields) -> Iterator[PostalAddress]:
    for address in objects(patient.get("address")):
        lines = _strings(address, "line") or tuple(
            part.strip() for part in words_of(address.get("text")).split(",") if part.strip()
        )
        places = (words_of(address.get(place)) for place in ("city", "district"))
        lines += tuple(place for place in places if place and place not in lines)
        postcode = fields.postcode(words_of(address.get("postalCode")))
        if lines or postcode:
            yield PostalAddress(
                kind=ADDRESS_KINDS.get(words_of(address.get("use")).lower(), "home"),
                lines=lines,
                postcode=postcode,
                valid_from=local_date(child(address, "period").get("start")),
                valid_to=local_date(child(address, "period").get("end")),
            )


def _phones(patient: JsonObject, fields: PatientFields) -> Iterator[PhoneNumber]:
    for telecom in objects(patient.get("telecom")):
        number = words_of(telecom.get("value"))
        system = words_of(telecom.get("system")).lower()
        other = code_of(extension(telecom, "Extension-UKCore-OtherContactSystem")).lower()
        if number and (system in ("phone", "sms") or other == "textphone"):
            use = PHONE_KINDS.get(words_of(telecom.get("use")).lower(), "home")
            yield fields.phone(number, "textphone" if other == "textphone" else use)


def _telecom(holder: JsonObject, system: str) -> str:
    candidates = (telecom for telecom in objects(holder.get("telecom")) if words_of(telecom.get("system")) == system)
    return next((words_of(telecom.get("value")) for telecom in candidates if telecom.get("use") != "old"), "")


def _death(patient: JsonObject, fields: PatientFields) -> tuple[bool, date | None, bool]:
    """Return whether the person has died, the day, and whether the source has a formal notice of it."""
    notice = code_of(
        extension(extension(patient, "Extension-UKCore-DeathNotificationStatus"), "deathNotificationStatus")
    )
    written = words_of(patient.get("deceasedDateTime"))
    moment = local_date(written)
    day = fields.past_date(moment.isoformat() if moment else written, "date of death")
    deceased = bool(written) or patient.get("deceasedBoolean") is True or notice in ("1", "2")
    return deceased, day, deceased and notice == "2"


def _number_as_id(patient: JsonObject) -> str:
    """Return an id of digits, which is an NHS number; an id made by another system is no number that went wrong."""
    written = words_of(patient.get("id"))
    return written if written.isdigit() else ""


def _number_status(patient: JsonObject) -> str | None:
    for candidate in objects(patient.get("identifier")):
        status = code_of(extension(candidate, "Extension-UKCore-NHSNumberVerificationStatus"))
        if status:
            return status
    return None


def _needs(preference: JsonObject) -> Iterator[tuple[str, str]]:
    method = extension(preference, "PreferredContactMethod")
    if code_of(method) in NEEDS_BY_CONTACT_METHOD:
        yield NEEDS_BY_CONTACT_METHOD[code_of(method)], display_of(method)
    if written_format := display_of(extension(preference, "PreferredWrittenCommunicationFormat")):
        yield "IF", written_format


def _security(patient: JsonObject) -> Iterator[str]:
    return (words_of(label.get("code")).upper() for label in objects(child(patient, "meta").get("security")))


def _strings(holder: JsonObject, name: str) -> tuple[str, ...]:
    value = holder.get(name)
    members = value if isinstance(value, list) else [value]
    return tuple(words for member in members if (words := words_of(member)))


def _boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
