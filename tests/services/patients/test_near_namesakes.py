"""A name in another form hides no likely duplicate: in a file, in whichever order, and where a clerk registers."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.data.tables import Patient
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.imports.report import ImportReport
from clerkdesk.services.patients.registering import LikelyDuplicates, NewPatient, Registered
from tests.services.imports.importing import count_of, patients_csv

HEADINGS = "NHS number,Surname,Forename,DOB,Sex,Postcode,Former surname"
ONE_NAME = [
    (("Patel", "Anjali"), ("Patel", "A")),
    (("Patel", "Anjali"), ("Patel", "A.")),
    (("Patel", "Anjali"), ("PATEL", "a m")),
    (("Patel", "Anjali Mary"), ("Patel", "A M")),
    (("Patel", "Anjali"), ("Patel", "Anjali Mary")),
    (("Patel", "Mary Anjali"), ("Patel", "Anjali")),
    (("Patel", "Jo"), ("Patel", "Jo Alexandrina")),
    (("Patel", "Anjali"), ("Patel", "Mrs Anjali Mary")),
    (("Smith", "Elizabeth"), ("Smith", "Liz")),
    (("Smith", "William"), ("Smith", "Bill")),
    (("Smith", "Ralph"), ("Smith", "Ralphie")),
    (("Smith", "Anne-Marie"), ("Smith", "Anne Marie")),
    (("Smith", "Anne-Marie"), ("Smith", "Annemarie")),
    (("Smith", "Anne-Marie"), ("Smith", "Anne")),
    (("Smith-Jones", "Anne"), ("Smith Jones", "A")),
    (("Smith-Jones", "Anne"), ("Smith", "Anne")),
    (("Smith-Jones", "Anne"), ("Jones-Smith", "Anne")),
    (("van der Berg", "Anne"), ("Berg", "Anne")),
    (("O'Neil", "Anne"), ("O Neil", "A")),
    (("Muñoz", "Seán"), ("Munoz", "S")),
    (("Patel", ""), ("Patel", "Anjali")),
]
"""Two ways in which one person may stand in two sources, each a family name and a given name."""


def line(name: tuple[str, str], number: str = "", born: str = "14/03/1967", sex: str = "", former: str = "") -> str:
    return f"{number},{name[0]},{name[1]},{born},{sex},,{former}"


def imported(desk: Desk, folder: Path, *lines: str) -> ImportReport:
    return desk.imports.patients([patients_csv(folder, *lines, headings=HEADINGS)])


@pytest.mark.parametrize("in_one_file", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize("turned", [1, -1], ids=["full name first", "full name last"])
@pytest.mark.parametrize("names", ONE_NAME, ids=str)
def test_a_row_with_another_form_of_a_name_and_the_same_birth_date_is_kept_and_flagged(
    desk: Desk, tmp_path: Path, names: tuple[tuple[str, str], ...], turned: int, in_one_file: bool
) -> None:
    lines = [line(name) for name in names[::turned]]
    if in_one_file:
        report = imported(desk, tmp_path, *lines)
    else:
        imported(desk, tmp_path, lines[0])
        report = imported(desk, tmp_path, lines[1])
    assert count_of(desk, Patient) == 2
    likely = [problem.reason for problem in report.flagged if "Likely duplicate" in problem.reason]
    assert len(likely) == 1 and "join the records" in likely[0]


def test_a_former_family_name_hides_no_likely_duplicate(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, line(("Patel", "Anjali"), former="Shah"))
    (problem,) = imported(desk, tmp_path, line(("Shah", "A"))).flagged
    assert "PATEL Anjali, born on the same day" in problem.reason


OTHERS = [
    ("another given name", line(("Patel", "Anjali")), line(("Patel", "Meera"))),
    ("another birth date", line(("Patel", "Anjali")), line(("Patel", "A"), born="15/03/1967")),
    ("another family name", line(("Patel", "Anjali")), line(("Shah", "A"))),
    ("two valid numbers", line(("Patel", "Anjali"), "9990000018"), line(("Patel", "A"), "9990000026")),
    ("an initial and another sex", line(("Patel", "Anjali"), sex="F"), line(("Patel", "A"), sex="M")),
]


@pytest.mark.parametrize(("one", "other"), [lines for _, *lines in OTHERS], ids=[what for what, *_ in OTHERS])
def test_a_row_about_another_person_is_no_likely_duplicate(desk: Desk, tmp_path: Path, one: str, other: str) -> None:
    imported(desk, tmp_path, one)
    report = imported(desk, tmp_path, other)
    assert (report.added, [each for each in report.flagged if "Likely duplicate" in each.reason]) == (1, [])


@pytest.mark.parametrize("turned", [1, -1], ids=["full name first", "full name last"])
@pytest.mark.parametrize("names", [names for names in ONE_NAME if all(given for _, given in names)], ids=str)
def test_registering_shows_the_likely_duplicate_under_another_form_of_the_name(
    desk: Desk, names: tuple[tuple[str, str], ...], turned: int
) -> None:
    first, second = (
        NewPatient(family_name=family, given_name=given, date_of_birth="14/03/1967")
        for family, given in names[::turned]
    )
    assert isinstance(desk.patients.register(first), Registered)
    assert isinstance(desk.patients.register(second), LikelyDuplicates)
