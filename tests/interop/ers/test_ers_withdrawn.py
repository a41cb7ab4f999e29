"""A referral that was taken back makes no list entry, however a file says so (D3)."""

from __future__ import annotations

from typing import Any

import pytest

from clerkdesk.interop.ers.ers import read_ers_document
from clerkdesk.interop.ers.ers_codes import placement
from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.interop.reading.records import ReferralRecord, Row

UBRN = "000000070001"
_EXTENSION = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-eRS-"

TAKEN_BACK = (
    "CANCELLED_REFERRAL", "REFERRAL_CANCELLED", "CANCELLED", "Cancelled Referral", "CANCELED", "REVOKED",
    "ENTERED_IN_ERROR", "WITHDRAWN", "REFERRAL_WITHDRAWN", "CANCELLED_BY_REFERRER", "REQUEST_CANCELLED",
)  # fmt: skip
STATUSES = ("cancelled", "canceled", "entered-in-error", "revoked", "rejected", "withdrawn")


def request(status: str = "active", state: str = "DEFERRED_TO_PROVIDER") -> JsonObject:
    parts = [{"url": "state", "valueCoding": {"code": state}}]
    extension = [{"url": f"{_EXTENSION}ReferralState-1", "extension": parts}]
    return {"resourceType": "ReferralRequest", "id": UBRN, "status": status, "extension": extension}


def item(**more: Any) -> JsonObject:
    details = {"url": f"{_EXTENSION}AppointmentSlotIssues-WorkListItem-1", "extension": []}
    return {"extension": [details], "item": {"reference": f"ReferralRequest/{UBRN}"}, **more}


def worklist(*items: JsonObject, **more: Any) -> JsonObject:
    return {"resourceType": "List", "entry": list(items), **more}


def read(document: JsonObject) -> list[Row[ReferralRecord]]:
    return list(read_ers_document(document, "file.json"))


def makes_entry(document: JsonObject) -> list[bool]:
    return [row.record.makes_entry for row in read(document) if row.record is not None]


@pytest.mark.parametrize("state", TAKEN_BACK)
def test_a_state_that_takes_the_referral_back_makes_no_entry(state: str) -> None:
    assert placement(state, "").no_entry_reason
    assert makes_entry(request(state=state)) == [False]


@pytest.mark.parametrize(
    "state",
    ["DELETED", "REFERRAL_DELETED", "Removed", "ABANDONED", "REJECTED_BY_PROVIDER", "PROVIDER_REJECTED",
     "REJECTED_TRIAGE", "Triage rejected", "RETURNED", "RETURN_TO_REFERRER", "RETURNED_TO_REFERRER_WITH_ADVICE"],
)  # fmt: skip
def test_a_referral_that_was_removed_rejected_or_returned_makes_no_entry(state: str) -> None:
    assert makes_entry(request(state=state)) == [False]


@pytest.mark.parametrize("state", ["EXPIRED", "CLOSED", "COMPLETED", "SOMETHING_ELSE"])
def test_a_state_that_says_neither_keeps_the_referral_and_is_flagged(state: str) -> None:
    (row,) = read(request(state=state))
    assert (makes_entry(request(state=state)), any("state" in flag for flag in row.flags)) == ([True], True)


@pytest.mark.parametrize("state", ["APP_CANCELLED_BY_PATIENT", "APPOINTMENT_CANCELLED", "APP_DID_NOT_ATTEND", "DNA"])
def test_a_cancelled_or_missed_appointment_still_needs_a_new_one(state: str) -> None:
    assert (placement(state, "").worklist, placement(state, "").no_entry_reason) == ("CNC", "")


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_that_takes_the_referral_back_stands_above_its_state(status: str) -> None:
    assert makes_entry(request(status)) == [False]


@pytest.mark.parametrize("status", STATUSES[:4])
@pytest.mark.parametrize("field", ["status", "flag", "contained", "detail"])
def test_an_item_of_a_list_that_was_taken_back_makes_no_entry(field: str, status: str) -> None:
    if field == "contained":
        document = worklist(item(), contained=[request(status)])
    elif field == "detail":
        part = {"url": "status", "valueCoding": {"code": status}}
        url = f"{_EXTENSION}AppointmentSlotIssues-WorkListItem-1"
        document = worklist(item(extension=[{"url": url, "extension": [part]}]))
    else:
        document = worklist(item(**{field: status if field == "status" else {"coding": [{"code": status}]}}))
    assert makes_entry(document) == [False]


@pytest.mark.parametrize("deleted", [True, "true", "True", 1, "1"])
def test_an_item_that_was_deleted_from_its_list_makes_no_entry(deleted: object) -> None:
    assert makes_entry(worklist(item(deleted=deleted))) == [False]


@pytest.mark.parametrize("deleted", [False, "false", 0, None, "", []])
def test_an_item_that_was_not_deleted_stays(deleted: object) -> None:
    assert makes_entry(worklist(item(deleted=deleted))) == [True]


@pytest.mark.parametrize("order", [1, -1])
def test_a_list_beside_its_cancelled_request_makes_no_entry_in_either_order(order: int) -> None:
    members = [{"resource": worklist(item())}, {"resource": request("cancelled")}][::order]
    assert makes_entry({"resourceType": "Bundle", "entry": members}) == [False, False]


def test_a_list_that_was_entered_in_error_is_refused_whole() -> None:
    (row,) = read(worklist(item(), status="entered-in-error"))
    assert "in error" in (row.rejection or "")


def test_a_status_that_is_not_known_keeps_the_referral_and_is_flagged() -> None:
    (row,) = read(request("suspended"))
    assert row.record is not None
    assert row.record.makes_entry
    assert any("status" in flag for flag in row.flags)


def test_a_usual_referral_makes_its_entry() -> None:
    assert (makes_entry(request()), makes_entry(worklist(item()))) == ([True], [True])


@pytest.mark.parametrize("code", ["INTERPRETER", "Interpreter", "BSL_INTERPRETER", "SIGN_LANGUAGE_INTERPRETER"])
def test_an_interpreter_is_known_by_every_word_for_one(code: str) -> None:
    need = {"url": f"{_EXTENSION}PatientAdditionalRequirement-1", "valueCoding": {"code": code}}
    document = request()
    document["extension"] = [*document["extension"], need]  # type: ignore[misc]
    (row,) = read(document)
    assert row.record is not None
    assert row.record.interpreter_needed
