"""A stand-in such as NULL is no value in any column of any format, and no death is read from one (D1, D13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clerkdesk.interop.ers.ers import read_ers_document
from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.interop.spreadsheets.csv_columns import FIELDS, KNOWN_HEADINGS
from tests.interop.one_row import NUMBER, cell_of, csv_cell, csv_rows, fhir_patient, record_of

NO_VALUES = (
    "NULL",
    "(null)",
    r"\N",
    "N/A",
    "None",
    "nil",
    "-",
    ".",
    "?",
    "unknown",
    "not known",
    "#N/A",
    "NaN",
    "Not recorded",
)
IDENTIFYING = {"nhs_number", "family_name", "given_name", "date_of_birth", "full_name"}


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in IDENTIFYING])
def test_no_column_takes_a_stand_in_for_a_value(field: str, tmp_path: Path) -> None:
    heading = KNOWN_HEADINGS[field][0] if field in KNOWN_HEADINGS else field
    without = csv_cell(tmp_path, heading, "")
    for word in NO_VALUES:
        row = csv_cell(tmp_path, heading, word)
        assert (row.record, row.flags) == (without.record, without.flags), word


@pytest.mark.parametrize("word", NO_VALUES)
def test_a_row_of_stand_ins_keeps_its_number_alone(word: str, tmp_path: Path) -> None:
    (row,) = csv_rows(
        tmp_path, "NHS Number,Surname,Forename,DOB,Postcode", f'{NUMBER},"{word}","{word}","{word}","{word}"'
    )
    record = record_of(row)
    assert (record.nhs_number, record.family_name, record.given_name, record.date_of_birth) == (NUMBER, "", "", None)


@pytest.mark.parametrize("word", ["NULL", "0", "0000000", "9999999", "-", "Unknown"])
def test_two_people_with_the_same_stand_in_for_a_hospital_number_are_two(word: str, tmp_path: Path) -> None:
    rows = csv_rows(
        tmp_path,
        "Hospital Number,Surname,Forename,DOB",
        f"{word},Okafor,Grace,14/03/1967",
        f"{word},Brown,Tom,02/02/1980",
    )
    assert [(record_of(row).hospital_number, row.repeat_of) for row in rows] == [(None, ""), (None, "")]


@pytest.mark.parametrize("name", ["Null", "None", "Nil"])
def test_somebody_called_null_keeps_the_name_and_is_flagged(name: str, tmp_path: Path) -> None:
    (row,) = csv_rows(tmp_path, "Surname,Forename,DOB,Town", f"{name},Grace,14/03/1967,NULL")
    assert (record_of(row).family_name, record_of(row).name_doubtful) == (name, True)
    assert "kept" in row.flags[0]


def test_a_family_name_that_stands_in_another_column_too_is_a_stand_in(tmp_path: Path) -> None:
    (row,) = csv_rows(tmp_path, "NHS Number,Surname,Forename,DOB,Town", f"{NUMBER},NULL,Grace,14/03/1967,NULL")
    assert record_of(row).family_name == ""


STAND_IN_DEATHS = (
    "01/01/1900", "1900-01-01", "0000-00-00", "00/00/0000", "1753-01-01", "01/01/1753", "9999-12-31", "31/12/9999",
    "1899-12-30", "19000101", "01/01/1970", "2079-06-06", "0",
)  # fmt: skip
NO_DEATHS = (
    *STAND_IN_DEATHS,
    "02/02/2027",
    "Y",
    "yes",
    "2027",
    "Dec 2026",
    "12/2026",
    "February 1967",
    "1966",
    "1900",
    "13/2026",
    "Room 2026",
    "circa 31/11/2026",
    "1",
    "see notes",
    "soon",
    "13/03/1967",
    "Okafor",
    "2",
    "D",
    "01/01/01",
    "1/1/00",
    "†",
    "gone away",
    "Presumed dead",
    "46351",
    "?25/11/2026",
)


@pytest.mark.parametrize("written", NO_DEATHS)
def test_what_is_no_day_that_has_come_and_no_word_for_dead_is_no_death_and_is_flagged(
    written: str, tmp_path: Path
) -> None:
    row = csv_cell(tmp_path, "Date of death", written)
    assert not record_of(row).deceased
    assert record_of(row).deceased_date is None
    assert not record_of(row).says_alive
    assert row.flags


@pytest.mark.parametrize("written", ["No", "N", "false", "alive", "Not deceased"])
def test_a_word_that_says_alive_is_kept_as_such(written: str, tmp_path: Path) -> None:
    row = csv_cell(tmp_path, "Date of death", written)
    assert (record_of(row).deceased, record_of(row).says_alive, row.flags) == (False, True, ())


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("25/11/2026", date(2026, 11, 25)),
        ("2026-11-25 00:00:00.000", date(2026, 11, 25)),
        ("20261125", date(2026, 11, 25)),
        ("died 25/11/2026", date(2026, 11, 25)),
        *(
            (part, None)
            for part in (
                "Nov 2026",
                "November 2026",
                "11/2026",
                "2026-11",
                "2026",
                "circa 15/11/2026",
                "c. 2026",
                "about Nov 2026",
                "xx/11/2026",
                "00/11/2026",
                "2026-11-00",
                "approx 15 Nov 2026",
                "1967",
            )
        ),
        ("Deceased", None),
        ("R.I.P.", None),
        ("Passed away 25/11/2026", date(2026, 11, 25)),
        ("Patient has died - 25 Nov 2026", date(2026, 11, 25)),
        ("Deceased - date unknown", None),
        ("Died (unknown)", None),
    ],
)
def test_a_day_that_has_come_and_a_word_for_dead_are_deaths(written: str, day: date | None, tmp_path: Path) -> None:
    record = record_of(csv_cell(tmp_path, "Date of death", written))
    assert (record.deceased, record.deceased_date, record.says_alive) == (True, day, False)


@pytest.mark.parametrize(
    ("written", "deceased", "alive"),
    [
        ("Y", True, False),
        ("true", True, False),
        ("N", False, True),
        ("0", False, True),
        ("NULL", False, False),
        ("S", False, False),
        ("Yes - 25/11/2026", True, False),
        ("25/11/2026", True, False),
        ("died 25/11/2026", True, False),
        ("02/02/2027", False, False),
        ("No 25/11/2026", False, False),
        ("☒", False, False),
    ],
)
def test_a_column_that_asks_for_a_death_takes_a_known_yes_and_a_known_no(
    written: str, deceased: bool, alive: bool, tmp_path: Path
) -> None:
    record = record_of(csv_cell(tmp_path, "Deceased_Flag", written))
    assert (record.deceased, record.says_alive) == (deceased, alive)
    assert record.deceased_date == (date(2026, 11, 25) if deceased and "2026" in written else None)


@pytest.mark.parametrize(
    ("written", "deceased", "alive"),
    [("Dead", True, False), ("Alive", False, True), ("Living", False, True), ("1", False, False), ("Y", False, False),
     ("D", False, False), ("A", False, False), ("25/11/2026", False, False)],
)  # fmt: skip
def test_a_column_that_asks_nothing_takes_words_alone(
    written: str, deceased: bool, alive: bool, tmp_path: Path
) -> None:
    row = csv_cell(tmp_path, "Vital status", written)
    assert (record_of(row).deceased, record_of(row).says_alive) == (deceased, alive)
    assert bool(row.flags) == (not deceased and not alive)


@pytest.mark.parametrize("word", ["NEW", "Pending", "TEMP", "A/E", "DESK0000001", "desk 0000001"])
def test_a_hospital_number_that_says_nothing_of_anybody_is_left_out_and_said(word: str, tmp_path: Path) -> None:
    row = csv_cell(tmp_path, "Hospital number", word)
    assert (record_of(row).hospital_number, cell_of(row, "Hospital number").fate) == (None, "left out")
    assert "hospital number was left out" in row.flags[0]


@pytest.mark.parametrize(
    "written", ["NULL", "n/a", "1900-01-01", "9999-12-31", "0000-00-00", "2027-02-02", "maybe", "1966-01-01"]
)
def test_fhir_reads_no_death_from_a_stand_in_either(written: str) -> None:
    record = record_of(fhir_patient(deceasedDateTime=written))
    assert (record.deceased, record.deceased_date) == (False, None)


@pytest.mark.parametrize(
    ("mark", "deceased", "alive"),
    [(True, True, False), (False, False, True), ("true", True, False), ("false", False, True), ("NULL", False, False)],
)
def test_the_mark_of_fhir_says_dead_or_alive(mark: object, deceased: bool, alive: bool) -> None:
    record = record_of(fhir_patient(deceasedBoolean=mark))
    assert (record.deceased, record.says_alive) == (deceased, alive)


def test_fhir_strings_that_stand_for_nothing_are_no_values() -> None:
    address = {"line": ["NULL", "4 Mill Lane", "-"], "city": "N/A", "postalCode": "unknown"}
    telecom = [{"system": "phone", "value": "NULL"}, {"system": "email", "value": "none"}]
    number = {"system": "https://example.org/hospital-number", "value": "NULL"}
    record = record_of(fhir_patient(address=[address], telecom=telecom, identifier=[number], gender="unknown"))
    assert record.addresses[0].lines == ("4 Mill Lane",)
    assert (record.addresses[0].postcode, record.phones, record.email) == ("", (), "")
    assert (record.hospital_number, record.stated_gender) == (None, "")


@pytest.mark.parametrize("day", ["1900-01-01T00:00:00Z", "9999-12-31", "1753-01-01"])
def test_the_edge_of_a_calendar_starts_no_clock(day: str) -> None:
    document: JsonObject = {
        "resourceType": "ReferralRequest",
        "id": "000000070001",
        "extension": [{"url": "Extension-eRS-eReferralPathwayStart-1", "valueDateTime": day}],
    }
    (row,) = read_ers_document(document, "file.json")
    assert row.record is not None
    assert (row.record.clock_start, row.record.clock_start_rule) == (None, "R-173")


@pytest.mark.parametrize("number", ["9999999999", "0000000000", "111 111 1111", "0123456789"])
def test_one_digit_ten_times_over_is_no_number_in_any_format(number: str, tmp_path: Path) -> None:
    rows = csv_rows(
        tmp_path,
        "NHS Number,Surname,Forename,DOB",
        f"{number},Okafor,Grace,14/03/1967",
        f"{number},Brown,Tom,02/02/1980",
    )
    identifier = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number}
    rows.append(fhir_patient(id="x", identifier=[identifier]))
    assert [(record_of(row).nhs_number, row.repeat_of) for row in rows] == [(None, "")] * 3
    assert all("nobody's" in row.flags[0] for row in rows)


def test_a_birth_date_that_is_a_stand_in_is_left_out_and_said(tmp_path: Path) -> None:
    row = csv_cell(tmp_path, "Town", "", birth="01/01/1900")
    assert record_of(row) == replace(record_of(csv_cell(tmp_path, "Town", "")), date_of_birth=None)
    assert "placeholder" in row.flags[0]


@pytest.mark.parametrize("heading", ["Death status", "Death notification status"])
@pytest.mark.parametrize(
    ("written", "deceased", "formal"), [("1", True, False), ("2", True, True), ("0", False, False)]
)
def test_a_status_of_death_is_read_as_the_spine_codes_it(
    heading: str, written: str, deceased: bool, formal: bool, tmp_path: Path
) -> None:
    record = record_of(csv_cell(tmp_path, heading, written))
    assert (record.deceased, record.deceased_confirmed) == (deceased, formal)


def test_a_2_is_no_formal_death_in_a_column_that_asks_for_yes_or_no(tmp_path: Path) -> None:
    row = csv_cell(tmp_path, "Deceased", "2")
    assert (record_of(row).deceased, bool(row.flags)) == (False, True)
