"""Patients from files: found by number or by name and home, brought up to date; a contradiction overwrites nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from clerkdesk.data.tables import (
    AlertFlag,
    InboxItem,
    Patient,
    PatientName,
    PatientNeed,
    PatientOtherValue,
    PatientPhone,
    PatientStatement,
    WaitingListEntry,
)
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.patients.correcting import Corrected
from tests.builders import a_hospital, a_patient, an_entry
from tests.interop.published import MAVIS_CSV, PDS
from tests.services.imports.importing import NHS_NUMBER, count_of, import_acts, patients_csv, rows_of

PATEL = f"{NHS_NUMBER},Patel,Anjali,14/03/1967,NN1 2AB"
PUBLISHED = [*sorted(PDS.glob("*.json")), *sorted(MAVIS_CSV.glob("*.csv"))]


def the_patient(desk: Desk) -> Patient:
    (patient,) = rows_of(desk, Patient)
    assert isinstance(patient, Patient)
    return patient


def known_patel(desk: Desk, **columns: object) -> int:
    values = {"nhs_number": NHS_NUMBER, "nhs_number_valid": True} | columns
    return a_patient(desk, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize(
    ("family", "given"),
    [("O'BRIEN-MUNOZ", "SEAN"), ("o'brien-muñoz", "seán"), ("O BRIEN MUNOZ", "Sean"), ("Mr O'Brien-Muñoz", "Seán")],
)
def test_a_name_in_capitals_or_without_its_accents_is_flagged_as_no_other_name(
    desk: Desk, tmp_path: Path, family: str, given: str, first: bool
) -> None:
    as_written, other = ("O'Brien-Muñoz", "Seán"), (family, given)
    for number, (last, name) in enumerate((other, as_written) if first else (as_written, other)):
        row = f"{NHS_NUMBER},{last},{name},14/03/1967,NN1 2AB"
        folder = tmp_path / str(number)
        folder.mkdir()
        report = desk.imports.patients([patients_csv(folder, row)])
        assert report.flagged == (), report.flagged
    assert rows_of(desk, PatientName) == []


def test_a_new_patient_is_found_by_name_and_has_a_hospital_number(desk: Desk, tmp_path: Path) -> None:
    report = desk.imports.patients([patients_csv(tmp_path, PATEL)])
    (hit,) = desk.patients.find("patel anj").patients
    assert (report.added, hit.patient.date_of_birth) == (1, date(1967, 3, 14))
    assert hit.patient.hospital_number is not None


def test_a_name_with_marks_of_markup_survives(desk: Desk, tmp_path: Path) -> None:
    desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},O'Neil-[/],Zoë,14/03/1967,NN1 2AB")])
    assert (the_patient(desk).family_name, the_patient(desk).given_name) == ("O'Neil-[/]", "Zoë")


def test_only_what_differs_is_updated(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk, postcode="NN1 2AB", postcode_key="NN12AB", email="anjali@example.org")
    report = desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,14/03/1967,NN9 9ZZ")])
    patient = the_patient(desk)
    assert (report.updated, patient.postcode, patient.email) == (1, "NN9 9ZZ", "anjali@example.org")


def test_what_a_file_is_silent_about_stays(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk, postcode="NN1 2AB", postcode_key="NN12AB", hospital_number="RX1")
    report = desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,,")])
    assert (report.unchanged, the_patient(desk).postcode) == (1, "NN1 2AB")


def test_a_new_family_name_leaves_the_old_one_as_a_former_name(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk)
    desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},Nowak,Anjali,14/03/1967,")])
    former = [(name.kind, name.family_name) for name in rows_of(desk, PatientName)]
    assert (the_patient(desk).family_name, former) == ("Nowak", [("former", "Patel")])
    assert [hit.patient.id for hit in desk.patients.find("patel").patients] == [the_patient(desk).id]


def test_the_hospital_number_finds_a_patient_without_an_nhs_number_who_then_gets_it(desk: Desk, tmp_path: Path) -> None:
    a_patient(desk, nhs_number=None, hospital_number="RX1")
    headings = "NHS number,Hospital number,Surname,Forename,DOB"
    report = desk.imports.patients(
        [patients_csv(tmp_path, f"{NHS_NUMBER},rx 1,Patel,Anjali,14/03/1967", headings=headings)]
    )
    assert (report.updated, the_patient(desk).nhs_number) == (1, NHS_NUMBER)


def test_name_birth_date_and_postcode_find_a_patient_without_any_number(desk: Desk, tmp_path: Path) -> None:
    a_patient(desk, nhs_number=None, hospital_number="RX1", postcode="NN1 2AB", postcode_key="NN12AB")
    report = desk.imports.patients([patients_csv(tmp_path, PATEL)])
    assert (report.updated, the_patient(desk).nhs_number) == (1, NHS_NUMBER)


def test_a_namesake_in_another_home_is_another_patient_and_is_flagged(desk: Desk, tmp_path: Path) -> None:
    a_patient(desk, nhs_number=None, postcode="NN9 9ZZ", postcode_key="NN99ZZ")
    report = desk.imports.patients([patients_csv(tmp_path, PATEL)])
    assert (report.added, count_of(desk, Patient)) == (1, 2)
    assert "join the records" in report.flagged[0].reason


def test_two_valid_nhs_numbers_are_never_one_person(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk, nhs_number="9990000026", postcode="NN1 2AB", postcode_key="NN12AB")
    report = desk.imports.patients([patients_csv(tmp_path, PATEL)])
    assert (report.added, count_of(desk, Patient)) == (1, 2)


def test_a_hospital_number_of_another_nhs_number_stays_there_and_is_kept_beside_who_else_has_it(
    desk: Desk, tmp_path: Path
) -> None:
    known_patel(desk, nhs_number="9990000026", hospital_number="RX1")
    headings = "NHS number,Hospital number,Surname,Forename,DOB"
    report = desk.imports.patients(
        [patients_csv(tmp_path, f"{NHS_NUMBER},RX1,Patel,Anjali,14/03/1967", headings=headings)]
    )
    first, second = rows_of(desk, Patient)
    assert (report.added, len(report.flagged), first.nhs_number, first.hospital_number) == (1, 1, "9990000026", "RX1")
    assert (second.nhs_number, (second.hospital_number or "")[:4]) == (NHS_NUMBER, "DESK")
    assert [(row.patient_id, row.field, row.value) for row in rows_of(desk, PatientOtherValue)] == [
        (second.id, "hospital_number", "RX1")
    ]
    assert [item.topic for item in rows_of(desk, InboxItem)] == ["correct_record"]


def test_a_number_with_another_name_and_birth_date_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk)
    report = desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},Okafor,Tom,02/09/2001,NN1 2AB")])
    assert (report.unchanged, the_patient(desk).family_name) == (1, "Patel")
    assert "nothing was changed" in report.flagged[0].reason


def test_another_birth_date_is_flagged_and_kept(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk)
    report = desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,15/03/1967,")])
    assert (the_patient(desk).date_of_birth, "birth date" in report.flagged[0].reason) == (date(1967, 3, 14), True)


def test_the_same_row_twice_in_one_file_counts_once(desk: Desk, tmp_path: Path) -> None:
    report = desk.imports.patients([patients_csv(tmp_path, PATEL, PATEL)])
    assert (report.added, report.unchanged, len(report.flagged), count_of(desk, PatientStatement)) == (1, 1, 1, 1)


HAS_MORE = "NHS number,Surname,Forename,DOB,Postcode,Mobile,Email,GP practice code,Interpreter required,Support needs"


@pytest.mark.parametrize("order", [1, -1])
def test_a_second_row_about_one_person_adds_what_it_alone_knows(desk: Desk, tmp_path: Path, order: int) -> None:
    lines = [
        f"{NHS_NUMBER},Patel,Anjali,14/03/1967,NN1 2AB,07700900101,,,,",
        f"{NHS_NUMBER},Patel,Anjali,14/03/1967,,07700900102,a@example.org,A81001,Yes - Gujarati,Hoist",
    ]
    path = patients_csv(tmp_path, *lines[::order], headings=HAS_MORE)
    report = desk.imports.patients([path])
    patient = the_patient(desk)
    assert (report.added, report.updated, len(report.flagged)) == (1, 1, 1 if order == 1 else 2)
    assert {row.number for row in rows_of(desk, PatientPhone)} == {"+447700900101", "+447700900102"}
    stands = (patient.postcode, patient.email, patient.gp_practice_code, patient.interpreter_needed, patient.language)
    assert stands == ("NN1 2AB", "a@example.org", "A81001", True, "Gujarati")
    assert "Hoist" in {row.detail for row in rows_of(desk, PatientNeed)}
    again = desk.imports.patients([path])
    assert (again.added, again.updated) == (0, 0)


def test_a_telephone_number_is_added_once_and_found(desk: Desk, tmp_path: Path) -> None:
    headings = "NHS number,Surname,Forename,DOB,Mobile"
    path = patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,14/03/1967,07700 900123", headings=headings)
    desk.imports.patients([path])
    desk.imports.patients([path])
    assert [phone.number for phone in rows_of(desk, PatientPhone)] == ["+447700900123"]
    assert len(desk.patients.find("07700 900123").patients) == 1


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_a_published_file_twice_changes_nothing_and_makes_no_act(desk: Desk, path: Path) -> None:
    desk.imports.patients([path])
    acts = import_acts(desk)
    report = desk.imports.patients([path])
    assert (report.added, report.updated, import_acts(desk)) == (0, 0, acts)


def test_the_totals_add_up_to_the_rows_read(desk: Desk) -> None:
    report = desk.imports.patients(PUBLISHED)
    assert report.read == report.added + report.updated + report.unchanged + len(report.rejected)
    assert len(report.flagged) <= report.added + report.updated + report.unchanged


def test_a_death_stops_contact_holds_the_need_and_asks_for_the_source(desk: Desk, tmp_path: Path) -> None:
    entry = an_entry(desk, a_hospital(desk), known_patel(desk))
    headings = "NHS number,Surname,Forename,DOB,Date of death"
    path = patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,14/03/1967,01/02/2025", headings=headings)
    report = desk.imports.patients([path])
    desk.imports.patients([path])
    with desk.context.reading() as session:
        status = session.get_one(WaitingListEntry, entry.id).status
    assert (report.updated, status, [item.topic for item in rows_of(desk, InboxItem)]) == (
        1,
        "on_hold",
        ["check_source_of_death"],
    )
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="n")), Refused)


def test_a_sensitive_record_is_restricted_and_carries_its_flag(desk: Desk) -> None:
    report = desk.imports.patients([PDS / "Sensitive_Patient.json"])
    patient = the_patient(desk)
    assert patient.restricted and "SEN" in [flag.code for flag in rows_of(desk, AlertFlag)]
    assert "sensitive" in report.flagged[0].reason


def test_columns_of_ones_own_are_read_by_a_mapping(desk: Desk, tmp_path: Path) -> None:
    path = patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali", headings="Pat Ident,Surname,Forename")
    desk.imports.patients([path], ColumnMapping({"pat ident": "nhs_number"}))
    assert the_patient(desk).nhs_number == NHS_NUMBER


def test_a_fhir_patient_known_only_by_number_is_joined_when_the_name_comes(desk: Desk, tmp_path: Path) -> None:
    identifier = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER}]
    bare = {"resourceType": "Patient", "identifier": identifier}
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(bare), encoding="utf-8")
    desk.imports.patients([path])
    before = the_patient(desk).demographics_known
    path.write_text(json.dumps(bare | {"name": [{"family": "Patel", "given": ["Anjali"]}]}), encoding="utf-8")
    desk.imports.patients([path])
    assert (before, the_patient(desk).demographics_known) == (False, True)


def test_a_row_that_another_desk_was_faster_with_is_lost_alone(desk: Desk, tmp_path: Path) -> None:
    numbers = ["9990000018", "9990000026", "9990000034"]
    lines = [f"{number},Patel,Anjali {place},14/03/1967,NN1 2AB" for place, number in enumerate(numbers)]

    def somebody_is_faster(
        _connection: object, _statement: object, rows: list[dict[str, Any]], row: dict[str, Any], _options: object
    ) -> None:
        # What the unique index says to the slower of two desks, without the other desk.
        for each in (*rows, row):
            if each.get("nhs_number") == numbers[1] and "family_name" in each:
                each["nhs_number"] = numbers[0]

    engine = desk.context.database.engine
    event.listen(engine, "before_execute", somebody_is_faster)
    try:
        report = desk.imports.patients([patients_csv(tmp_path, *lines)])
    finally:
        event.remove(engine, "before_execute", somebody_is_faster)
    assert (report.added, [problem.item for problem in report.rejected]) == (2, ["line 3"])


NAMED = "NHS number,Hospital number,Surname,Forename,DOB,Sex,Postcode"
ANOTHER = [("Brown", "Derek", "M"), ("Patel", "Jean", "F"), ("Brown", "Joan", "M"), ("Patel", "John", "M")]


@pytest.mark.parametrize(("family", "given", "sex"), ANOTHER)
@pytest.mark.parametrize("number", [f"{NHS_NUMBER},", ",RX 1"])
def test_a_number_with_another_person_changes_nothing_and_is_asked_about_once(
    desk: Desk, tmp_path: Path, number: str, family: str, given: str, sex: str
) -> None:
    known_patel(desk, given_name="Joan", date_of_birth=date(1950, 11, 1), stated_gender="2", hospital_number="RX1")
    path = patients_csv(tmp_path, f"{number},{family},{given},01/11/1950,{sex},NN1 2AB", headings=NAMED)
    report = desk.imports.patients([path])
    desk.imports.patients([path])
    patient = the_patient(desk)
    assert (report.unchanged, patient.family_name, patient.given_name, patient.postcode) == (1, "Patel", "Joan", "")
    assert [item.topic for item in rows_of(desk, InboxItem)] == ["correct_record"]
    assert "another person" in report.flagged[0].reason


def test_another_person_in_a_fhir_file_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    known_patel(desk, given_name="Joan", date_of_birth=date(1950, 11, 1), stated_gender="2")
    document = {
        "resourceType": "Patient",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER}],
        "name": [{"family": "Brown", "given": ["Derek"]}],
        "gender": "male",
        "birthDate": "1950-11-01",
    }
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    report = desk.imports.patients([path])
    assert (report.unchanged, len(report.flagged), the_patient(desk).family_name) == (1, 1, "Patel")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith,John,02/02/1980,M,NN1 2AB", "Smith,John,02/02/1980,M,LS1 4DT"),
        ("Khan,Baby,01/11/2024,M,NN1 2AB", "Khan,Baby,01/11/2024,F,NN1 2AB"),
        ("Smith,John,02/02/1980,M,", "Smith,John,02/02/1980,M,LS1 4DT"),
    ],
)
@pytest.mark.parametrize("files", [1, 2])
def test_namesakes_without_a_number_stay_two_and_are_flagged(
    desk: Desk, tmp_path: Path, files: int, one: str, other: str
) -> None:
    lines = [f",,{one}", f",,{other}"]
    groups = [lines] if files == 1 else [[line] for line in lines]
    for group in groups * 2:
        report = desk.imports.patients([patients_csv(tmp_path, *group, headings=NAMED)])
        if count_of(desk, Patient) == 2:
            break
    assert (count_of(desk, Patient), len(report.flagged), "Likely duplicate" in report.flagged[0].reason) == (
        2,
        1,
        True,
    )


def test_rows_that_are_alike_are_not_said_to_be_one_person(desk: Desk, tmp_path: Path) -> None:
    lines = [",,Khan,Baby,01/11/2024,M,NN1 2AB"] * 2 + [",,Jones,Mary,03/03/1980,F,"] * 2
    report = desk.imports.patients([patients_csv(tmp_path, *lines, headings=NAMED)])
    assert [problem.item for problem in report.flagged] == ["line 3", "line 5"]
    assert all("twins" in problem.reason and "same person" not in problem.reason for problem in report.flagged)


@pytest.mark.parametrize(("given", "other"), [("Anna", "Anne"), ("Elizabeth", "Betty"), ("Joan", "Jaon")])
def test_another_form_of_a_given_name_is_flagged_whichever_stands(
    desk: Desk, tmp_path: Path, given: str, other: str
) -> None:
    lines = [f"{NHS_NUMBER},,Smith,{name},01/01/1980,F,NN1 2AB" for name in (given, other)]
    report = desk.imports.patients([patients_csv(tmp_path, *lines, headings=NAMED)])
    assert (count_of(desk, Patient), len(report.flagged)) == (1, 1)
    assert "another form of the given name" in report.flagged[0].reason


def test_namesakes_of_one_home_with_other_telephones_stay_two(desk: Desk, tmp_path: Path) -> None:
    headings = "Surname,Forename,DOB,Postcode,Mobile"
    lines = [f"Smith,John,02/02/1980,NN1 2AB,0770090010{place}" for place in (1, 2)]
    report = desk.imports.patients([patients_csv(tmp_path, *lines, headings=headings)])
    assert (report.added, len(report.flagged)) == (2, 1)


@pytest.mark.parametrize("number", ["NULL", "N/A", "0000000", "9999999", "-", "none", "unknown", "X"])
def test_a_hospital_number_that_is_no_value_joins_nobody(desk: Desk, tmp_path: Path, number: str) -> None:
    headings = "Hospital number,Surname,Forename,DOB"
    lines = [f"{number},Okafor,Grace,14/03/1967", f"{number},Brown,Tom,02/02/1980"]
    report = desk.imports.patients([patients_csv(tmp_path, *lines, headings=headings)])
    assert (report.added, count_of(desk, Patient)) == (2, 2)


def test_a_number_that_the_desk_made_is_nobodys_in_a_file(desk: Desk, tmp_path: Path) -> None:
    headings = "Hospital number,Surname,Forename,DOB"
    desk.imports.patients([patients_csv(tmp_path, ",Smith,John,02/02/1980", headings=headings)])
    made = the_patient(desk).hospital_number
    report = desk.imports.patients([patients_csv(tmp_path, f"{made},Adams,Una,03/03/1981", headings=headings)])
    assert (report.added, count_of(desk, Patient)) == (1, 2)
    assert made is not None and made.startswith("DESK")


def test_a_file_that_says_alive_asks_once_and_lifts_nothing(desk: Desk, tmp_path: Path) -> None:
    entry = an_entry(desk, a_hospital(desk), known_patel(desk))
    alive = tmp_path / "alive.json"
    identifier = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER}]
    person = {
        "resourceType": "Patient",
        "identifier": identifier,
        "name": [{"family": "Patel", "given": ["Anjali"]}],
        "birthDate": "1967-03-14",
    }
    alive.write_text(json.dumps(person | {"deceasedBoolean": False}), encoding="utf-8")
    desk.imports.patients([alive])
    before = len(rows_of(desk, InboxItem))
    headings = "NHS number,Surname,Forename,DOB,Date of death"
    desk.imports.patients(
        [patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,14/03/1967,01/02/2025", headings=headings)]
    )
    report = desk.imports.patients([alive])
    desk.imports.patients([alive])
    with desk.context.reading() as session:
        status = session.get_one(WaitingListEntry, entry.id).status
    asked = [item for item in rows_of(desk, InboxItem) if "alive" in item.sentence]
    assert (before, status, len(asked), "alive" in report.flagged[0].reason) == (0, "on_hold", 1, True)


def fhir_named(folder: Path, name: dict[str, object], **elements: object) -> Path:
    """A FHIR file about Patel with one name of its own."""
    person = {
        "resourceType": "Patient",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER}],
        "name": [name],
        "birthDate": "1967-03-14",
    }
    path = folder / "named.json"
    path.write_text(json.dumps(person | elements), encoding="utf-8")
    return path


OF_ANOTHER_TIME = [
    ({"use": "old"}, "former", "Anjali"),
    ({"use": "maiden"}, "former", "Anjali"),
    ({"use": "usual", "period": {"end": "2015-01-01"}}, "former", "Anjali"),
    ({"use": "nickname"}, "preferred", "Jelly"),
    ({"use": "anonymous"}, "alias", "Jane"),
    ({"use": "temp"}, "alias", "Unknown Female"),
]


@pytest.mark.parametrize("known_first", [True, False])
@pytest.mark.parametrize(("said", "kind", "given"), OF_ANOTHER_TIME, ids=str)
def test_a_former_temporary_or_false_name_is_kept_beside_and_never_stands_in_any_order(
    desk: Desk, tmp_path: Path, said: dict[str, object], kind: str, given: str, known_first: bool
) -> None:
    files = [
        patients_csv(tmp_path, PATEL),
        fhir_named(tmp_path, {"family": "Shah", "given": [given], "prefix": ["Miss"], **said}),
    ]
    reports = [desk.imports.patients([file]) for file in files[:: 1 if known_first else -1]]
    patient = the_patient(desk)
    assert (patient.family_name, patient.given_name, patient.title) == ("Patel", "Anjali", "")
    assert [(name.kind, name.family_name, name.given_name) for name in rows_of(desk, PatientName)] == [
        (kind, "Shah", given)
    ]
    flags = " ".join(problem.reason for report in reports for problem in report.flagged)
    assert "no official or usual name that is valid today" in flags
    assert not (known_first and "family name differs" in flags)
    assert len(desk.patients.find("shah").patients) == 1


@pytest.mark.parametrize(("said", "kind", "given"), OF_ANOTHER_TIME, ids=str)
def test_a_former_name_stands_where_no_other_is_known(
    desk: Desk, tmp_path: Path, said: dict[str, object], kind: str, given: str
) -> None:
    report = desk.imports.patients([fhir_named(tmp_path, {"family": "Shah", "given": [given], **said})])
    assert (the_patient(desk).family_name, report.added, len(report.flagged)) == ("Shah", 1, 1)


@pytest.mark.parametrize("over", [{"use": "old"}, {"period": {"end": "2015-01-01"}}], ids=str)
def test_what_has_ended_by_the_source_and_stands_here_is_said(
    desk: Desk, tmp_path: Path, over: dict[str, object]
) -> None:
    home: dict[str, object] = {"line": ["4 Mill Lane"], "postalCode": "NN1 2AB"}
    phone: dict[str, object] = {"system": "phone", "value": "07700900111"}
    email: dict[str, object] = {"system": "email", "value": "a@example.org"}
    name: dict[str, object] = {"use": "usual", "family": "Patel", "given": ["Anjali"]}
    desk.imports.patients([fhir_named(tmp_path, name, address=[home], telecom=[phone, email])])
    ended = fhir_named(tmp_path, name, address=[home | over], telecom=[phone | over, email | over])
    (problem,) = desk.imports.patients([ended]).flagged
    for what in ("a telephone number", "the e-mail address", "the address"):
        assert f"The file says that {what} has ended, and it stands here." in problem.reason
    assert the_patient(desk).email == "a@example.org"


TAKEN_OFF = "9990000026"


def a_number_taken_off(desk: Desk, how: str) -> int:
    """A record from which an NHS number was taken off, or on which another one replaced it."""
    patient_id = a_patient(desk, nhs_number=TAKEN_OFF, nhs_number_valid=True, postcode="NN1 2AB")
    answer = desk.patients.correct(patient_id, {"nhs_number": how}, same_person="asked the GP")
    assert isinstance(answer, Corrected), answer
    return patient_id


@pytest.mark.parametrize("how", ["", "9990000034"], ids=["emptied", "replaced"])
@pytest.mark.parametrize("given", ["Anjali", "A", "ANJALI MARY"])
def test_a_row_with_an_nhs_number_that_was_taken_off_a_record_is_kept_beside_it_and_flagged(
    desk: Desk, tmp_path: Path, how: str, given: str
) -> None:
    patient_id = a_number_taken_off(desk, how)
    path = patients_csv(tmp_path, f"{TAKEN_OFF},Patel,{given},14/03/1967,NN1 2AB")
    for _ in range(2):
        report = desk.imports.patients([path])
        assert (report.unchanged, count_of(desk, Patient)) == (1, 1)
        assert "whose it was until it was taken off or replaced" in report.flagged[0].reason
    assert (the_patient(desk).nhs_number or "") == how
    kept = [row for row in rows_of(desk, PatientStatement) if row.digest.startswith("x:")]
    asked = [item for item in rows_of(desk, InboxItem) if item.topic == "correct_record"]
    assert ([row.patient_id for row in kept], len(asked)) == ([patient_id], 1)


def test_somebody_else_with_a_number_that_was_taken_off_a_record_is_added_and_flagged(
    desk: Desk, tmp_path: Path
) -> None:
    a_number_taken_off(desk, "")
    report = desk.imports.patients([patients_csv(tmp_path, f"{TAKEN_OFF},Brown,Derek,02/12/1961,LS1 4DT")])
    assert (report.added, count_of(desk, Patient)) == (1, 2)
    assert "kept beside another record" in report.flagged[0].reason
