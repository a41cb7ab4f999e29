from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.interop.ers.ers import read_ers, read_ers_document
from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.interop.reading.records import ReferralRecord, Row
from tests.interop.published import ERS

NO_REFERRALS = [
    "AdviceAndGuidanceRequests",
    "AdviceRequest",
    "EmptyBundle",
    "OperationOutcome",
    "Parameters",
    "ServiceList",
    "Slots",
    "SpecialtyCodeSystem",
]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["resourceType", "entry", "extension", "url", "item", "reference", "resource", "meta", "id", "valueInteger"]
    ), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


def read(name: str) -> list[Row[ReferralRecord]]:
    return list(read_ers(ERS / f"{name}.json", name))


def records(name: str) -> list[ReferralRecord]:
    return [row.record for row in read(name) if row.record]


def slot_issue(**details: object) -> JsonObject:
    """A slot-issues worklist with one item, whose details are given as extensions."""
    nested = [{"url": url, "valueDateTime": value} for url, value in details.items()]
    number = {"identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}}
    priority = {"coding": [{"code": "URGENT"}]}
    nested += [{"url": "patient", "valueReference": number}, {"url": "priority", "valueCodeableConcept": priority}]
    url = "_baseUrl_/STU3/StructureDefinition/Extension-eRS-AppointmentSlotIssues-WorkListItem-1"
    item = {"reference": "ReferralRequest/000000070001"}
    return {"resourceType": "List", "entry": [{"extension": [{"url": url, "extension": nested}], "item": item}]}


def only_record(document: JsonObject) -> ReferralRecord:
    (row,) = read_ers_document(document, "file.json")
    assert row.record is not None
    return row.record


def rejection(content: bytes, folder: Path) -> str:
    path = folder / "file.json"
    path.write_bytes(content)
    (row,) = read_ers(path)
    assert row.rejection is not None
    return row.rejection


def test_slot_issues_start_the_clock_on_the_day_the_ubrn_was_received() -> None:
    found = [(record.clock_start, record.clock_start_rule) for record in records("AppointmentSlotIssues")]

    assert found == [(date(2021, 9, 3), "R-102")] * 2


def test_a_slot_issue_goes_by_the_day_of_receipt_and_not_by_the_pathway_start() -> None:
    record = only_record(slot_issue(ubrnReceived="2026-02-03T10:00:00Z", eReferralPathwayStart="2026-01-20T10:00:00Z"))

    assert record.clock_start == date(2026, 2, 3)


def test_a_slot_issue_without_a_day_of_receipt_goes_by_the_pathway_start() -> None:
    assert only_record(slot_issue(eReferralPathwayStart="2026-01-20T10:00:00Z")).clock_start == date(2026, 1, 20)


def test_a_slot_issue_without_either_day_has_an_unknown_start_and_says_so() -> None:
    (row,) = read_ers_document(slot_issue(), "file.json")

    assert row.record is not None
    assert (row.record.clock_start, row.record.clock_start_rule) == (None, "R-173")
    assert "no clock start" in row.flags[0]


def test_a_stamp_near_midnight_falls_on_the_next_day_in_british_summer_time() -> None:
    assert only_record(slot_issue(ubrnReceived="2026-06-30T23:30:00.000Z")).clock_start == date(2026, 7, 1)


def test_a_stamp_near_midnight_stays_on_its_day_in_winter() -> None:
    assert only_record(slot_issue(ubrnReceived="2026-01-30T23:30:00.000Z")).clock_start == date(2026, 1, 30)


def test_a_date_that_is_not_one_is_left_out_and_flagged() -> None:
    (row,) = read_ers_document(slot_issue(ubrnReceived="2026-06", eReferralPathwayStart="2026-06-02"), "file.json")

    assert row.record is not None
    assert row.record.clock_start == date(2026, 6, 2)
    assert "not a full date" in row.flags[0]


def test_both_nhs_number_systems_are_read() -> None:
    assert only_record(slot_issue()).nhs_number == "9990000018"
    assert {record.nhs_number for record in records("AppointmentSlotIssues")} == {"1000000001"}


def test_a_patient_who_stands_beside_the_list_is_found() -> None:
    assert [record.nhs_number for record in records("ReferralsForReview")] == ["9462979626", "1000000001"]


def test_an_invalid_nhs_number_is_kept_and_flagged() -> None:
    row = read("LettersOutstanding")[1]

    assert row.record is not None
    assert (row.record.nhs_number, row.record.nhs_number_valid) == ("9312201101", False)
    assert "NHS number is not valid" in row.flags[0]


def test_an_nhs_number_of_eleven_digits_is_kept_as_written() -> None:
    assert records("InvalidNhsNumber")[0].nhs_number == "99120038881"


def test_a_specialty_in_words_becomes_a_treatment_function() -> None:
    assert {record.treatment_function_code for record in records("AppointmentSlotIssues")} == {"320"}


def test_an_item_without_a_specialty_needs_one_whatever_its_clinical_context_says() -> None:
    record = records("LettersOutstanding")[1]

    assert (record.clinical_context, record.treatment_function_code) == ("EAR_NOSE_THROAT/EAR", None)


def test_each_worklist_has_its_code() -> None:
    lists = ["AppointmentSlotIssues", "AwaitingBooking", "LettersOutstanding", "ReferralsForReview"]

    assert [records(name)[0].worklist for name in lists] == ["ASI", "AFB", "RRL", "RFR"]


@pytest.mark.parametrize(
    ("name", "worklist"), [("DeferredToProvider", "ASI"), ("SentForTriage", "RAS"), ("AcceptReferBookLater", "AFB")]
)
def test_a_referral_that_waits_for_the_provider_makes_an_entry(name: str, worklist: str) -> None:
    (record,) = records(name)

    assert (record.makes_entry, record.worklist) == (True, worklist)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Unbooked", "not booked"),
        ("Rejected", "rejected"),
        ("ReturnToReferrerWithAdvice", "with advice"),
        ("BookedDBS", "booked appointment"),
    ],
)
def test_a_referral_that_needs_no_entry_on_the_list_says_why(name: str, why: str) -> None:
    (record,) = records(name)

    assert not record.makes_entry
    assert why in record.no_entry_reason


def test_a_list_item_that_is_not_booked_makes_no_entry_and_a_cancelled_one_does() -> None:
    assert [record.makes_entry for record in records("AwaitingBooking")] == [False, True]


def test_a_review_item_with_an_appointment_is_booked_at_its_local_time() -> None:
    record = records("ReferralsForReview")[1]

    assert (record.booked_start, record.makes_entry) == (datetime(2021, 9, 5, 16, 9), False)


def test_a_referral_request_carries_its_version_and_a_slot_issue_has_none() -> None:
    assert (records("BookedDBS")[0].version, records("AppointmentSlotIssues")[0].version) == (5, None)


def test_a_state_that_nobody_knows_is_put_on_the_list_rather_than_lost() -> None:
    document = json.loads((ERS / "Unbooked.json").read_text())
    document["extension"][-1]["extension"][0]["valueCoding"]["code"] = "BEAMED_UP"
    (row,) = read_ers_document(document, "file.json")

    assert row.record is not None
    assert row.record.makes_entry
    assert "state of the referral" in row.flags[0]


def test_a_missing_priority_is_routine_and_flagged() -> None:
    document = json.loads((ERS / "DeferredToProvider.json").read_text())
    document["extension"] = [held for held in document["extension"] if "ReferralPriority" not in held["url"]]
    (row,) = read_ers_document(document, "file.json")

    assert row.record is not None
    assert row.record.priority_type == "1"
    assert "priority" in row.flags[0]


def test_what_the_patient_needs_is_carried() -> None:
    assert records("SentForTriage")[0].additional_requirements == ("INTERPRETER",)


def test_an_item_without_a_ubrn_is_rejected_and_the_next_one_is_read() -> None:
    document = json.loads((ERS / "AppointmentSlotIssues.json").read_text())
    document["entry"][0]["item"] = {"reference": "ReferralRequest/7"}
    first, second = read_ers_document(document, "file.json")

    assert first.rejection is not None
    assert "UBRN" in first.rejection
    assert second.record is not None


def test_a_bundle_of_lists_and_requests_gives_a_row_for_each_referral() -> None:
    names = ["AppointmentSlotIssues", "DeferredToProvider", "OperationOutcome"]
    entries = [{"resource": json.loads((ERS / f"{name}.json").read_text())} for name in names]
    rows = read_ers_document({"resourceType": "Bundle", "entry": entries}, "file.json")

    assert [row.item for row in rows] == ["entry 1, entry 1", "entry 1, entry 2", "entry 2"]


@pytest.mark.parametrize("name", NO_REFERRALS)
def test_a_file_of_another_kind_is_one_rejected_row_that_says_what_was_expected(name: str) -> None:
    (row,) = read(name)

    assert row.rejection is not None
    assert "Expected is an e-RS worklist" in row.rejection


def test_an_error_answer_is_called_that(tmp_path: Path) -> None:
    assert "error answer (OperationOutcome)" in rejection((ERS / "OperationOutcome.json").read_bytes(), tmp_path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b'{"resourceType": ', "not valid JSON: it breaks off at line 1"),
        ('{"a": "é"}'.encode("latin-1"), "not in UTF-8"),
        ('{"resourceType": "List"}'.encode("utf-16"), "not in UTF-8"),
        (b"[]", "no JSON object"),
        (b"{}", "no resourceType"),
        (b'{"a":' * 100_000, "can't be read"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "can't be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, sentence: str, tmp_path: Path) -> None:
    assert sentence in rejection(content, tmp_path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"\xef\xbb\xbf" + (ERS / "AppointmentSlotIssues.json").read_bytes())

    assert [row.rejection for row in read_ers(path)] == [None, None]


def test_a_missing_file_and_a_folder_are_a_sentence_each(tmp_path: Path) -> None:
    (missing,), (folder,) = list(read_ers(tmp_path / "none.json")), list(read_ers(tmp_path))

    assert (missing.rejection, folder.rejection) == (
        "This file does not exist; check the name and the folder.",
        "This is a folder; name the files inside it.",
    )


@given(document=st.dictionaries(st.sampled_from(["entry", "extension", "id", "meta", "contained"]), anything),
       kind=st.sampled_from(["List", "ReferralRequest", "Bundle", "Parameters"]))  # fmt: skip
def test_whatever_a_resource_holds_every_row_is_a_record_or_a_sentence(document: JsonObject, kind: str) -> None:
    rows = list(read_ers_document({**document, "resourceType": kind}, "file.json"))

    assert all((row.record is None) == bool(row.rejection) for row in rows)


@given(entries=st.lists(anything, max_size=5))
def test_a_worklist_gives_as_many_rows_as_it_has_entries(entries: list[object]) -> None:
    good = json.loads((ERS / "AppointmentSlotIssues.json").read_text())
    document = {**good, "entry": [good["entry"][0], *entries]}

    assert len(list(read_ers_document(document, "file.json"))) == 1 + len(entries)
