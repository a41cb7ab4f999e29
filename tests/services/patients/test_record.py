"""What hangs on a record is kept in its usual form, or answered with a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.patients.demographics import NewPhone, OtherName
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.patients.record import NewRelative, RecordKept
from tests.builders import a_patient


@pytest.fixture
def patient(desk: Desk) -> int:
    return a_patient(desk)


def card(desk: Desk, patient: int) -> PatientCard:
    answer = desk.patients.card(patient)
    assert isinstance(answer, PatientCard)
    return answer


def test_telephone_numbers_are_replaced_as_a_whole(desk: Desk, patient: int) -> None:
    desk.patients.record.set_phones(patient, [NewPhone(number="01604 496000"), NewPhone(number="07700 900123")])
    desk.patients.record.set_phones(patient, [NewPhone(number="07700 900123", preferred=True)])
    [line] = card(desk, patient).reach.phones
    assert (line.number, line.preferred) == ("+447700900123", True)


def test_a_wrong_number_leaves_the_others_as_they_were(desk: Desk, patient: int) -> None:
    desk.patients.record.set_phones(patient, [NewPhone(number="07700 900123")])
    assert isinstance(desk.patients.record.set_phones(patient, [NewPhone(number="12")]), WrongInput)
    assert len(card(desk, patient).reach.phones) == 1


def test_a_relatives_number_finds_the_patient(desk: Desk, patient: int) -> None:
    new = NewRelative(relationship="Mother", name="Sunita Patel", number="07700 900456", next_of_kin=True)
    assert isinstance(desk.patients.record.add_relative(patient, new), RecordKept)
    [found] = desk.patients.find("07700 900456").patients
    assert (found.patient.id, found.match) == (patient, "telephone of mother")


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewRelative(relationship="", name="Sunita"), "relationship"),
        (NewRelative(relationship="mother"), "name"),
        (NewRelative(relationship="mother", name="Sunita", number="12"), "number"),
        (NewRelative(relationship="mother", related_patient_id=404), "patient"),
    ],
)
def test_a_relative_needs_what_tells_who_they_are(desk: Desk, patient: int, new: NewRelative, field: str) -> None:
    answer = desk.patients.record.add_relative(patient, new)
    assert isinstance(answer, WrongInput)
    assert answer.field == field


def test_nobody_is_their_own_relative(desk: Desk, patient: int) -> None:
    own = NewRelative(relationship="twin", related_patient_id=patient)
    assert isinstance(desk.patients.record.add_relative(patient, own), WrongInput)


def test_a_need_has_its_day_of_review(desk: Desk, patient: int) -> None:
    desk.patients.record.add_need(patient, "IF", "large print", "3/3/26")
    [need] = card(desk, patient).needs
    assert (need.detail, need.review_date) == ("large print", date(2026, 3, 3))


def test_a_need_outside_the_list_is_answered(desk: Desk, patient: int) -> None:
    assert isinstance(desk.patients.record.add_need(patient, "XX"), WrongInput)


def test_a_flag_that_is_ended_is_not_shown(desk: Desk, patient: int) -> None:
    desk.patients.record.raise_flag(patient, "RA", "quiet room")
    assert [flag.code for flag in card(desk, patient).flags] == ["RA"]
    desk.patients.record.end_flag(patient, "RA")
    assert card(desk, patient).flags == ()


@pytest.mark.parametrize("review", ["", "3/4/26"])
def test_a_marker_of_violence_is_reviewed_within_twelve_months(desk: Desk, patient: int, review: str) -> None:
    answer = desk.patients.record.raise_flag(patient, "VA", "two members of staff", review)
    assert isinstance(answer, WrongInput)
    assert answer.field == "review"


def test_a_flag_that_does_not_stand_can_not_be_ended(desk: Desk, patient: int) -> None:
    assert isinstance(desk.patients.record.end_flag(patient, "RA"), WrongInput)


def test_an_alias_finds_the_patient(desk: Desk, patient: int) -> None:
    desk.patients.record.add_name(patient, OtherName(kind="alias", family_name="Anand"))
    [found] = desk.patients.find("anand").patients
    assert (found.patient.id, found.match) == (patient, "alias")


def test_days_away_are_shown_and_end_after_they_begin(desk: Desk, patient: int) -> None:
    assert isinstance(desk.patients.record.add_unavailable(patient, "10/3", "7/3", "holiday"), WrongInput)
    desk.patients.record.add_unavailable(patient, "10/3", "17/3", "holiday")
    assert [run.last for run in card(desk, patient).unavailable] == [date(2025, 3, 17)]


def test_nobodys_record_is_answered(desk: Desk) -> None:
    assert isinstance(desk.patients.record.raise_flag(404, "RA"), WrongInput)
