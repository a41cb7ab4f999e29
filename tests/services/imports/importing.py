"""Writes files for tests as other systems send them: e-RS worklists and referral requests, and CSV of patients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, inspect, select
from sqlmodel import SQLModel, col

from clerkdesk.data.tables import Act, WaitingListEntry
from clerkdesk.services.desk.facade import Desk

RowT = TypeVar("RowT", bound=SQLModel)

UBRN = "000000070001"
NHS_NUMBER = "9990000018"
INVALID_NUMBER = "9990000019"

_EXTENSION = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-eRS-"


def slot_issue(
    ubrn: str = UBRN,
    nhs_number: str | None = NHS_NUMBER,
    *,
    priority: str = "ROUTINE",
    specialty: str | None = "DERMATOLOGY",
    received: str | None = "2025-01-06T10:00:00Z",
    worklist: str = "AppointmentSlotIssues",
    context: str = "",
) -> dict[str, Any]:
    """One item of a worklist; of the slot-issues list unless another list is named. None leaves a field out."""
    parts: list[dict[str, Any]] = [{"url": "priority", "valueCodeableConcept": _coded(priority)}]
    if specialty is not None:
        parts.append({"url": "specialty", "valueCodeableConcept": _coded(specialty)})
    if nhs_number is not None:
        identifier = {"system": "http://fhir.nhs.net/Id/nhs-number", "value": nhs_number}
        parts.append({"url": "patient", "valueReference": {"identifier": identifier}})
    if received is not None:
        start = "ubrnReceived" if worklist == "AppointmentSlotIssues" else "eReferralPathwayStart"
        parts.append({"url": start, "valueDateTime": received})
    if context:
        parts.append({"url": "clinicalContext", "valueString": context})
    details = {"extension": parts, "url": f"{_EXTENSION}{worklist}-WorkListItem-1"}
    return {"extension": [details], "item": {"reference": f"ReferralRequest/{ubrn}"}}


def worklist(folder: Path, *items: Mapping[str, Any], name: str = "list.json") -> Path:
    """A file with a worklist."""
    profile = {"profile": ["https://fhir.nhs.uk/STU3/StructureDefinition/eRS-FetchWorklist-List-1"]}
    return _written(folder / name, {"resourceType": "List", "meta": profile, "entry": items})


def referral_request(
    folder: Path,
    state: str,
    *,
    version: int,
    ubrn: str = UBRN,
    nhs_number: str = NHS_NUMBER,
    priority: str = "ROUTINE",
    specialty: str = "DERMATOLOGY",
    start: str = "2025-01-06T10:00:00Z",
) -> Path:
    """A file with one referral in some state, such as `DEFERRED_TO_PROVIDER`, at a version."""
    document = {
        "resourceType": "ReferralRequest",
        "id": ubrn,
        "meta": {"versionId": str(version)},
        "extension": [
            {"url": f"{_EXTENSION}eReferralPathwayStart-1", "valueInstant": start},
            {"url": f"{_EXTENSION}ReferralPriority-1", "valueCodeableConcept": _coded(priority)},
            {
                "url": f"{_EXTENSION}ReferralState-1",
                "extension": [{"url": "state", "valueCoding": {"code": state}}],
            },
        ],
        "specialty": _coded(specialty),
        "subject": {"identifier": {"system": "http://fhir.nhs.net/Id/nhs-number", "value": nhs_number}},
    }
    return _written(folder / f"request-{version}-{state}.json", document)


def patients_csv(folder: Path, *lines: str, headings: str = "NHS number,Surname,Forename,DOB,Postcode") -> Path:
    """A CSV file of patients."""
    path = folder / "patients.csv"
    path.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
    return path


def rows_of(desk: Desk, table: type[RowT]) -> list[RowT]:
    """Every row of a table in order of entry."""
    with desk.context.reading() as session:
        return list(session.execute(select(table).order_by(*inspect(table).primary_key)).scalars())


def count_of(desk: Desk, table: type[SQLModel]) -> int:
    """Return the number of rows of a table."""
    with desk.context.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def import_acts(desk: Desk) -> int:
    """Return the number of acts made by imports."""
    with desk.context.reading() as session:
        query = select(func.count()).select_from(Act).where(col(Act.kind).like("import%"))
        return session.execute(query).scalar_one()


def the_entry(desk: Desk) -> WaitingListEntry:
    """The only entry."""
    (entry,) = rows_of(desk, WaitingListEntry)
    assert isinstance(entry, WaitingListEntry)
    return entry


def _coded(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


def _written(path: Path, document: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
