"""A need and a sensitivity are taken as yes where the words are not known; a consent never is (D4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.one_row import csv_cell, csv_rows, fhir_patient, record_of

KNOWN_YES = ("Y", "Yes", "1", "true", "TRUE", "t")
KNOWN_NO = ("N", "No", "0", "false", "not required")
OTHER = ("Required", "S", "Yes - Polish", "Polish", "BSL", "x", "sometimes", "see notes", "No, needs a carer", "☒")

NHS_COMMUNICATION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication"


def interpreter(value: dict[str, object]) -> dict[str, object]:
    return {"url": NHS_COMMUNICATION, "extension": [{"url": "interpreterRequired", **value}]}


@pytest.mark.parametrize(
    "heading", ["Interpreter required", "Interpreter", "Interp_Flag", "Sensitive", "SENSITIVE_IND", "Transport"]
)
def test_every_column_of_needs_reads_one_table_of_words(heading: str, tmp_path: Path) -> None:
    for word, needed, flagged in (
        *((word, True, False) for word in KNOWN_YES),
        *((word, False, False) for word in KNOWN_NO),
        *((word, True, True) for word in OTHER),
    ):
        row = csv_cell(tmp_path, heading, word)
        record = record_of(row)
        if "ens" in heading.lower():
            said: bool | None = record.restricted
        else:
            said = record.transport_needed if heading == "Transport" else record.interpreter_needed
        assert (word, said, bool(row.flags)) == (word, needed, flagged)


def test_the_language_and_the_kind_in_the_words_are_kept(tmp_path: Path) -> None:
    polish = record_of(csv_cell(tmp_path, "Interpreter", "Yes - Polish"))
    signed = record_of(csv_cell(tmp_path, "Interpreter", "BSL"))
    female = record_of(csv_cell(tmp_path, "Interpreter", "Female interpreter, Urdu"))
    assert (polish.language, polish.accessible_needs) == ("Polish", ())
    assert (signed.language, signed.accessible_needs) == ("BSL", (("CP", "BSL"),))
    assert (female.language, female.accessible_needs) == ("Urdu", (("CP", "Female interpreter, Urdu"),))


def test_a_signed_language_needs_an_interpreter_whatever_the_other_column_says(tmp_path: Path) -> None:
    (row,) = csv_rows(tmp_path, "NHS Number,Surname,DOB,Language,Interpreter", "9990000018,Okafor,14/03/1967,BSL,N")
    assert record_of(row).interpreter_needed
    assert row.flags


@pytest.mark.parametrize(
    ("heading", "word", "need", "signs"),
    [
        ("Wheelchair user", "Y", "Wheelchair user", None),
        ("Learning Disability", "Yes", "Learning Disability", None),
        ("Mobility", "Stick", "Mobility: Stick", None),
        ("Hoist required", "N", "", None),
        ("Dementia", "unknown", "", None),
        ("Access needs", "Hoist", "Hoist", None),
        ("Support needs", "Y", "kind not stated", None),
        ("BSL user", "Y", "BSL user", True),
        ("Access needs", "BSL interpreter", "BSL interpreter", True),
        ("Communication needs", "Deaf, lip reads", "Deaf, lip reads", True),
    ],
)
def test_a_column_headed_by_a_need_says_which_and_signing_needs_an_interpreter(
    heading: str, word: str, need: str, signs: bool | None, tmp_path: Path
) -> None:
    record = record_of(csv_cell(tmp_path, heading, word))
    assert ([detail for _, detail in record.accessible_needs], record.interpreter_needed) == (
        [need] * bool(need),
        signs,
    )


@pytest.mark.parametrize(
    ("value", "needed", "flagged"),
    [
        ({"valueBoolean": True}, True, False),
        ({"valueBoolean": False}, False, False),
        ({"valueString": "false"}, False, False),
        ({"valueString": "Yes - Polish"}, True, True),
        ({"valueCode": "S"}, True, True),
        ({"valueCodeableConcept": {"text": "BSL"}}, True, True),
        ({"valueString": "NULL"}, None, False),
    ],
)
def test_fhir_reads_the_same_words(value: dict[str, object], needed: bool | None, flagged: bool) -> None:
    row = fhir_patient(extension=[interpreter(value)])
    assert (record_of(row).interpreter_needed, bool(row.flags)) == (needed, flagged)


@pytest.mark.parametrize(
    ("code", "restricted", "flagged"),
    [
        ("R", True, False),
        ("V", True, False),
        ("U", False, False),
        ("N", False, False),
        ("S", True, True),
        ("VIP", True, True),
    ],
)
def test_a_security_label_that_is_not_known_is_taken_as_sensitive(code: str, restricted: bool, flagged: bool) -> None:
    row = fhir_patient(meta={"security": [{"code": code}]})
    assert (record_of(row).restricted, bool(row.flags)) == (restricted, flagged)


@pytest.mark.parametrize("heading", ["Text consent", "OK to leave message"])
def test_a_consent_is_never_read_from_a_word_that_is_not_known(heading: str, tmp_path: Path) -> None:
    for word, allowed in (
        ("Y", True),
        ("No", False),
        ("Required", None),
        ("S", None),
        ("mum only", None),
        ("NULL", None),
    ):
        record = record_of(csv_cell(tmp_path, heading, word))
        assert (word, record.text_allowed if heading == "Text consent" else record.voicemail_allowed) == (word, allowed)


def test_words_about_a_sensitive_record_are_kept(tmp_path: Path) -> None:
    assert record_of(csv_cell(tmp_path, "Sensitive", "witness protection")).restricted_note == "witness protection"


@pytest.mark.parametrize("word", ["No", "N", "none", "Standard"])
def test_no_format_of_letters_is_no_need(word: str, tmp_path: Path) -> None:
    assert record_of(csv_cell(tmp_path, "Letter format", word)).accessible_needs == ()


def test_a_format_that_is_only_said_to_be_needed_is_asked_for(tmp_path: Path) -> None:
    row = csv_cell(tmp_path, "Letter format", "Yes")
    assert record_of(row).accessible_needs == (("IF", "kind not stated"),)
    assert "ask the patient" in row.flags[0]
