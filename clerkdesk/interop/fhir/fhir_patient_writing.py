"""Writes a patient as a strict FHIR R4 Patient with UK Core extensions. `fhir_patients` reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.interop.reading.records import PatientRecord, PersonName, PhoneNumber, PostalAddress, RelatedPersonRecord

_UK_CORE: Final = "https://fhir.hl7.org.uk"
_NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
_ODS_CODE: Final = "https://fhir.nhs.uk/Id/ods-organization-code"
_HOSPITAL_NUMBER: Final = "https://fhir.nhs.uk/Id/local-patient-identifier"
_CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
_RELATIONSHIP: Final = "http://terminology.hl7.org/CodeSystem/v2-0131"
_GENDERS: Final = {"1": "male", "2": "female", "9": "other", "X": "unknown"}
_NAME_USES: Final = {"usual": "usual", "preferred": "nickname", "former": "old"}
_ADDRESS_USES: Final = {"home": "home", "temporary": "temp", "correspondence": "billing", "old": "old"}
_PHONE_USES: Final = {"home": "home", "mobile": "mobile", "work": "work", "temporary": "temp", "old": "old"}


def write_patient(record: PatientRecord) -> JsonObject:
    """Return a Patient resource as plain JSON values, valid under FHIR R4B: nothing empty, nothing unreadable.

    It leaves out an invalid NHS number, and the addresses, telephone numbers and related people of a restricted record,
    which no other system may learn from here.
    """
    written: JsonObject = {
        "resourceType": "Patient",
        "meta": {"security": [_confidentiality(record)]},
        "identifier": _identifiers(record),
        "extension": [*_communication(record), *_preference(record), *_death_notice(record)],
        "name": [_name(name) for name in _all_names(record)],
        "gender": _GENDERS.get(record.stated_gender),
        "birthDate": record.date_of_birth.isoformat() if record.date_of_birth else None,
        "generalPractitioner": _practice(record),
    }
    if record.deceased_date:
        written["deceasedDateTime"] = record.deceased_date.isoformat()
    elif record.deceased or record.says_alive:
        written["deceasedBoolean"] = record.deceased
    if not record.restricted:
        written["telecom"] = [
            *map(_phone, record.phones),
            *_email(record.email),
            *({"system": "email", "value": former, "use": "old"} for former in record.former_emails),
        ]
        written["address"] = [_address(address) for address in record.addresses]
        written["contact"] = [_contact(person) for person in record.related_people if _reachable(person)]
    return _without_empty(written)


def _without_empty(holder: JsonObject) -> JsonObject:
    """Return an object without the members that FHIR forbids to be empty."""
    return {name: value for name, value in holder.items() if value not in (None, "", [], {})}


def _coded(system: str, code: str, display: str) -> JsonObject:
    return {"coding": [_without_empty({"system": system, "code": code, "display": display})]}


def _confidentiality(record: PatientRecord) -> JsonObject:
    code, display = ("R", "restricted") if record.restricted else ("U", "unrestricted")
    return {"system": _CONFIDENTIALITY, "code": code, "display": display}


def _identifiers(record: PatientRecord) -> list[JsonObject]:
    identifiers: list[JsonObject] = []
    if record.nhs_number and record.nhs_number_valid:
        status = _coded(f"{_UK_CORE}/CodeSystem/UKCore-NHSNumberVerificationStatus", record.nhs_number_status or "", "")
        extension: JsonObject = {
            "url": f"{_UK_CORE}/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
            "valueCodeableConcept": status,
        }
        known = [extension] if record.nhs_number_status else None
        identifiers.append(_without_empty({"system": _NHS_NUMBER, "value": record.nhs_number, "extension": known}))
    identifiers += [{"use": "old", "system": _NHS_NUMBER, "value": old} for old in record.former_nhs_numbers]
    if record.hospital_number:
        identifiers.append({"system": _HOSPITAL_NUMBER, "value": record.hospital_number})
    return identifiers


def _all_names(record: PatientRecord) -> Iterable[PersonName]:
    usual = PersonName(kind="usual", given_name=record.given_name, family_name=record.family_name, title=record.title)
    return [name for name in (usual, *record.other_names) if name.given_name or name.family_name]


def _name(name: PersonName) -> JsonObject:
    return _without_empty(
        {
            "use": _NAME_USES.get(name.kind),
            "family": name.family_name,
            "given": name.given_name.split(),
            "prefix": name.title.split(),
            "suffix": name.suffix.split(),
            "period": _period(name.valid_from, name.valid_to),
        }
    )


def _period(start: date | None, end: date | None) -> JsonObject:
    """Return a period, or nothing if it would end before it begins (per-1)."""
    if start and end and end < start:
        return {}
    return _without_empty({"start": start.isoformat() if start else None, "end": end.isoformat() if end else None})


def _address(address: PostalAddress) -> JsonObject:
    return _without_empty(
        {
            "use": _ADDRESS_USES.get(address.kind),
            "line": [line for line in address.lines if line],
            "postalCode": address.postcode,
            "period": _period(address.valid_from, address.valid_to),
        }
    )


def _phone(phone: PhoneNumber) -> JsonObject:
    if phone.kind != "textphone":
        return _without_empty({"system": "phone", "value": phone.number, "use": _PHONE_USES.get(phone.kind)})
    coding: JsonObject = {"system": f"{_UK_CORE}/CodeSystem/UKCore-OtherContactSystem", "code": "textphone"}
    url = f"{_UK_CORE}/StructureDefinition/Extension-UKCore-OtherContactSystem"
    return {"system": "other", "value": phone.number, "extension": [{"url": url, "valueCoding": coding}]}


def _email(address: str) -> list[JsonObject]:
    return [{"system": "email", "value": address}] if address else []


def _practice(record: PatientRecord) -> list[JsonObject]:
    if not record.gp_practice_code:
        return []
    identifier = {"system": _ODS_CODE, "value": record.gp_practice_code}
    return [_without_empty({"type": "Organization", "identifier": identifier, "display": record.gp_practice_name})]


def _reachable(person: RelatedPersonRecord) -> bool:
    """Return whether a contact says who or where (pat-1)."""
    return bool(person.name or person.phone or person.email)


def _contact(person: RelatedPersonRecord) -> JsonObject:
    relationship: JsonObject = {"text": person.relationship} if person.relationship else {}
    if person.next_of_kin:
        relationship["coding"] = [{"system": _RELATIONSHIP, "code": "N", "display": "Next-of-Kin"}]
    phone: list[JsonObject] = [{"system": "phone", "value": person.phone}] if person.phone else []
    return _without_empty(
        {
            "relationship": [relationship] if relationship else None,
            "name": {"text": person.name} if person.name else None,
            "telecom": [*phone, *_email(person.email)],
        }
    )


def _extension(name: str, parts: list[JsonObject]) -> list[JsonObject]:
    return [{"url": f"{_UK_CORE}/StructureDefinition/{name}", "extension": parts}] if parts else []


def _communication(record: PatientRecord) -> list[JsonObject]:
    parts: list[JsonObject] = []
    if record.language:
        parts.append({"url": "language", "valueCodeableConcept": {"text": record.language}})
    if record.interpreter_needed is not None:
        parts.append({"url": "interpreterRequired", "valueBoolean": record.interpreter_needed})
    return _extension("Extension-UKCore-NHSCommunication", parts)


def _preference(record: PatientRecord) -> list[JsonObject]:
    parts: list[JsonObject] = []
    for url, words in (
        ("PreferredWrittenCommunicationFormat", record.written_format),
        ("PreferredContactMethod", record.contact_method),
    ):
        if words:
            parts.append({"url": url, "valueCodeableConcept": {"text": words}})
    if record.contact_times:
        parts.append({"url": "PreferredContactTimes", "valueString": record.contact_times})
    return _extension("Extension-UKCore-ContactPreference", parts)


def _death_notice(record: PatientRecord) -> list[JsonObject]:
    if not record.deceased:
        return []
    status = _coded(
        f"{_UK_CORE}/CodeSystem/UKCore-DeathNotificationStatus", "2" if record.deceased_confirmed else "1", ""
    )
    part: JsonObject = {"url": "deathNotificationStatus", "valueCodeableConcept": status}
    return _extension("Extension-UKCore-DeathNotificationStatus", [part])
