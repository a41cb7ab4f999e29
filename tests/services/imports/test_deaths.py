"""A file against the record about a life: a refuted death is not taken from a file, and each contradiction is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from clerkdesk.data.tables import AlertFlag, InboxItem, Patient, PatientOtherValue, WaitingListEntry
from clerkdesk.services.deaths.acts import DeathKept, DeathRefuted
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.imports.report import ImportReport
from clerkdesk.services.patients.word_of_death import DeathSaid
from tests.builders import a_hospital, a_patient, an_entry
from tests.conftest import StandingClock
from tests.services.imports.importing import NHS_NUMBER, patients_csv, rows_of, slot_issue, worklist

HEADINGS = "NHS number,Surname,Forename,DOB,Email,{}"
Written = Callable[[Path, str], Path]


def csv_with(heading: str, cell: str) -> Written:
    def write(folder: Path, email: str) -> Path:
        row = f"{NHS_NUMBER},Patel,Anjali,14/03/1967,{email},{cell}"
        return patients_csv(folder, row, headings=HEADINGS.format(heading))

    return write


def fhir_with(**elements: object) -> Written:
    def write(folder: Path, email: str) -> Path:
        person = {
            "resourceType": "Patient",
            "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER}],
            "name": [{"family": "Patel", "given": ["Anjali"]}],
            "birthDate": "1967-03-14",
            "telecom": [{"system": "email", "value": email}] if email else [],
        }
        path = folder / "patient.json"
        path.write_text(json.dumps(person | elements), encoding="utf-8")
        return path

    return write


FORMAL = {
    "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus",
    "extension": [{"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{"code": "2"}]}}],
}
WITH_A_DAY = {
    "CSV date": csv_with("Date of death", "15/01/2025"),
    "CSV mark with a date": csv_with("Deceased", "Yes - 15/01/2025"),
    "FHIR date": fhir_with(deceasedDateTime="2025-01-15"),
    "FHIR formal notice": fhir_with(deceasedDateTime="2025-01-15", extension=[FORMAL]),
}
WITHOUT_A_DAY = {
    "CSV month": csv_with("Date of death", "Jan 2025"),
    "CSV mark": csv_with("Deceased", "Y"),
    "CSV status": csv_with("Death status", "2"),
    "CSV vital status": csv_with("Vital status", "Dead"),
    "FHIR mark": fhir_with(deceasedBoolean=True),
    "FHIR year": fhir_with(deceasedDateTime="2025"),
}
EVERY_FORM = WITH_A_DAY | WITHOUT_A_DAY


@pytest.fixture
def entry_id(desk: Desk) -> int:
    patient = a_patient(desk, nhs_number=NHS_NUMBER, nhs_number_valid=True)
    return an_entry(desk, a_hospital(desk), patient).id


def refute(desk: Desk) -> None:
    (patient,) = rows_of(desk, Patient)
    assert isinstance(desk.deaths.alive(patient.id, "GP", "GP letter"), DeathRefuted)


def life(desk: Desk) -> tuple[object, ...]:
    """What stands of a life and a death, and whether the place is held."""
    (patient,), (entry,) = rows_of(desk, Patient), rows_of(desk, WaitingListEntry)
    flags = [flag.code for flag in rows_of(desk, AlertFlag) if flag.ended_on is None]
    return patient.deceased_date, patient.deceased_confirmed, patient.death_reported_on, entry.status, flags


def said(report: ImportReport) -> str:
    return " ".join(problem.reason for problem in report.flagged)


@pytest.mark.parametrize("newer", ["", "new@example.org"], ids=["the same row", "a newer row"])
@pytest.mark.parametrize("form", EVERY_FORM, ids=str)
def test_a_death_that_was_refuted_is_flagged_each_time_a_file_says_it_again_and_stops_nothing(
    desk: Desk, entry_id: int, form: str, newer: str, tmp_path: Path
) -> None:
    desk.imports.patients([EVERY_FORM[form](tmp_path, "")])
    assert life(desk)[3] == "on_hold"
    refute(desk)
    alive = life(desk)
    for _ in range(2):
        report = desk.imports.patients([EVERY_FORM[form](tmp_path, newer)])
        assert life(desk) == alive == (None, False, None, "waiting", [])
        assert "The file still says that the patient died" in said(report)
        assert ("15 Jan 2025. Word" in said(report)) == (form in WITH_A_DAY)
        assert "refuted" in said(report) and "alive, says GP; source: GP letter" in said(report)
    # Somebody who does not read the answer of an import is told as well, once.
    asked = [item for item in rows_of(desk, InboxItem) if item.sentence.startswith("The file still says")]
    assert [(item.topic, item.status) for item in asked] == [("correct_record", "new")]


@pytest.mark.parametrize("form", WITH_A_DAY, ids=str)
def test_another_day_than_the_recorded_one_is_flagged_each_time_and_moves_nothing(
    desk: Desk, entry_id: int, form: str, tmp_path: Path
) -> None:
    (patient,) = rows_of(desk, Patient)
    desk.imports.patients([WITH_A_DAY[form](tmp_path, "")])
    assert isinstance(desk.deaths.died(patient.id, date(2025, 1, 14), "certificate"), DeathKept)
    recorded = life(desk)
    for _ in range(2):
        report = desk.imports.patients([WITH_A_DAY[form](tmp_path, "")])
        assert (report.updated, life(desk)) == (0, recorded)
        assert "died on Wed 15 Jan 2025, and the record says Tue 14 Jan 2025" in said(report)
    beside = [row.value for row in rows_of(desk, PatientOtherValue) if row.field == "deceased_date"]
    assert beside == ["2025-01-15"]


@pytest.mark.parametrize("form", EVERY_FORM, ids=str)
def test_a_death_that_the_record_knows_is_not_flagged_when_the_same_row_comes_again(
    desk: Desk, entry_id: int, form: str, tmp_path: Path
) -> None:
    desk.imports.patients([EVERY_FORM[form](tmp_path, "")])
    once = life(desk)
    report = desk.imports.patients([EVERY_FORM[form](tmp_path, "")])
    assert (report.unchanged, life(desk), "The file s" in said(report)) == (1, once, False)


def test_a_death_after_the_refutation_is_another_one_and_stops_contact(
    desk: Desk, entry_id: int, clock: StandingClock, tmp_path: Path
) -> None:
    desk.imports.patients([csv_with("Date of death", "15/01/2025")(tmp_path, "")])
    refute(desk)
    died_on = clock().date()
    clock.at += timedelta(days=7)
    report = desk.imports.patients([csv_with("Date of death", f"{died_on:%d/%m/%Y}")(tmp_path, "")])
    assert life(desk)[0] == died_on and life(desk)[3:] == ("on_hold", ["DEC"])
    assert "contact is stopped" in said(report)


def test_a_refuted_day_is_not_taken_for_the_day_of_a_death_that_is_said_later(
    desk: Desk, entry_id: int, tmp_path: Path
) -> None:
    (patient,) = rows_of(desk, Patient)
    file = csv_with("Date of death", "15/01/2025")
    desk.imports.patients([file(tmp_path, "")])
    refute(desk)
    assert isinstance(desk.deaths.said(patient.id, "daughter, by telephone"), DeathSaid)
    report = desk.imports.patients([file(tmp_path, "new@example.org")])
    assert (life(desk)[0], life(desk)[3]) == (None, "on_hold")
    assert "refuted" in said(report)


def test_a_death_before_the_birth_date_is_said_each_time(desk: Desk, entry_id: int, tmp_path: Path) -> None:
    headings = "NHS number,Surname,Forename,DOB,Date of death"
    path = patients_csv(tmp_path, f"{NHS_NUMBER},Patel,Anjali,,01/02/1960", headings=headings)
    for _ in range(2):
        assert "before the birth date" in said(desk.imports.patients([path]))
    assert life(desk)[0] is None


@pytest.mark.parametrize(
    ("say", "known"),
    [
        (lambda desk, who: desk.deaths.said(who, "daughter, by telephone"), "is said to have died"),
        (lambda desk, who: desk.deaths.died(who, date(2025, 1, 14), "certificate"), "says that this patient has died"),
    ],
    ids=["said", "recorded"],
)
def test_an_ers_referral_of_somebody_who_has_died_or_is_said_to_says_so(
    desk: Desk, entry_id: int, say: Callable[[Desk, int], object], known: str, tmp_path: Path
) -> None:
    (patient,) = rows_of(desk, Patient)
    say(desk, patient.id)
    assert known in said(desk.imports.ers([worklist(tmp_path, slot_issue())]))
