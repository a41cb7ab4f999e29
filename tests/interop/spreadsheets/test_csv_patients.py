from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdesk.interop.reading.records import PatientRecord, RelatedPersonRecord, Row
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping
from clerkdesk.interop.spreadsheets.csv_patients import read_csv_patients
from clerkdesk.interop.spreadsheets.csv_text import LONGEST_FIELD, LONGEST_LINE
from clerkdesk.services.imports.patient_files import read_patients
from tests.interop.published import MAVIS_CSV, PDS

TODAY = date(2026, 6, 1)
HEADINGS = "NHS Number,Family name,Given name,Date of birth,Postcode,Mobile\n"
ADA = "9990000018,Lovelace,Ada,10/12/1985,NN1 2AB,07700 900123\n"
BOB = "9990000026,Babbage,Bob,26/12/1971,NN1 2AB,07700 900124\n"


def read(content: str | bytes, folder: Path, mapping: ColumnMapping | None = None) -> list[Row[PatientRecord]]:
    path = folder / "patients.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_csv_patients(path, TODAY, mapping, "patients.csv"))


def published(name: str) -> list[Row[PatientRecord]]:
    return list(read_csv_patients(MAVIS_CSV / f"{name}.csv", TODAY, source=name))


def given_names(rows: list[Row[PatientRecord]]) -> list[str | None]:
    return [row.record.given_name if row.record else None for row in rows]


def test_a_row_is_read_by_its_headings(tmp_path: Path) -> None:
    (row,) = read(HEADINGS + ADA, tmp_path)

    assert row.record is not None
    assert (row.item, row.record.nhs_number, row.record.nhs_number_valid) == ("line 2", "9990000018", True)
    assert (row.record.date_of_birth, row.record.addresses[0].postcode) == (date(1985, 12, 10), "NN1 2AB")
    assert [(phone.number, phone.kind) for phone in row.record.phones] == [("+447700900123", "mobile")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_an_accent_survives_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    (row,) = read((HEADINGS + ADA.replace("Ada", "Zoë")).encode(encoding), tmp_path)

    assert row.record is not None
    assert row.record.given_name == "Zoë"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(line_end: str, tmp_path: Path) -> None:
    assert given_names(read((HEADINGS + ADA + BOB).replace("\n", line_end), tmp_path)) == ["Ada", "Bob"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_found_out_from_the_headings(separator: str, tmp_path: Path) -> None:
    assert given_names(read((HEADINGS + ADA).replace(",", separator), tmp_path)) == ["Ada"]


def test_blank_lines_are_passed_over_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    assert [row.item for row in read(HEADINGS + "\n,,,,,\n" + ADA + "\n" + BOB, tmp_path)] == ["line 4", "line 6"]


def test_a_file_with_headings_only_has_no_rows(tmp_path: Path) -> None:
    assert read(HEADINGS, tmp_path) == []


def test_an_empty_file_says_what_it_should_hold(tmp_path: Path) -> None:
    (row,) = read("", tmp_path)

    assert "first line should hold the headings" in (row.rejection or "")


def test_unknown_headings_ask_for_a_mapping_file(tmp_path: Path) -> None:
    (row,) = read("Colour,Size\nred,9\n", tmp_path)

    assert "[columns]" in (row.rejection or "")


def test_two_columns_for_one_field_are_refused_by_position(tmp_path: Path) -> None:
    (row,) = read("NHS Number,Surname,Last name\n9990000018,A,B\n", tmp_path)

    assert "Columns 2 and 3 are both read as family_name" in (row.rejection or "")


def test_a_mapping_names_a_column_of_ones_own(tmp_path: Path) -> None:
    mapping = ColumnMapping({"pas ref": "hospital_number"})
    (row,) = read("NHS Number,PAS ref\n9990000018,RX1234\n", tmp_path, mapping)

    assert row.record is not None
    assert row.record.hospital_number == "RX1234"


def test_an_address_over_two_lines_in_quotes_is_one_row(tmp_path: Path) -> None:
    (row,) = read('NHS Number,Address\n9990000018,"1 High Street\nNorthampton, Northants"\n', tmp_path)

    assert row.record is not None
    assert row.record.addresses[0].lines == ("1 High Street Northampton, Northants",)


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = read(HEADINGS + '9990000034,"Open,Eve,,,\n' + ADA + BOB, tmp_path)

    assert "quotation marks" in (rows[0].rejection or "")
    assert given_names(rows) == [None, "Ada", "Bob"]


def test_a_quotation_mark_inside_a_name_is_part_of_it(tmp_path: Path) -> None:
    (row,) = read(HEADINGS + ADA.replace("Ada", 'Ada "Countess"'), tmp_path)

    assert row.record is not None
    assert row.record.given_name == 'Ada "Countess"'


def test_a_comma_without_quotes_is_refused_rather_than_shifted(tmp_path: Path) -> None:
    (row,) = read("NHS Number,Address,Postcode\n9990000018,1 High Street, Northampton,NN1 2AB\n", tmp_path)

    assert "more cells than there are headings" in (row.rejection or "")


def test_a_row_that_ends_early_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (row,) = read(HEADINGS + "9990000018,Lovelace,Ada,10/12/1985\n", tmp_path)

    assert row.record is not None
    assert row.flags == ()


def test_a_huge_line_costs_one_row(tmp_path: Path) -> None:
    rows = read(HEADINGS + "x" * (3 * LONGEST_LINE) + "\n" + ADA, tmp_path)

    assert "longer than" in (rows[0].rejection or "")
    assert given_names(rows) == [None, "Ada"]


def test_a_huge_field_costs_one_row(tmp_path: Path) -> None:
    rows = read(HEADINGS + ADA.replace("Ada", "x" * (LONGEST_FIELD + 1)) + BOB, tmp_path)

    assert "field is longer than" in (rows[0].rejection or "")
    assert given_names(rows) == [None, "Bob"]


def test_the_same_person_twice_is_flagged_and_the_first_row_counts(tmp_path: Path) -> None:
    first, second = read(HEADINGS + ADA + ADA.replace("Lovelace", "Byron"), tmp_path)

    assert (first.repeat_of, second.repeat_of) == ("", "line 2")
    assert "already, at line 2" in second.flags[0]


def test_a_formula_becomes_plain_text(tmp_path: Path) -> None:
    (row,) = read(HEADINGS + ADA.replace("Lovelace", "=cmd|' /C calc'!A0"), tmp_path)

    assert row.record is not None
    assert row.record.family_name == "cmd|' /C calc'!A0"
    assert "formula" in row.flags[0]


def test_a_number_that_a_spreadsheet_was_told_to_leave_alone_is_read(tmp_path: Path) -> None:
    (row,) = read('NHS Number,Surname,DOB,Mobile\n"=""9990000018""",Lovelace,10/12/1985,\'07700900123\n', tmp_path)

    assert row.record is not None
    assert (row.record.nhs_number, row.record.phones[0].number) == ("9990000018", "+447700900123")


def test_an_international_number_keeps_its_plus(tmp_path: Path) -> None:
    (row,) = read(HEADINGS + ADA.replace("07700 900123", "+33 1 23 45 67 89"), tmp_path)

    assert row.record is not None
    assert row.record.phones[0].number == "+33123456789"


@pytest.mark.parametrize("written", ["10/12/1985", "1985-12-10", "10 Dec 1985", "1985-12-10 00:00:00", "19851210"])
def test_a_date_of_birth_is_read_in_every_usual_form(written: str, tmp_path: Path) -> None:
    (row,) = read(HEADINGS + ADA.replace("10/12/1985", written), tmp_path)

    assert row.record is not None
    assert row.record.date_of_birth == date(1985, 12, 10)


@pytest.mark.parametrize("written", ["today", "mon", "t-14", "3 feb", "41334", "31/02/1985", "01/01/2030"])
def test_a_date_of_birth_is_never_guessed(written: str, tmp_path: Path) -> None:
    (row,) = read(HEADINGS + ADA.replace("10/12/1985", written), tmp_path)

    assert row.record is not None
    assert row.record.date_of_birth is None
    assert "date of birth was left out" in row.flags[0]


def test_a_year_of_two_digits_that_could_be_either_century_is_flagged(tmp_path: Path) -> None:
    newborn, pensioner = read(
        HEADINGS + ADA.replace("10/12/1985", "10/12/25") + BOB.replace("26/12/1971", "26/12/71"), tmp_path
    )

    assert "two digits" in newborn.flags[0]
    assert pensioner.flags == ()


def test_sentences_never_repeat_what_stood_in_the_file(tmp_path: Path) -> None:
    (row,) = read(HEADINGS + "99900000SECRET,Lovelace,Ada,SECRET,SECRET,SECRET\n", tmp_path)

    assert "SECRET" not in " ".join(problem.reason for problem in row.problems)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    (row,) = read_csv_patients(tmp_path / "none.csv", TODAY)

    assert row.rejection == "This file does not exist; check the name and the folder."


def test_json_is_read_as_fhir_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"
    path.write_bytes((PDS / "Patient.json").read_bytes())

    assert given_names(list(read_patients(path, TODAY))) == ["Jane"]


def test_a_valid_upload_is_read_with_its_parents() -> None:
    mark = published("valid")[2].record

    assert mark is not None
    assert mark.related_people == (
        RelatedPersonRecord(relationship="Mother", name="Jane Doe", phone="+447412345679", email="jane@example.com"),
        RelatedPersonRecord(relationship="Father", name="Richard Doe", email="richard@example.com"),
    )


def test_a_preferred_name_is_kept_beside_the_given_one() -> None:
    jennifer = published("valid")[0].record

    assert jennifer is not None
    assert [(name.kind, name.given_name) for name in jennifer.other_names] == [("preferred", "Jenny")]


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("duplicates", 3),
        ("pds_extravaganza", 1),
        ("review_one", 4),
        ("review_two", 5),
        ("valid", 4),
        ("valid_extra_fields", 3),
        ("valid_instruction_row", 1),
        ("valid_minimal", 1),
        ("valid_with_bom", 1),
    ],
)
def test_every_row_of_a_good_upload_is_a_patient_without_a_flag(name: str, people: int) -> None:
    rows = published(name)

    assert [row.problems for row in rows] == [()] * people


@pytest.mark.parametrize("name", ["invalid_minimal", "invalid_instruction_row", "malformed"])
def test_a_bad_upload_is_one_rejected_row(name: str) -> None:
    (row,) = published(name)

    assert row.rejection is not None


def test_each_fault_of_an_upload_is_kept_with_its_line() -> None:
    rows = {row.item: row for row in published("invalid_fields")}

    assert "family name" in rows["line 3"].flags[0]
    assert "e-mail" in rows["line 14"].flags[0]
    assert "telephone" in rows["line 15"].flags[0]
    assert "date of birth" in rows["line 16"].flags[0]
    assert "postcode" in rows["line 17"].flags[0]
    assert "NHS number" in rows["line 18"].flags[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_no_file_whatever_its_bytes_stops_the_reader(content: bytes, tmp_path: Path) -> None:
    assert all((row.record is None) == bool(row.rejection) for row in read(HEADINGS.encode() + content, tmp_path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bad=st.text(alphabet="ab\",=' ", max_size=40).filter(str.strip))
def test_a_good_row_after_a_bad_one_is_always_read(bad: str, tmp_path: Path) -> None:
    rows = read(HEADINGS + bad + "\n" + ADA + BOB, tmp_path)

    assert given_names(rows)[-1] == "Bob"
