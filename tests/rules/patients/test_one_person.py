"""Whether a statement with somebody's number is about that person: a table of what agrees and what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.matching import PersonKey
from clerkdesk.rules.patients.one_person import (
    Sameness,
    fuller_given_name,
    identity,
    is_one_without_number,
    without_titles,
)

JOAN = PersonKey(
    family_name="Patel",
    given_name="Joan",
    date_of_birth=date(1950, 11, 1),
    postcode="NN1 2AB",
    phone_keys=("447700900123",),
    stated_gender="2",
)
SAME, RENAMED, ASK = Sameness.SAME, Sameness.RENAMED, Sameness.ASK

CASES: dict[str, tuple[dict[str, object], Sameness]] = {
    "the same": ({}, SAME),
    "only a number": ({"family_name": "", "given_name": "", "date_of_birth": None, "postcode": ""}, SAME),
    "capitals and accents": ({"family_name": "PATÉL", "given_name": "JOAN"}, SAME),
    "moved house": ({"postcode": "LS1 4DT", "phone_keys": ()}, SAME),
    "another telephone": ({"phone_keys": ("447700900199",)}, SAME),
    "married": ({"family_name": "Nowak"}, RENAMED),
    "married and moved": ({"family_name": "Nowak", "postcode": "LS1 4DT"}, RENAMED),
    "a double-barrelled name": ({"family_name": "Patel-Nowak"}, RENAMED),
    "the former name is named": ({"family_name": "Nowak", "other_family_names": ("Patel",)}, SAME),
    "a slip in the family name": ({"family_name": "Pattel"}, RENAMED),
    "a nickname": ({"given_name": "Joanie"}, SAME),
    "a second given name": ({"given_name": "Joan Mary"}, SAME),
    "an initial": ({"given_name": "J"}, SAME),
    "another initial": ({"given_name": "K"}, ASK),
    "an initial under another family name": ({"given_name": "J", "family_name": "Nowak", "postcode": "LS1 4DT",
                                              "phone_keys": ()}, ASK),
    "letters turned round": ({"given_name": "Jaon"}, SAME),
    "letters turned round, sex not known": ({"given_name": "Jaon", "stated_gender": "X"}, ASK),
    "a twin with almost the same name": ({"given_name": "Jean"}, ASK),
    "a twin with another name": ({"given_name": "Mary"}, ASK),
    "a twin brother": ({"given_name": "John", "stated_gender": "1"}, ASK),
    "another person at the same home": ({"family_name": "Brown", "given_name": "Derek"}, ASK),
    "another person": ({"family_name": "Brown", "given_name": "Derek", "stated_gender": "1"}, ASK),
    "another person of another family and sex": ({"family_name": "Brown", "stated_gender": "1"}, ASK),
    "names the other way round": ({"family_name": "Joan", "given_name": "Patel"}, SAME),
    "names the other way round, another sex": ({"family_name": "Joan", "given_name": "Patel",
                                                "stated_gender": "1"}, ASK),
    "a title in the given name": ({"given_name": "Mrs Joan"}, SAME),
    "a title in the family name": ({"family_name": "Mrs Patel"}, SAME),
    "another sex alone": ({"stated_gender": "1"}, SAME),
    "one digit of the birth date": ({"date_of_birth": date(1950, 11, 2)}, SAME),
    "day and month turned round": ({"date_of_birth": date(1950, 1, 11)}, SAME),
    "one digit of the birth date and another family name": ({"date_of_birth": date(1950, 11, 2),
                                                             "family_name": "Nowak"}, ASK),
    "a parent of the same name": ({"date_of_birth": date(1921, 3, 7)}, ASK),
    "married, birth date not stated": ({"family_name": "Nowak", "date_of_birth": None}, RENAMED),
    "another family name, nothing else to go by": ({"family_name": "Nowak", "date_of_birth": None, "postcode": "",
                                                    "phone_keys": ()}, ASK),
    "a family name without a given name": ({"family_name": "Nowak", "given_name": ""}, ASK),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_agrees_and_what_differs_says_whether_it_is_one_person(case: str) -> None:
    differs, expected = CASES[case]
    assert identity(JOAN, replace(JOAN, **differs)).sameness is expected  # type: ignore[arg-type]


def test_a_nickname_of_the_list_is_the_same_person() -> None:
    bill, william = replace(JOAN, given_name="Bill"), replace(JOAN, given_name="William")
    assert identity(william, bill).sameness is SAME


def test_a_name_as_a_child_is_called_is_the_same_person() -> None:
    ralph, ralphie = replace(JOAN, given_name="Ralph"), replace(JOAN, given_name="Ralphie")
    assert identity(ralph, ralphie).sameness is identity(ralphie, ralph).sameness is SAME


def test_what_differs_is_said_by_its_name() -> None:
    other = replace(JOAN, family_name="Brown", given_name="Derek", stated_gender="1")
    assert identity(JOAN, other).what_differs == "family name, given name and sex"


names = st.sampled_from(["Patel", "Brown", "Joan", "Derek", "J", "Jean", ""])
people = st.builds(
    PersonKey,
    family_name=names,
    given_name=names,
    date_of_birth=st.sampled_from([None, date(1950, 11, 1), date(1921, 3, 7)]),
    postcode=st.sampled_from(["", "NN1 2AB", "LS1 4DT"]),
    stated_gender=st.sampled_from(["1", "2", "X"]),
    phone_keys=st.sampled_from([(), ("447700900123",)]),
)


@given(people, people)
def test_two_other_names_and_another_sex_are_never_taken_for_one_person(one: PersonKey, other: PersonKey) -> None:
    compared = identity(one, other).compared
    if compared.given_name == "other" and compared.sex == "differs":
        assert identity(one, other).sameness is ASK


@given(people)
def test_everybody_is_themselves(person: PersonKey) -> None:
    assert identity(person, person).sameness is SAME


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({}, True),
        ({"phone_keys": ()}, True),
        ({"postcode": ""}, True),
        ({"postcode": "LS1 4DT"}, False),
        ({"phone_keys": ("447700900199",)}, False),
        ({"stated_gender": "1"}, False),
        ({"postcode": "", "phone_keys": ()}, False),
        ({"postcode": "ZZ99 3VZ", "phone_keys": ()}, False),
    ],
)
def test_namesakes_without_a_number_are_one_only_by_where_they_live(differs: dict[str, object], expected: bool) -> None:
    assert is_one_without_number(JOAN, replace(JOAN, **differs)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "stated", "kept"),
    [
        ("", "Joan", "Joan"),
        ("Joan", "", "Joan"),
        ("Joan", "J", "Joan"),
        ("J", "Joan", "Joan"),
        ("Joan", "Joan Mary", "Joan Mary"),
        ("Joan Mary", "Joan", "Joan Mary"),
        ("William", "Bill", "William"),
        ("Joan", "Mrs Joan", "Joan"),
        ("Jose", "José", "José"),
        ("Joan", "JOAN", "Joan"),
        ("JOAN", "Joan", "Joan"),
        ("Joan", "Jaon", "Joan"),
    ],
)
def test_the_fuller_given_name_is_kept(known: str, stated: str, kept: str) -> None:
    assert fuller_given_name(known, stated) == kept


def test_a_name_that_is_only_a_title_stays() -> None:
    assert (without_titles("Mrs Joan"), without_titles("Master")) == ("Joan", "Master")


PEOPLE = st.builds(
    PersonKey,
    family_name=st.sampled_from(["Patel", "Nowak", "Smith-Jones", "Jones", ""]),
    given_name=st.sampled_from(["Joan", "Jean", "J", "Joanie", "Joan Mary", "Mary", ""]),
    date_of_birth=st.sampled_from([None, date(1950, 11, 1), date(1950, 1, 11), date(1971, 5, 5)]),
    postcode=st.sampled_from(["", "NN1 2AB", "LS1 4DT"]),
    stated_gender=st.sampled_from(["", "X", "1", "2"]),
)


@given(PEOPLE, PEOPLE)
def test_a_statement_that_may_be_another_person_s_is_so_whichever_of_the_two_was_read_first(
    one: PersonKey, other: PersonKey
) -> None:
    assert (identity(one, other).sameness is Sameness.ASK) == (identity(other, one).sameness is Sameness.ASK)
