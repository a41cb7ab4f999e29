"""The answer of an import by column: what was read, left out, kept beside, changed, flagged, and read by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdesk.data.tables import AlertFlag, Patient, PatientOtherValue, PatientPhone
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping
from clerkdesk.rules.values.nhs_number import practice_number
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.imports.by_column import ColumnReport
from clerkdesk.services.imports.report import ImportReport
from tests.services.imports.importing import NHS_NUMBER, patients_csv, rows_of

OKAFOR = f"{NHS_NUMBER},Okafor,Grace,14/03/1967"
HEADINGS = "NHS number,Surname,Forename,DOB"


def column(report: ImportReport, heading: str) -> ColumnReport:
    (found,) = [column for column in report.columns if column.column == heading]
    return found


def test_a_column_that_nobody_reads_is_named_with_how_many_rows_had_a_value(desk: Desk, tmp_path: Path) -> None:
    path = patients_csv(tmp_path, f"{OKAFOR},9", "9990000026,Brown,Tom,02/02/1980,", headings=f"{HEADINGS},Shoe size")
    shoes = column(desk.imports.patients([path]), "Shoe size")
    assert (shoes.read_as, shoes.values, shoes.not_read, shoes.source) == ("", 1, 1, str(path))


def test_a_column_that_the_user_does_not_want_is_not_named_as_lost(desk: Desk, tmp_path: Path) -> None:
    path = patients_csv(tmp_path, f"{OKAFOR},9", headings=f"{HEADINGS},Shoe size")
    shoes = column(desk.imports.patients([path], ColumnMapping({"shoe size": "ignore"})), "Shoe size")
    assert (shoes.read_as, shoes.not_read) == ("ignore", 1)


def test_the_common_families_of_headings_are_known(desk: Desk, tmp_path: Path) -> None:
    headings = "NHS_NO,PERSON_SURNAME,PERSON_FORENAME,PERSON_DOB,ADDR1,Post_Code,TEL_HOME,Sensitive_Flag,Alerts"
    path = patients_csv(
        tmp_path, f"{OKAFOR},4 Mill Lane,NN1 2AB,01632 960001,Y,needs hoist", headings=headings
    )  # fmt: skip
    report = desk.imports.patients([path])
    (patient,) = rows_of(desk, Patient)
    assert all(column.read_as for column in report.columns)
    assert (patient.family_name, patient.address, patient.restricted) == ("Okafor", "4 Mill Lane", True)
    assert [(flag.code, flag.note) for flag in rows_of(desk, AlertFlag)] == [("OTH", "needs hoist"), ("SEN", "")]


def test_what_a_file_changed_and_what_stands_beside_is_counted_by_column(desk: Desk, tmp_path: Path) -> None:
    headings = f"{HEADINGS},Postcode,Language"
    desk.imports.patients([patients_csv(tmp_path, f"{OKAFOR},NN1 2AB,", headings=headings)])
    changed = f"{NHS_NUMBER},Okafor,Grace,15/03/1967,NN9 9ZZ,NULL"
    report = desk.imports.patients([patients_csv(tmp_path, changed, headings=headings)])
    postcode, birth, language = (column(report, heading) for heading in ("Postcode", "DOB", "Language"))
    assert (postcode.read, postcode.changed) == (1, 1)
    assert (birth.read, birth.kept_beside, birth.changed, birth.flagged) == (0, 1, 0, 1)
    assert (language.values, language.no_value, language.read) == (1, 1, 0)


def test_a_rejected_row_leaves_all_its_cells_out(desk: Desk, tmp_path: Path) -> None:
    report = desk.imports.patients([patients_csv(tmp_path, ",Okafor,Grace,", headings=HEADINGS)])
    assert (len(report.rejected), column(report, "Surname").left_out) == (1, 1)


def test_a_row_that_may_be_about_somebody_else_is_kept_beside_whole(desk: Desk, tmp_path: Path) -> None:
    desk.imports.patients([patients_csv(tmp_path, OKAFOR, headings=HEADINGS)])
    report = desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},Brown,Derek,14/03/1967", headings=HEADINGS)])
    told = {(column.values, column.read, column.kept_beside, column.flagged) for column in report.columns}
    assert told == {(1, 0, 1, 1)}


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Interpreter required", "Y", "N"),
        ("Transport", "Y", "N"),
        ("Sex", "F", "M"),
        ("Safe contact", "ring at work", "never at work"),
        ("Hospital number", "H1", "H2"),
        ("Text consent", "Y", "N"),
        ("Date of death", "25/11/2024", "No"),
        ("Date of death", "25/11/2024", "24/11/2024"),
        ("Date of death", "", "01/01/1960"),
    ],
)
def test_a_cell_that_does_not_stand_is_counted_as_kept_beside_and_flagged(
    desk: Desk, tmp_path: Path, heading: str, first: str, second: str
) -> None:
    headings = f"{HEADINGS},{heading}"
    known = f"{NHS_NUMBER},Okafor,Grace,14/03/1967"
    desk.imports.patients([patients_csv(tmp_path, f"{known},{first}", headings=headings)])
    unborn = heading == "Date of death" and not first
    again = f"{NHS_NUMBER},Okafor,Grace,,{second}" if unborn else f"{known},{second}"
    report = desk.imports.patients([patients_csv(tmp_path, again, headings=headings)])
    told = column(report, heading)
    assert (told.values, told.read, told.kept_beside, told.flagged, told.changed) == (1, 0, 1, 1, 0)
    assert len(report.flagged) == 1


def test_a_death_that_a_file_brings_is_counted_as_changed(desk: Desk, tmp_path: Path) -> None:
    desk.imports.patients([patients_csv(tmp_path, OKAFOR, headings=HEADINGS)])
    report = desk.imports.patients(
        [patients_csv(tmp_path, f"{OKAFOR},25/11/2024", headings=f"{HEADINGS},Date of death")]
    )
    told = column(report, "Date of death")
    assert (told.read, told.changed, report.updated) == (1, 1, 1)


def test_a_temporary_address_and_an_old_number_are_kept_beside(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "patient.json"
    path.write_text(
        '{"resourceType": "Patient", "id": "9990000018", "birthDate": "1967-03-14",'
        ' "name": [{"family": "Okafor", "given": ["Grace"]}], "photo": [{"title": "x"}],'
        ' "address": [{"use": "temp", "line": ["1 Ward"]}, {"use": "home", "line": ["4 Mill Lane"]}],'
        ' "telecom": [{"system": "phone", "use": "old", "value": "07700900123"}]}'
    )
    report = desk.imports.patients([path])
    aside = {(row.field, row.value) for row in rows_of(desk, PatientOtherValue)}
    assert aside == {("temporary_address", "1 Ward"), ("phone", "+447700900123")}
    assert (column(report, "address").read, column(report, "address").kept_beside) == (1, 1)
    assert (column(report, "photo").not_read, rows_of(desk, PatientPhone)) == (1, [])


def test_the_words_beside_a_number_are_in_its_note_and_each_number_is_found(desk: Desk, tmp_path: Path) -> None:
    path = patients_csv(tmp_path, f"{OKAFOR},07700900123/07700900124 (mum)", headings=f"{HEADINGS},Mobile")
    desk.imports.patients([path])
    assert [phone.note for phone in rows_of(desk, PatientPhone)] == ["", "mum"]
    assert [len(desk.patients.find(number).patients) for number in ("07700 900123", "07700900124")] == [1, 1]


@pytest.mark.parametrize(("cell", "allowed"), [("Y", True), ("N", False), ("S", None)])
def test_a_consent_goes_with_the_number_and_is_never_guessed(
    cell: str, allowed: bool | None, desk: Desk, tmp_path: Path
) -> None:
    headings = f"{HEADINGS},Mobile,Voicemail consent,Text consent"
    desk.imports.patients([patients_csv(tmp_path, f"{OKAFOR},07700900123,{cell},{cell}", headings=headings)])
    (phone,) = rows_of(desk, PatientPhone)
    assert (phone.voicemail_allowed, phone.text_allowed) == (allowed, bool(allowed))


def test_a_need_of_transport_is_added_and_never_taken_away(desk: Desk, tmp_path: Path) -> None:
    for cell in ("wheelchair car", "N"):
        report = desk.imports.patients([patients_csv(tmp_path, f"{OKAFOR},{cell}", headings=f"{HEADINGS},Transport")])
    (patient,) = rows_of(desk, Patient)
    assert patient.transport_needed
    assert "no transport" in report.flagged[0].reason


def test_a_death_before_the_birth_date_that_is_known_here_is_no_death(desk: Desk, tmp_path: Path) -> None:
    desk.imports.patients([patients_csv(tmp_path, OKAFOR, headings=HEADINGS)])
    dead = patients_csv(tmp_path, f"{NHS_NUMBER},Okafor,Grace,01/01/1950", headings="NHS number,Surname,Forename,DOD")
    report = desk.imports.patients([dead])
    (patient,) = rows_of(desk, Patient)
    assert (patient.deceased_date, patient.death_reported_on, rows_of(desk, AlertFlag)) == (None, None, [])
    assert "before the birth date" in report.flagged[0].reason


cells = st.sampled_from(
    ["", "NULL", "Y", "S", "14/03/1967", "01/01/1900", "07700900123 mum", "x@y.example", "Grace", "0"]
)
rows = st.lists(st.lists(cells, min_size=6, max_size=6), max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows)
def test_the_counts_of_every_column_add_up(rows: list[list[str]], desk: Desk, tmp_path: Path) -> None:
    headings = "Surname,DOB,Date of death,Mobile,Sensitive,Comment"
    report = desk.imports.patients([patients_csv(tmp_path, *map(",".join, rows), headings=headings)])
    assert report.read == report.added + report.updated + report.unchanged + len(report.rejected)
    for each in report.columns:
        assert each.values == each.read + each.no_value + each.left_out + each.kept_beside + each.not_read
        place = headings.split(",").index(each.column)
        assert each.values == sum(1 for row in rows if row[place])


def test_rows_read_alike_are_counted_one_by_one(desk: Desk, tmp_path: Path) -> None:
    alike = [f"{practice_number(number)},Okafor,Grace,14/03/1967,{number}" for number in range(5)]
    other = [f"{practice_number(5)},Okafor,Grace,,NULL", f"{practice_number(6)},Okafor,Grace,14/03/1767,"]
    path = patients_csv(tmp_path, *alike[:2], *other, *alike[2:], headings=f"{HEADINGS},Shoe size")
    report = desk.imports.patients([path])
    assert [each.column for each in report.columns] == [*HEADINGS.split(","), "Shoe size"]
    assert (column(report, "Surname").values, column(report, "Surname").read) == (7, 7)
    assert (column(report, "DOB").read, column(report, "DOB").no_value + column(report, "DOB").left_out) == (5, 1)
    assert (column(report, "Shoe size").not_read, column(report, "DOB").flagged) == (6, 1)


def test_every_column_with_an_alert_is_read_and_says_of_what(desk: Desk, tmp_path: Path) -> None:
    headings = f"{HEADINGS},Alerts,Alert 2,Risk,Warning,Safeguarding,Child protection plan,Hazard"
    path = patients_csv(tmp_path, f"{OKAFOR},needs hoist,MRSA,falls,,Y,no,N/A", headings=headings)
    report = desk.imports.patients([path])
    notes = {flag.note for flag in rows_of(desk, AlertFlag)}
    assert notes == {"needs hoist", "MRSA", "Risk: falls", "Safeguarding"}
    read_as = {each.column: each.read_as for each in report.columns}
    assert {read_as[name] for name in ("Alerts", "Alert 2", "Risk", "Safeguarding")} == {"alerts"}
    assert desk.imports.patients([path]).unchanged == 1
    assert len(rows_of(desk, AlertFlag)) == len(notes)


@pytest.mark.parametrize("heading", ["Patient ID", "GP name", "GP", "Registered GP", "Consultant", "Row ID"])
def test_a_column_that_may_be_something_else_is_named_as_unread(desk: Desk, tmp_path: Path, heading: str) -> None:
    path = patients_csv(tmp_path, f"{OKAFOR},Smith", headings=f"{HEADINGS},{heading}")
    read = column(desk.imports.patients([path]), heading)
    assert (read.read_as, read.not_read) == ("", 1)
    (patient,) = rows_of(desk, Patient)
    assert (patient.gp_practice_name, patient.family_name) == ("", "Okafor")
