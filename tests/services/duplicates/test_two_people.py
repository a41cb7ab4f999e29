"""Two records that were written down as two people are joined only once somebody has answered that."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.data.tables import Patient, PatientPhone
from clerkdesk.rules.patients.fields import SAID_TWO_PEOPLE
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import BeforeMerging, Merged
from clerkdesk.services.patients.correcting import Corrected
from clerkdesk.services.patients.registering import NewPatient, Registered
from tests.services.imports.importing import patients_csv, rows_of

NUMBERS = ("9995501007", "9995501015")


def registered(desk: Desk, given: str, number: str = "", two_people: str = "") -> int:
    new = NewPatient(
        family_name="Twin", given_name=given, date_of_birth="1/11/2020", postcode="NN1 2AB", nhs_number=number
    )
    answer = desk.patients.register(new, two_people=two_people)
    assert isinstance(answer, Registered)
    return answer.patient.id


@pytest.mark.parametrize("turned", [False, True])
def test_joining_two_who_were_registered_as_two_people_says_so_and_asks(desk: Desk, turned: bool) -> None:
    pair = registered(desk, "Amy"), registered(desk, "Ann", two_people="twins")
    kept, merged = reversed(pair) if turned else pair
    before = desk.patients.before_merging(kept, merged)
    assert isinstance(before, BeforeMerging) and before.two_people == ("twins",)
    asked = desk.patients.merge(kept, merged, "typo")
    assert isinstance(asked, Refused) and asked.code == SAID_TWO_PEOPLE and "two people: twins." in asked.sentence
    with desk.context.reading() as session:
        assert session.get_one(Patient, merged).merged_into_id is None
    assert isinstance(desk.patients.merge(kept, merged, "rang the mother", one_person=True), Merged)


def test_what_was_written_of_a_third_record_asks_nothing(desk: Desk) -> None:
    amy, ann = registered(desk, "Amy"), registered(desk, "Ann", two_people="twins")
    again = registered(desk, "Amy", two_people="not Ann")
    before = desk.patients.before_merging(ann, again)
    assert isinstance(before, BeforeMerging) and before.two_people == ("not Ann",)
    third = desk.patients.before_merging(amy, ann)
    assert isinstance(third, BeforeMerging) and third.two_people == ("twins",)


def test_an_nhs_number_that_was_taken_off_a_record_still_says_that_it_is_another_person(desk: Desk) -> None:
    one, other = registered(desk, "Jo", NUMBERS[0]), registered(desk, "Jo", NUMBERS[1], two_people="x")
    refused = desk.patients.merge(one, other, "typo", one_person=True)
    assert isinstance(refused, Refused) and refused.code == "two_nhs_numbers"
    emptied = desk.patients.correct(other, {"nhs_number": ""}, same_person="the spine says that it is not hers")
    assert isinstance(emptied, Corrected)
    asked = desk.patients.merge(one, other, "typo")
    assert isinstance(asked, Refused) and asked.code == SAID_TWO_PEOPLE
    assert "different NHS numbers, 999 550 1007 and 999 550 1015" in asked.sentence


@pytest.mark.parametrize("first_has_home", [False, True])
def test_a_row_that_fits_two_people_of_one_name_changes_neither(
    desk: Desk, tmp_path: Path, first_has_home: bool
) -> None:
    homes = ("NN1 2AB", "") if first_has_home else ("", "NN1 2AB")
    for home, two_people in zip(homes, ("", "twins"), strict=True):
        new = NewPatient(family_name="Twin", given_name="Amy", date_of_birth="1/11/2020", postcode=home)
        answer = desk.patients.register(new, two_people=two_people)
        assert isinstance(answer, Registered)
    path = patients_csv(
        tmp_path, "Twin,Amy,01/11/2020,NN1 2AB,07700900111", headings="Surname,Forename,DOB,Postcode,Telephone"
    )
    for _ in range(2):
        report = desk.imports.patients([path])
        assert (report.added, report.updated, len(report.flagged)) == (0, 0, 1)
        assert "said to be two people" in report.flagged[0].reason
    assert rows_of(desk, PatientPhone) == []
