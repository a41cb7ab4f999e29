"""The use of each element of an e-RS referral, for the answer by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clerkdesk.interop.reading.json_reading import JsonObject, objects, words_of
from clerkdesk.interop.reading.records import CellReading, ReferralRecord

_OF_AN_ITEM: Final[dict[str, str]] = {
    "status": "state", "state": "state", "referralstate": "state", "referralstatus": "state", "reason": "reason",
    "appointmentstart": "booked_start", "ubrnreceived": "ubrn_received", "ereferralpathwaystart": "pathway_start",
    "referralcreated": "referral_created", "patientcontactexpected": "contact_expected", "letterdue": "letter_due",
    "service": "service_name", "patient": "nhs_number", "specialty": "specialty_text", "priority": "priority_type",
    "referralrequestversion": "version", "clinicalcontext": "clinical_context",
}  # fmt: skip
"""Name of an extension of a worklist item, in lower case -> field of a referral."""
_EXTENSIONS_OF_A_REQUEST: Final[dict[str, str]] = {
    "extension-ers-referralstate-1": "state", "extension-ers-ereferralpathwaystart-1": "pathway_start",
    "extension-ers-referralpriority-1": "priority_type",
    "extension-ers-patientadditionalrequirement-1": "additional_requirements",
}  # fmt: skip
_OF_A_REQUEST: Final[dict[str, str]] = {
    "id": "ubrn", "identifier": "ubrn", "status": "state", "subject": "nhs_number", "specialty": "specialty_text",
}  # fmt: skip
_CONTAINED: Final[dict[str, str]] = {"Appointment": "booked_start", "List": "service_name", "Patient": "nhs_number"}
_OF_THE_RESOURCE: Final = frozenset({"resourceType", "meta", "text", "implicitRules", "language"})
"""Elements about the resource and not the referral."""
NAMELESS: Final = "extension without a name"
_SAYS_ENOUGH_BY_ITSELF: Final = frozenset({"state", "additional_requirements"})
"""Fields judged by their words, even if other values are kept."""


def told_of_item(details: JsonObject, record: ReferralRecord) -> tuple[CellReading, ...]:
    """Return the use of each extension of a worklist item."""
    return _each_once(
        [_cell(name, _OF_AN_ITEM.get(name.lower(), ""), held, record) for name, held in _extensions_of(details)]
    )


def told_of_request(document: JsonObject, record: ReferralRecord) -> tuple[CellReading, ...]:
    """Return the use of each element and extension of a referral request, and of its contents."""
    cells = [
        _cell(name, _OF_A_REQUEST.get(name, ""), {}, record)
        for name, value in document.items()
        if name not in _OF_THE_RESOURCE | {"extension", "contained"} and value not in (None, "", [], {})
    ]
    for name, held in _extensions_of(document):
        cells.append(_cell(f"extension {name}", _EXTENSIONS_OF_A_REQUEST.get(name.lower(), ""), held, record))
    for held in objects(document.get("contained")):
        kind = words_of(held.get("resourceType")) or "resource"
        cells.append(_cell(f"contained {kind}", _CONTAINED.get(kind, ""), {}, record))
    return _each_once(cells)


def _each_once(cells: list[CellReading]) -> tuple[CellReading, ...]:
    return tuple({cell.column: cell for cell in cells}.values())


def _extensions_of(holder: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for held in objects(holder.get("extension")):
        yield words_of(held.get("url")).rstrip("/").rsplit("/", 1)[-1] or NAMELESS, held


def _cell(column: str, read_as: str, held: JsonObject, record: ReferralRecord) -> CellReading:
    if not read_as:
        return CellReading(column, "", "not read")
    if read_as == "priority_type":
        known = record.priority_known
        return CellReading(column, read_as, "read" if known else "left out", flagged=not known)
    kept = read_as in _SAYS_ENOUGH_BY_ITSELF or getattr(record, read_as) not in (None, "", ())
    return CellReading(column, read_as, "read" if kept else "left out")
