"""Registering and correcting: nothing is kept that can't be read, and nobody is registered twice unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from clerkdesk.data.engine import Database, open_database
from clerkdesk.rules.patients.demographics import NewPhone, OtherName
from clerkdesk.rules.patients.fields import TWO_PEOPLE
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.patients.correcting import Corrected
from clerkdesk.services.patients.registering import LikelyDuplicates, NewPatient, Registered
from clerkdesk.settings import Settings
from tests.builders import a_patient
from tests.conftest import MONDAY

ANJALI = NewPatient(
    family_name="Patel",
    given_name="Anjali",
    date_of_birth="14/3/67",
    nhs_number="999 000 0018",
    postcode="nn1 2ab",
    address="1 High Street\nNorthampton",
    phones=(NewPhone(number="07700 900123", voicemail_allowed=True),),
)


def registered(desk: Desk, new: NewPatient = ANJALI) -> Registered:
    answer = desk.patients.register(new)
    assert isinstance(answer, Registered)
    return answer


def test_what_was_typed_is_echoed_normalised(desk: Desk) -> None:
    answer = registered(desk)
    assert answer.patient.nhs_number == "9990000018"
    assert answer.patient.date_of_birth == date(1967, 3, 14)
    assert answer.patient.postcode == "NN1 2AB"
    assert answer.phones == ("07700 900123",)


def test_a_patient_without_a_hospital_number_gets_one_that_finds_them(desk: Desk) -> None:
    patient = registered(desk).patient
    assert patient.hospital_number is not None
    [found] = desk.patients.find(patient.hospital_number).patients
    assert found.patient.id == patient.id


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("family_name", ""),
        ("date_of_birth", ""),
        ("date_of_birth", "31/2/67"),
        ("nhs_number", "999 000 0019"),
        ("postcode", "NN1"),
        ("email", "anjali at home"),
        ("stated_gender", "yes"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(desk: Desk, field: str, typed: str) -> None:
    changed: dict[str, str] = {field: typed}
    answer = desk.patients.register(replace(ANJALI, **changed))  # type: ignore[arg-type]
    assert isinstance(answer, WrongInput)
    assert answer.field == field
    assert desk.patients.find("patel").patients == ()


def test_a_wrong_telephone_number_is_named(desk: Desk) -> None:
    answer = desk.patients.register(replace(ANJALI, phones=(NewPhone(number="0770"),)))
    assert isinstance(answer, WrongInput)
    assert answer.field == "phone"


def test_a_likely_duplicate_is_shown_before_anything_is_kept(desk: Desk) -> None:
    known = a_patient(desk, "Patel", "Anjaly", nhs_number=None)
    answer = desk.patients.register(ANJALI)
    assert isinstance(answer, LikelyDuplicates)
    assert [candidate.patient.id for candidate in answer.candidates] == [known]
    assert "same birth date" in answer.candidates[0].match.reasons


def test_two_people_stay_two_once_it_is_said_how_that_is_known_and_both_records_say_it(desk: Desk) -> None:
    known = a_patient(desk, "Patel", "Anjaly", nhs_number=None)
    assert isinstance(desk.patients.register(ANJALI, two_people="  "), LikelyDuplicates), "a blank says nothing"
    answer = desk.patients.register(ANJALI, two_people="twins, says the mother")
    assert isinstance(answer, Registered)
    assert answer.patient.id != known
    for patient_id, other in ((known, "PATEL Anjali"), (answer.patient.id, "PATEL Anjaly")):
        card = desk.patients.card(patient_id)
        assert isinstance(card, PatientCard)
        (said,) = [each.value for each in card.earlier if each.field == TWO_PEOPLE]
        assert said.startswith(other) and said.endswith(": twins, says the mother")


def test_nothing_is_noted_where_nobody_is_like_them(desk: Desk) -> None:
    answer = desk.patients.register(ANJALI, two_people="asked for no reason")
    assert isinstance(answer, Registered)
    card = desk.patients.card(answer.patient.id)
    assert isinstance(card, PatientCard) and card.earlier == ()


def test_two_valid_nhs_numbers_are_never_offered_as_one_person(desk: Desk) -> None:
    a_patient(desk, "Patel", "Anjali", postcode="NN1 2AB")
    assert isinstance(desk.patients.register(ANJALI), Registered)


def test_the_same_valid_nhs_number_is_never_registered_twice(desk: Desk) -> None:
    registered(desk)
    again = replace(ANJALI, family_name="Okafor", given_name="Chidi", date_of_birth="3/2/80", hospital_number="")
    answer = desk.patients.register(again, two_people="twins, says the mother")
    assert isinstance(answer, WrongInput)
    assert answer.code == "nhs_number_taken"


def test_two_desks_at_once_register_one_person_once(location: str) -> None:
    def at_a_desk(number: int) -> str:
        database = open_database(location)
        try:
            new = replace(ANJALI, hospital_number=f"K{number}")
            desk = desk_for(database, Settings(), now=lambda: MONDAY, desk_name=f"desk {number}")
            return type(desk.patients.register(new, two_people="twins, says the mother")).__name__
        finally:
            database.close()

    with ThreadPoolExecutor(4) as desks:
        answers = sorted(desks.map(at_a_desk, range(4)))
    assert answers == ["Registered", "WrongInput", "WrongInput", "WrongInput"]


def test_a_hospital_number_belongs_to_one_record(desk: Desk) -> None:
    registered(desk, replace(ANJALI, hospital_number="K123"))
    other = NewPatient(family_name="Okafor", date_of_birth="3/2/80", hospital_number="k123")
    answer = desk.patients.register(other)
    assert isinstance(answer, WrongInput)
    assert answer.field == "hospital_number"


def test_a_practice_desk_takes_only_numbers_that_nobody_has(desk: Desk) -> None:
    context = desk.context
    practice = Desk(replace(context, database=Database(context.database.engine, kind="demo", name="Practice")))
    answer = practice.patients.register(replace(ANJALI, nhs_number="943 476 5919"))
    assert isinstance(answer, WrongInput)
    assert answer.code == "nhs_number_real"


def test_a_correction_changes_what_the_patient_is_found_by(desk: Desk) -> None:
    patient = registered(desk).patient
    changed = {"family_name": "Desai", "postcode": "NN4 7QP"}
    answer = desk.patients.correct(patient.id, changed, same_home=True)
    assert isinstance(answer, Corrected)
    assert answer.changed == ("family_name", "postcode")
    assert [found.patient.id for found in desk.patients.find("desai").patients] == [patient.id]
    assert not [found for found in desk.patients.find("patel").patients if found.match == "name"]


def test_a_name_that_was_given_up_still_finds_the_patient(desk: Desk) -> None:
    patient = registered(desk).patient
    desk.patients.correct(patient.id, {"family_name": "Desai"}, keep_former_name=True)
    [found] = desk.patients.find("patel").patients
    assert (found.patient.id, found.match) == (patient.id, "former name")


def test_an_alias_given_at_registration_finds_the_patient(desk: Desk) -> None:
    patient = registered(desk, replace(ANJALI, other_names=(OtherName(kind="alias", family_name="Anand"),))).patient
    assert [found.patient.id for found in desk.patients.find("anand").patients] == [patient.id]


def test_an_unknown_field_is_answered_with_those_there_are(desk: Desk) -> None:
    patient = registered(desk).patient
    answer = desk.patients.correct(patient.id, {"surname": "Desai"})
    assert isinstance(answer, WrongInput)
    assert "family_name" in answer.sentence


def test_correcting_nobody_is_answered(desk: Desk) -> None:
    answer = desk.patients.correct(404, {"family_name": "Desai"})
    assert isinstance(answer, WrongInput)
    assert answer.code == "unknown_patient"
