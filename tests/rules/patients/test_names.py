"""Names that callers give nearly right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.names import near_names, nearness, sound_key, spelling_similarity
from clerkdesk.rules.patients.nicknames import may_be_same_given_name, other_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stephen", "Steven"),
        ("Smith", "Smyth"),
        ("Sean", "Shaun"),
        ("Catherine", "Kathryn"),
        ("Mohammed", "Muhammad"),
        ("McCarthy", "Macarthy"),
        ("Thompson", "Thomson"),
        ("Leigh", "Lee"),
        ("Matthews", "Mathews"),
        ("Begum", "Begam"),
    ],
)
def test_names_that_sound_alike_are_near(one: str, other: str) -> None:
    assert nearness(one, other) == "sounds_alike"


@pytest.mark.parametrize(("one", "other"), [("Patel", "Okafor"), ("Jones", "James"), ("Lee", "Lou"), ("", "")])
def test_other_names_are_not_near(one: str, other: str) -> None:
    assert nearness(one, other) == "different"


def test_a_slip_of_one_letter_is_near() -> None:
    assert nearness("Johnson", "Jonhston") != "different"
    assert nearness("Okafor", "Okofor") != "different"


@pytest.mark.parametrize(
    ("short", "full"), [("Bob", "Robert"), ("liz", "Elizabeth"), ("Chidi", "Chidiebere"), ("Mo", "Muhammad")]
)
def test_a_nickname_stands_for_its_name_either_way(short: str, full: str) -> None:
    assert may_be_same_given_name(short, full)
    assert may_be_same_given_name(full, short)


def test_a_nickname_of_two_names_does_not_make_those_names_one() -> None:
    assert may_be_same_given_name("Fred", "Alfred")
    assert may_be_same_given_name("Fred", "Frederick")
    assert not may_be_same_given_name("Alfred", "Frederick")


def test_an_unknown_name_has_no_other_forms() -> None:
    assert other_forms("Zebedee") == frozenset()


STORED = (("Patel", "Anjali"), ("Patel", "Bina"), ("Anjali", "Patel"), ("Pattel", "Anjali"), ("Okafor", "Chidi"))


def test_near_names_come_closest_first() -> None:
    found = near_names("Patell", "Anjali", STORED)
    assert {(near.family_name, near.given_name) for near in found[:2]} == {("Patel", "Anjali"), ("Pattel", "Anjali")}


def test_names_the_wrong_way_round_are_near() -> None:
    assert near_names("Chidi", "Okafor", STORED)[0].family_name == "Okafor"


def test_a_begun_given_name_is_near() -> None:
    assert [near.given_name for near in near_names("Patal", "b", STORED)] == ["Bina"]


def test_nothing_near_is_nothing() -> None:
    assert near_names("Wojciechowski", "", STORED) == ()


@given(st.text())
def test_the_sound_of_a_name_is_plain_capitals(name: str) -> None:
    assert sound_key(name).isascii()
    assert sound_key(name) == sound_key(name).upper()


@given(st.text(), st.text())
def test_likeness_is_mutual_and_between_nought_and_one(one: str, other: str) -> None:
    assert 0 <= spelling_similarity(one, other) <= 1
    assert spelling_similarity(one, other) == pytest.approx(spelling_similarity(other, one))
