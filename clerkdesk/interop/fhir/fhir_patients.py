"""Reads patients in FHIR R4, the form of the Personal Demographics Service: a Patient, or a Bundle of a search.

It reads tolerantly and rejects with a sentence. `fhir_patient_writing` writes, and tolerates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from clerkdesk.interop.fhir.fhir_patient_reading import NHS_NUMBER, identifier, patient_row
from clerkdesk.interop.patients.repeats import RowsOfNumbers, SeenBefore
from clerkdesk.interop.reading.json_reading import (
    JsonObject,
    UnreadableFileError,
    child,
    objects,
    read_bytes,
    read_documents,
    words_at,
    words_of,
)
from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.rules.acts.ways import Way

EXPECTED: Final = "Expected is a FHIR R4 Patient, or a Bundle of them."
_THIS: Final = {False: "The file", True: "This"}
KINDS: Final[dict[str, str]] = {
    "Coverage": "an insurance",
    "List": f"a list, for which there is {Way.IMPORT_REFERRALS.here()}",
    "OperationOutcome": "an error answer",
    "ReferralRequest": f"a referral, for which there is {Way.IMPORT_REFERRALS.here()}",
    "RelatedPerson": "a related person without the patient",
}


def read_fhir_patients(path: Path, today: date, source: str | None = None) -> Iterator[Row[PatientRecord]]:
    """Yield a row for every patient in a FHIR file, or one rejected row that says what the file is.

    `today` judges dates of birth and death. `source` is the name for the rows, by default the path. It never raises for
    the content of a file.
    """
    source = source or str(path)
    try:
        documents = read_documents(read_bytes(path))
    except UnreadableFileError as problem:
        yield Row(source, "file", None, rejection=str(problem))
        return
    seen, numbers = SeenBefore(), RowsOfNumbers()
    rows: list[Row[PatientRecord]] = []
    for document in documents:
        if document.fault:
            rows.append(Row(source, document.location, None, rejection=document.fault))
        else:
            rows += map(seen.check, read_fhir_document(document.value, today, source, document.location))
    for row in rows:
        numbers.count(row.record)
    yield from map(numbers.marked, rows)


def read_fhir_document(
    document: JsonObject, today: date, source: str, location: str = ""
) -> Iterator[Row[PatientRecord]]:
    """Yield the rows of one parsed resource: a Patient, or a Bundle that contains some.

    `location` is the resource's location in a larger file; empty for the whole file.
    """
    kind = words_of(document.get("resourceType"))
    if kind == "Patient":
        yield patient_row(document, source, location or "patient", today, ())
    elif kind == "Bundle":
        yield from _bundle_rows(document, source, today, location)
    elif kind:
        yield _rejected(
            source, location, f"{_THIS[bool(location)]} is {KINDS.get(kind, 'a resource of another kind')} ({kind})."
        )
    elif "patches" in document:
        yield _rejected(source, location, f"{_THIS[bool(location)]} is a list of changes to a patient, not a patient.")
    else:
        yield _rejected(
            source, location, f"{_THIS[bool(location)]} is JSON but no FHIR resource: it has no resourceType."
        )


def _bundle_rows(document: JsonObject, source: str, today: date, location: str) -> Iterator[Row[PatientRecord]]:
    members = [child(entry, "resource") for entry in objects(document.get("entry"))]
    if not any(members):
        yield _rejected(source, location, "The file is the answer to a search that found nobody.")
        return
    kinds = {words_of(member.get("resourceType")) for member in members} - {""}
    if "Patient" not in kinds:
        held = "; ".join(sorted(KINDS.get(kind, f"a resource of another kind ({kind})") for kind in kinds))
        yield _rejected(source, location, f"The file is a Bundle without patients. It holds {held}.")
        return
    seen = SeenBefore()
    for position, member in enumerate(members, start=1):
        if words_of(member.get("resourceType")) == "Patient":
            people = tuple(_related_to(member, members))
            item = f"{location}, entry {position}" if location else f"entry {position}"
            yield seen.check(patient_row(member, source, item, today, people))


def _related_to(patient: JsonObject, members: list[JsonObject]) -> Iterator[JsonObject]:
    """Yield the related persons of the same Bundle who name this patient by NHS number or by reference."""
    number, reference = identifier(patient, NHS_NUMBER), f"Patient/{words_of(patient.get('id'))}"
    for member in members:
        if words_of(member.get("resourceType")) == "RelatedPerson":
            named = child(member, "patient")
            by_number = number and identifier(named, NHS_NUMBER) == number
            if by_number or words_at(named, "reference").endswith(reference):
                yield member


def _rejected(source: str, location: str, what: str) -> Row[PatientRecord]:
    return Row(source, location or "file", None, rejection=f"{what} {EXPECTED}")
