"""The one box finds patients by whatever the caller says."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.cli.output import CommandFailure
from clerkdesk.cli.typed import the_patient
from clerkdesk.data.name_keys import write_name_keys
from clerkdesk.data.tables import PatientName, PatientPhone, RelatedPerson
from clerkdesk.rules.patients.demographics import NewPhone
from clerkdesk.screens.find.rows import found_by, read_answers
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.patients.statements import keep_other_value
from tests.builders import a_patient


def found(desk: Desk, text: str) -> list[int]:
    return [answer.patient.id for answer in desk.patients.find(text).patients]


@pytest.fixture
def patel(desk: Desk) -> int:
    return a_patient(
        desk, nhs_number="9990000018", nhs_number_valid=True, hospital_number="H0000042", postcode="NN1 2AB",
        postcode_key="NN12AB",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["999 000 0018", "9990000018", "NHS 999 000 0018", "nhs no: 9990000018", "NHS Number 999-000-0018",
     "h0000042", "nn1 2ab", "patel", "pa140367", "patel an 14/3/67", "patel, anjali",
     "anjali patel", "p", "14/3/1967"],
)  # fmt: skip
def test_a_patient_is_found_by_whatever_the_caller_says(desk: Desk, patel: int, text: str) -> None:
    a_patient(desk, "Okafor", "Chidi", date(1980, 2, 3))
    answer = desk.patients.find(text)
    assert [found.patient.id for found in answer.patients] == [patel]
    assert not answer.sounds_like


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("hospital_number", "RX77", "rx77"),
        ("hospital_number", "1234567", "123 4567"),
        ("nhs_number", "9990000026", "999 000 0026"),
        ("nhs_number", "9990000026", "NHS no 9990000026"),
    ],
)
def test_a_number_kept_beside_finds_the_patient_and_says_so_behind_whose_it_is(
    desk: Desk, patel: int, field: str, value: str, text: str
) -> None:
    with desk.context.act("correct") as act:
        keep_other_value(act, patel, field, value)
        act.commit(None)
    words = "NHS number" if field == "nhs_number" else "hospital number"
    found = desk.patients.find(text).patients
    assert [(each.patient.id, each.match) for each in found] == [(patel, f"{words} kept beside")]
    answers = read_answers(desk, text)
    assert (answers.is_certain, found_by(answers.rows[0])) == (False, f"beside: {words}")

    valid = {"nhs_number_valid": True} if field == "nhs_number" else {}
    holder = a_patient(desk, "Okafor", "Grace", **{field: value}, **valid)  # type: ignore[arg-type]
    found = desk.patients.find(text).patients
    assert [(each.patient.id, each.match) for each in found] == [(holder, words), (patel, f"{words} kept beside")]


@pytest.mark.parametrize(
    ("family_name", "text"),
    [
        ("O'Neil-[/]", "oneil"),
        ("O'Neil", "o'neil"),
        ("van der Berg", "berg"),
        ("van der Berg", "van der berg"),
        ("Smith-Jones", "jones-smith"),
        ("Smith-Jones", "jones"),
        ("Müller", "muller"),
        ("Łukasz", "lukasz"),
    ],
)
def test_a_name_is_found_however_it_is_typed(desk: Desk, family_name: str, text: str) -> None:
    patient = a_patient(desk, family_name, "Maeve")
    assert found(desk, text) == [patient]


def test_the_whole_family_name_comes_before_longer_ones(desk: Desk) -> None:
    longer = a_patient(desk, "Patelson", "Anna")
    exact = a_patient(desk, "Patel", "Zara")
    assert found(desk, "patel") == [exact, longer]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("o'neil-[", "O'Neil-[/]"),
        ("o'neil-[/]", "O'Neil-[/]"),
        ("O’NEIL-[", "O'Neil-[/]"),
        ("oneil", "Oneil"),
        ("o'neil", "O'Neil"),
        ("o’neil", "O'Neil"),
        ("o neil", "O Neil"),
        ("o'neil, maeve", "O'Neil"),
        ("o'neil maeve", "O'Neil"),
        ("maeve o'neil", "O'Neil"),
        ("o'neil maeve 3/2/80", "O'Neil"),
        ("mrs maeve o'neil", "O'Neil"),
        ("o'neill", "O'Neill"),
        ("łukasz", "Łukasz"),
        ("ŁUKASZ", "Łukasz"),
        ("lukasz", "Lukasz"),
        ("smith-jones", "Smith-Jones"),
        ("smith jones", "Smith Jones"),
        ("smithjones", "Smithjones"),
    ],
)
def test_who_is_spelt_as_typed_comes_before_who_is_found_by_the_letters(desk: Desk, text: str, first: str) -> None:
    names = ["Oneil", "O'Neill", "O Neil", "O'Neil-[/]", "O'Neil", "Lukasz", "Łukasz", "Smithjones", "Smith Jones",
             "Smith-Jones"]  # fmt: skip
    for name in names:
        a_patient(desk, name, "Maeve", date(1980, 2, 3), title="Mrs")
    assert desk.patients.find(text).patients[0].patient.family_name == first


@pytest.mark.parametrize(
    ("family", "given", "texts"),
    [
        ("Okafor", "Grace", ("Mrs Grace Okafor", "grace okafor", "okafor, grace", "okafor g", "OKAFOR  GRACE")),
        ("Smith", "Anne-Marie", ("annemarie smith", "smith annemarie", "anne marie smith", "anne-marie smith")),
        ("O'Neil-[/]", "Seán", ("o'neil-[", "oneil sean", "seán o'neil-[/]", "o’neil")),
        ("Łukasz", "Zoë", ("łukasz", "lukasz zoe", "zoë łukasz")),
        ("van der Berg", "Jan", ("van der berg", "vanderberg", "berg jan", "jan van der berg")),
    ],
)
def test_a_name_with_marks_is_found_however_it_is_said(
    desk: Desk, family: str, given: str, texts: tuple[str, ...]
) -> None:
    a_patient(desk, "Patel", "Anjali")
    wanted = a_patient(desk, family, given, date(1980, 2, 3), title="Mrs")
    for text in texts:
        assert found(desk, text)[:1] == [wanted], text


def test_a_former_name_is_found_and_said_to_be_one(desk: Desk, patel: int) -> None:
    with desk.context.act("build") as act:
        act.add(PatientName(patient_id=patel, kind="former", family_name="Desai", given_name="Anjali"))
        write_name_keys(act.session, patel)
        act.commit(None)
    [answer] = desk.patients.find("desai").patients
    assert (answer.patient.id, answer.match) == (patel, "former name")


def test_the_mothers_number_finds_the_child(desk: Desk) -> None:
    child = a_patient(desk, "O'Neil", "Maeve", date(2018, 2, 3))
    with desk.context.act("build") as act:
        act.add(
            RelatedPerson(
                patient_id=child, relationship="mother", name="Sinead", number="+447700900456",
                number_key="447700900456",
            )
        )  # fmt: skip
        act.commit(None)
    [answer] = desk.patients.find("07700 900456").patients
    assert (answer.patient.id, answer.match) == (child, "telephone of mother")


def test_a_mother_who_is_a_patient_is_found_with_her_child(desk: Desk, patel: int) -> None:
    child = a_patient(desk, "Patel", "Ravi", date(2018, 2, 3))
    with desk.context.act("build") as act:
        act.add(PatientPhone(patient_id=patel, number="+447700900123", number_key="447700900123"))
        act.add(RelatedPerson(patient_id=child, related_patient_id=patel, relationship="mother"))
        act.commit(None)
    answers = desk.patients.find("+44 7700 900123").patients
    assert [(answer.patient.id, answer.match) for answer in answers] == [
        (patel, "telephone"),
        (child, "telephone of mother"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("patell anjali 14/3/67", "family name sounds alike"),
        ("patel 14/3/76", "birth date: two digits swapped"),
        ("patel anjaly", "given name sounds alike"),
        ("pitel", "family name sounds alike"),
    ],
)
def test_when_nobody_matches_who_sounds_alike_is_shown(desk: Desk, patel: int, text: str, reason: str) -> None:
    answer = desk.patients.find(text)
    assert answer.sounds_like
    assert [(found.patient.id, found.match) for found in answer.patients] == [(patel, reason)]


def test_day_and_month_turned_round_are_told(desk: Desk) -> None:
    patient = a_patient(desk, date_of_birth=date(1967, 3, 4))
    answer = desk.patients.find("patel 3/4/67")
    assert [(found.patient.id, found.match) for found in answer.patients] == [
        (patient, "birth date: day and month swapped")
    ]


def test_a_nickname_finds_the_name(desk: Desk) -> None:
    patient = a_patient(desk, "Smith", "Robert James")
    answer = desk.patients.find("smith bob")
    assert [(found.patient.id, found.match) for found in answer.patients] == [
        (patient, "another form of the given name")
    ]


def test_a_wrong_nhs_number_is_answered_with_what_is_wrong(desk: Desk, patel: int) -> None:
    answer = desk.patients.find("999 000 0019")
    assert answer.patients == () and "The last digit does not fit the other nine" in answer.sentence


def test_a_date_that_is_none_is_left_out_and_said_to_be(desk: Desk, patel: int) -> None:
    answer = desk.patients.find("patel 30/2/67")
    assert [found.patient.id for found in answer.patients] == [patel]
    assert answer.left_out == "February has 28 days in 1967."


def test_a_date_that_is_still_being_typed_is_not_complained_of(desk: Desk, patel: int) -> None:
    assert desk.patients.find("patel 14/3").left_out == ""


def test_nobody_is_answered_with_a_sentence(desk: Desk, patel: int) -> None:
    answer = desk.patients.find("zzyzx")
    assert answer.patients == ()
    assert answer.sentence.startswith("Nobody here matches")


def test_a_restricted_record_is_not_found_by_its_postcode(desk: Desk) -> None:
    patient = a_patient(desk, postcode="NN1 2AB", postcode_key="NN12AB", restricted=True)
    assert found(desk, "nn1 2ab") == []
    [answer] = desk.patients.find("patel").patients
    assert (answer.patient.id, answer.patient.postcode) == (patient, "")


def test_the_last_opened_cards_come_back_newest_first_and_once(desk: Desk, patel: int) -> None:
    other = a_patient(desk, "Okafor", "Chidi")
    for patient in (patel, other, patel):
        desk.patients.opened_card(patient)
    assert [row.id for row in desk.patients.recent()] == [patel, other]


GRACE = (
    "Mrs Grace Okafor",
    "mrs okafor",
    "Dr. Okafor",
    "okafor, mrs grace",
    "miss okafor",
    "9990000018.0",
    "7700900123.0",
)
ANNE_MARIE = (
    "anne-marie brown", "annemarie", "anne-marie", "anne marie", "anne", "brown annemarie", "annemarie 29/02/2008",
    "20080229", "29022008", "brown 20080229", "2008-02-29 00:00:00.000", "Ms Brown",
)  # fmt: skip


@pytest.mark.parametrize("typed", [*GRACE, *ANNE_MARIE])
def test_a_person_is_found_however_name_date_or_number_is_written(desk: Desk, typed: str) -> None:
    grace = a_patient(desk, "Okafor", "Grace", nhs_number="9990000018", nhs_number_valid=True)
    brown = a_patient(desk, "Brown", "Anne-Marie", date(2008, 2, 29))
    desk.patients.record.set_phones(grace, [NewPhone(number="07700 900123")])
    answer = desk.patients.find(typed)
    assert [hit.patient.id for hit in answer.patients] == [grace if typed in GRACE else brown]
    assert not answer.sounds_like


@pytest.mark.parametrize(
    "text", ["robin", "Robin", "rob", "r", "robin 30/2/80", "robin 3/2", "robin 3/2/80", "ms robin"]
)
def test_a_family_name_that_begins_so_hides_nobody_whose_given_name_it_is(desk: Desk, text: str) -> None:
    a_patient(desk, "Brown", "Martin", date(1980, 2, 3))
    named = a_patient(desk, "Robinson", "Barbara", date(1980, 2, 3))
    given = [a_patient(desk, family, "Robin", date(1980, 2, 3)) for family in ("Aldous", "Birtwhistle")]
    answers = read_answers(desk, text)
    assert {row.patient.id for row in answers.rows} == {named, *given}
    assert not answers.is_certain and "3 patients" in answers.heading
    ways = {row.patient.id: row.match for row in answers.rows}
    assert ways[named].startswith("name") and ways[given[0]] == "given name"


def test_a_name_as_family_and_as_given_name_finds_both_with_the_family_name_first(desk: Desk) -> None:
    brown = a_patient(desk, "Brown", "Martin")
    joan = a_patient(desk, "Martin", "Joan")
    assert found(desk, "martin") == [joan, brown]


@pytest.mark.parametrize("text", ["z1", "9z", "9 z", "z 14", "zephaniah 1403", "14/3 zephaniah", "rose 9"])
def test_digits_that_are_no_birth_date_yet_make_nobody_certain(desk: Desk, text: str) -> None:
    rose = a_patient(desk, "Zephaniah", "Rose")
    found = desk.patients.find(text)
    assert ([each.patient.id for each in found.patients], found.is_certain) == ([rose], False)
    answers = read_answers(desk, text)
    assert not answers.is_certain and "any birth date, until day, month and year are typed" in answers.heading
    with pytest.raises(CommandFailure) as refused:
        the_patient(desk, text)
    assert "only in part" in refused.value.sentence
    assert read_answers(desk, "zephaniah").is_certain and the_patient(desk, "zephaniah") == rose
