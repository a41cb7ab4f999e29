"""Likely duplicates: what a clerk is shown before a second record of the same person is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.duplicates import measure
from clerkdesk.rules.patients.matching import MatchVerdict, PersonKey, keys_of, keys_sought, score
from clerkdesk.rules.values.nhs_number import practice_number

ANJALI = PersonKey(
    family_name="Patel",
    given_name="Anjali",
    date_of_birth=date(1967, 3, 14),
    postcode="NN1 2AB",
    address="14 Mill Lane\nNorthampton",
    nhs_number=practice_number(7),
    phone_keys=("447700900123",),
)
WITHOUT_NUMBER = replace(ANJALI, nhs_number=None)

names = st.sampled_from(["Patel", "O'Neil", "van der Berg", "Smith-Jones", "Smith", "Smyth", "", "Łuk", "李"])
given_names = st.sampled_from(["Anjali", "Bob", "Robert", "R", "Zoë", "Smith", ""])
people = st.builds(
    PersonKey,
    family_name=names,
    given_name=given_names,
    date_of_birth=st.none() | st.dates(min_value=date(1960, 1, 1), max_value=date(1960, 12, 31)),
    postcode=st.sampled_from(["NN1 2AB", "NN1 2AD", "LE2 7QQ", "ZZ99 3VZ", ""]),
    address=st.sampled_from(["14 Mill Lane", "41 Mill Lane", "Flat 2, The Mews", ""]),
    nhs_number=st.none() | st.integers(0, 5).map(practice_number) | st.just("9990000000"),
    phone_keys=st.sampled_from([(), ("447700900123",), ("447700900123", "441632960123")]),
    other_family_names=st.sampled_from([(), ("Smith",)]),
)


@given(people, people)
def test_two_different_valid_nhs_numbers_are_never_one_person(one: PersonKey, other: PersonKey) -> None:
    one, other = replace(one, nhs_number=practice_number(1)), replace(other, nhs_number=practice_number(2))
    assert score(one, other).verdict is MatchVerdict.DIFFERENT


@given(people, people)
def test_it_does_not_matter_which_record_came_first(one: PersonKey, other: PersonKey) -> None:
    assert score(one, other).verdict is score(other, one).verdict
    assert round(score(one, other).points, 6) == round(score(other, one).points, 6)


@given(people)
def test_a_person_is_found_when_family_and_given_name_were_turned_round(person: PersonKey) -> None:
    turned = replace(person, family_name=person.given_name, given_name=person.family_name, other_family_names=())
    names = {key for key in keys_of(turned) if key[0] == "name"}
    assert names <= keys_sought(person)


def test_a_person_is_found_when_day_and_month_were_turned_round() -> None:
    sought = keys_sought(PersonKey("Patel", "Anjali", date(1967, 3, 4)))
    assert {("born", "1967-03-04"), ("born", "1967-04-03")} <= sought


def test_one_nhs_number_and_one_name_is_one_person() -> None:
    assert score(ANJALI, replace(ANJALI, postcode="", address="")).verdict is MatchVerdict.SAME


def test_one_nhs_number_on_two_strangers_is_only_likely() -> None:
    stranger = PersonKey("Okafor", "Chidi", date(1990, 7, 1), "LE2 7QQ", nhs_number=ANJALI.nhs_number)
    assert score(ANJALI, stranger).verdict is MatchVerdict.LIKELY


def test_an_invalid_nhs_number_does_not_part_two_records() -> None:
    assert score(ANJALI, replace(ANJALI, nhs_number="9990000000")).verdict is MatchVerdict.LIKELY


def test_three_of_four_are_enough_after_a_marriage() -> None:
    assert score(WITHOUT_NUMBER, replace(WITHOUT_NUMBER, family_name="Shah", address="")).verdict is MatchVerdict.LIKELY


def test_a_twin_is_shown_with_a_warning() -> None:
    match = score(WITHOUT_NUMBER, replace(WITHOUT_NUMBER, given_name="Bina"))
    assert match.verdict is MatchVerdict.LIKELY
    assert "perhaps a twin" in match.reasons


def test_a_wife_is_not_her_husband() -> None:
    husband = replace(WITHOUT_NUMBER, given_name="Rakesh", date_of_birth=date(1964, 8, 2))
    assert score(WITHOUT_NUMBER, husband).verdict is MatchVerdict.DIFFERENT


def test_a_name_shared_by_strangers_is_not_enough() -> None:
    stranger = PersonKey("Patel", "Anjali", date(1991, 5, 30), "LE2 7QQ", "9 High Street, Leicester")
    assert score(WITHOUT_NUMBER, stranger).verdict is MatchVerdict.DIFFERENT


def test_a_nickname_with_day_and_month_swapped_is_found_and_said() -> None:
    robert = PersonKey("Smith", "Robert", date(1980, 2, 3), "NN1 2AB")
    match = score(robert, PersonKey("Smyth", "Bob", date(1980, 3, 2), "NN1 2AB"))
    assert match.verdict is MatchVerdict.LIKELY
    assert "birth date: day and month swapped" in match.reasons


def test_names_the_other_way_round_are_found() -> None:
    turned = replace(WITHOUT_NUMBER, family_name="Anjali", given_name="Patel", address="", postcode="")
    match = score(WITHOUT_NUMBER, turned)
    assert match.verdict is MatchVerdict.LIKELY
    assert "family and given name the other way round" in match.reasons


def test_no_fixed_abode_does_not_make_two_people_neighbours() -> None:
    one = PersonKey("Smith", "John", None, "ZZ99 3VZ")
    assert score(one, replace(one, given_name="Jim")).verdict is MatchVerdict.DIFFERENT


def test_people_known_only_by_a_number_are_not_alike() -> None:
    assert score(PersonKey("", "", nhs_number=practice_number(1)), PersonKey("", "")).verdict is MatchVerdict.DIFFERENT


def test_published_duplicates_are_found_and_others_are_not() -> None:
    measured = measure(Path(__file__).parents[1] / "febrl" / "febrl1.csv")
    assert measured.recall >= 0.90
    assert measured.precision >= 0.97
