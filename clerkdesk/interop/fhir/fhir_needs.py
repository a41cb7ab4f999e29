"""Reads language, interpreter, formats and a sensitive record from a FHIR Patient; words are read as in CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clerkdesk.interop.fhir.fhir_told import CellGatherer
from clerkdesk.interop.patients.fields import PatientFields
from clerkdesk.interop.patients.stated_needs import FORMAT, StatedNeeds
from clerkdesk.interop.reading.json_reading import (
    JsonObject,
    child,
    code_of,
    display_of,
    extension,
    extensions,
    objects,
    truth_of,
    words_of,
)

NEEDS_BY_CONTACT_METHOD: Final = {"5": "CM", "6": "CM", "7": "CP"}
"""Codes of contact methods that are needs: textphone, telephone by proxy, sign language (R-414)."""
_NOT_SENSITIVE: Final = frozenset({"U", "L", "M", "N", "HTEST", "UNRESTRICTED", "NORMAL", "LOW", "MODERATE"})
"""Confidentiality labels of an ordinary record; test data has labels too."""
_SENSITIVE: Final = frozenset({"R", "V", "REDACTED", "RESTRICTED", "VERY RESTRICTED"})
UNKNOWN_LABEL: Final = "The record has an unknown security label, which was taken as sensitive; ask the source."


def read_needs(patient: JsonObject, fields: PatientFields, told: CellGatherer) -> StatedNeeds:
    """Return the needs of one Patient."""
    communication = extension(patient, "Extension-UKCore-NHSCommunication")
    needs = StatedNeeds(fields, display_of(extension(communication, "language")) or _preferred_language(patient))
    if patient.get("communication"):
        told.note("communication", "language", "read")
    asked = extension(communication, "interpreterRequired") or extension(patient, "patient-interpreterRequired")
    needs.interpreter(value_of(asked), "interpreterRequired")
    for disability in extensions(patient, "patient-disability"):
        needs.support(value_of(disability), "extension patient-disability")
    preference = extension(patient, "Extension-UKCore-ContactPreference")
    method = extension(preference, "PreferredContactMethod")
    if code_of(method) in NEEDS_BY_CONTACT_METHOD:
        needs.accessible.append((NEEDS_BY_CONTACT_METHOD[code_of(method)], display_of(method)))
    if written_format := display_of(extension(preference, "PreferredWrittenCommunicationFormat")):
        needs.written_format = written_format
        needs.accessible.append((FORMAT, written_format))
    for label in _security(patient):
        _sensitive(label, needs, fields, told)
    return needs


def value_of(holder: JsonObject) -> str:
    """Return the value of an extension as words, in any of FHIR's types."""
    for name, value in holder.items():
        if name.startswith("value"):
            if isinstance(value, bool):
                return "true" if value else "false"
            return words_of(value) or (display_of(holder) if isinstance(value, dict) else "")
    return ""


def _preferred_language(patient: JsonObject) -> str:
    """Return the preferred language, else the first one stated."""
    stated = list(objects(patient.get("communication")))
    preferred = [each for each in stated if truth_of(each.get("preferred"))]
    return next((language for each in (*preferred, *stated) if (language := display_of(child(each, "language")))), "")


def _security(patient: JsonObject) -> Iterator[JsonObject]:
    return objects(child(patient, "meta").get("security"))


def _sensitive(label: JsonObject, needs: StatedNeeds, fields: PatientFields, told: CellGatherer) -> None:
    code, display = words_of(label.get("code")).upper(), words_of(label.get("display")).upper()
    if not code and not display:
        return
    known = code in _SENSITIVE or code in _NOT_SENSITIVE or (not code and display in _SENSITIVE | _NOT_SENSITIVE)
    if code in _SENSITIVE or display in _SENSITIVE or not known:
        needs.restricted = True
    if not known:
        fields.flag("meta security", UNKNOWN_LABEL)
        needs.restricted_note = needs.restricted_note or (words_of(label.get("display")) or code)
    told.note("meta security", "restricted", "read", flagged=not known)
