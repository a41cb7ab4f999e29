"""Reader of the e-Referral Service: worklists and referral requests, FHIR STU3 with eRS extensions (RULES 13.13).

It recognises the kind of a file; `ers_referrals` reads each referral. Any file becomes rows, each a record or a
sentence. The import service compares with the database: versions, and another NHS number on a known UBRN.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from clerkdesk.interop.ers.ers_referrals import (
    ReferralRow,
    referral_request_row,
    withdrawn_in,
    worklist_rows,
)
from clerkdesk.interop.reading.json_reading import (
    JsonObject,
    UnreadableFileError,
    child,
    objects,
    read_bytes,
    read_documents,
    words_of,
)
from clerkdesk.interop.reading.records import Row
from clerkdesk.rules.acts.ways import Way

EXPECTED: Final = "Expected is an e-RS worklist (List) or a referral request (ReferralRequest)."
KINDS: Final[dict[str, str]] = {
    "Appointment": "an appointment",
    "CodeSystem": "a list of codes",
    "Communication": "a message of advice and guidance, which is no referral and makes no list entry",
    "CommunicationRequest": "a request for advice and guidance, which is no referral and makes no list entry",
    "DocumentReference": "an attached document",
    "HealthcareService": "a description of a service",
    "OperationOutcome": "an error answer",
    "Parameters": "the parameters of an e-RS operation",
    "Patient": f"a patient, for which there is {Way.IMPORT_PATIENTS.here()}",
    "Practitioner": "a member of staff",
    "PractitionerRole": "a member of staff in their role",
    "Schedule": "a clinic's timetable",
    "ServiceRequest": "a summary of a referral without its dates",
    "Slot": "an appointment slot",
    "Task": "an action open to a user",
}
CARRIED: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "Bundle": ("entry", frozenset({"List", "ReferralRequest"})),
    "Parameters": ("parameter", frozenset({"ReferralRequest"})),
}
"""Resources that contain others -> the field, and the kinds read there.

A list among the parameters of an operation is a shortlist of services, never a worklist.
"""


def read_ers(path: Path, source: str | None = None) -> Iterator[ReferralRow]:
    """Yield a row for every referral in an e-RS file, or one rejected row that says what the file is.

    `source` is the name for the rows, by default the path. It never raises for the content of a file.
    """
    source = source or str(path)
    try:
        documents = read_documents(read_bytes(path))
    except UnreadableFileError as problem:
        yield Row(source, "file", None, rejection=str(problem))
        return
    withdrawn = withdrawn_in(document.value for document in documents)
    for document in documents:
        if document.fault:
            yield Row(source, document.location, None, rejection=document.fault)
        else:
            yield from read_ers_document(document.value, source, document.location, withdrawn)


def read_ers_document(
    document: JsonObject, source: str, location: str = "", withdrawn: Mapping[str, str] | None = None
) -> Iterator[ReferralRow]:
    """Yield the rows of one parsed resource: a worklist, a referral request, or a Bundle or answer that holds them.

    Args:
        document: the resource.
        source: the name for the rows.
        location: the resource's location in a larger file; empty for the whole file.
        withdrawn: UBRN -> why the referral makes no entry, from other resources of the file.
    """
    kind = words_of(document.get("resourceType"))
    if kind in CARRIED:
        yield from _carried_rows(document, kind, source, location, withdrawn or {})
    else:
        yield from _resource_rows(document, source, location, withdrawn)


def _carried_rows(
    document: JsonObject, container: str, source: str, location: str, withdrawn: Mapping[str, str]
) -> Iterator[ReferralRow]:
    field, read_here = CARRIED[container]
    members = [child(holder, "resource") for holder in objects(document.get(field))]
    kinds = {words_of(member.get("resourceType")) for member in members} - {""}
    if not kinds & read_here:
        yield Row(source, location or "file", None, rejection=_no_referrals(container, kinds))
        return
    withdrawn = {**withdrawn, **withdrawn_in(members)}
    before = f"{location}, " if location else ""
    for position, member in enumerate(members, start=1):
        if words_of(member.get("resourceType")) in read_here:
            yield from _resource_rows(member, source, f"{before}{field} {position}", withdrawn)


def _resource_rows(
    document: JsonObject, source: str, location: str, withdrawn: Mapping[str, str] | None = None
) -> Iterator[ReferralRow]:
    kind = words_of(document.get("resourceType"))
    if kind == "ReferralRequest":
        yield referral_request_row(document, source, location or "referral request")
    elif kind == "List":
        yield from worklist_rows(document, source, location, withdrawn)
    else:
        yield Row(source, location or "file", None, rejection=_another_kind(kind))


def _another_kind(kind: str) -> str:
    if not kind:
        return f"The file is JSON but no FHIR resource: it has no resourceType. {EXPECTED}"
    return f"The file is {KINDS.get(kind, 'a resource of another kind')} ({kind}). {EXPECTED}"


def _no_referrals(container: str, kinds: set[str]) -> str:
    if container == "Parameters":
        return _another_kind(container)
    if not kinds:
        return f"The file is the answer to a search that found nothing. {EXPECTED}"
    held = "; ".join(sorted(KINDS.get(kind, f"a resource of another kind ({kind})") for kind in kinds))
    return f"The file is a Bundle without referrals. It holds {held}. {EXPECTED}"
