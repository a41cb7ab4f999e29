"""UK postcodes in any case and spacing, with the special ones that the NHS uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.postcodes import is_begun_postcode, is_pseudo, parse_postcode, postcode_search_key
from clerkdesk.rules.values.unreadable import Unreadable

letters = st.sampled_from("ABDEFGHJLNPQRSTUWXYZ")
outwards = st.sampled_from(["M1", "B33", "CR2", "DN55", "W1A", "EC1A", "N1C", "SE1P", "NN1", "L1", "SO14", "OL1"])
postcodes = st.builds(lambda out, digit, a, b: f"{out} {digit}{a}{b}", outwards, st.integers(0, 9), letters, letters)


@given(postcodes)
def test_a_postcode_is_read_without_its_space_and_in_small_letters(postcode: str) -> None:
    assert parse_postcode(postcode.replace(" ", "").lower()) == postcode


@given(postcodes)
def test_an_o_for_a_nought_is_put_right(postcode: str) -> None:
    outward, inward = postcode.split(" ")
    assert parse_postcode(f"{outward} O{inward[1:]}") == f"{outward} 0{inward[1:]}"


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("gir0aa", "GIR 0AA"),
        ("bfpo801", "BFPO 801"),
        ("BFPO c/o 12", "BFPO 12"),
        ("bf1 3aa", "BF1 3AA"),
        ("zz99 3vz", "ZZ99 3VZ"),
        ("nni 2ab", "NN1 2AB"),
        ("ｎｎ１ ２ａｂ", "NN1 2AB"),
    ],
)
def test_special_and_mistyped_postcodes_are_read(typed: str, postcode: str) -> None:
    assert parse_postcode(typed) == postcode


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "No postcode"),
        ("nn1", "first half"),
        ("nn1 2a!", "letters and digits only"),
        ("nn1 2abcd", "has 8"),
        ("12345", "ends in a digit and two letters"),
    ],
)
def test_a_wrong_postcode_is_answered_with_what_is_wrong(typed: str, words: str) -> None:
    answer = parse_postcode(typed)
    assert isinstance(answer, Unreadable)
    assert words in answer.sentence


@pytest.mark.parametrize("letter", "CIKMOV")
@pytest.mark.parametrize("ending", ["{}B", "A{}"])
def test_a_letter_that_no_postcode_ends_in_is_named_and_nothing_untrue_is_said(letter: str, ending: str) -> None:
    answer = parse_postcode(f"NN1 3{ending.format(letter)}")
    assert isinstance(answer, Unreadable)
    assert f"No postcode has {letter} among its last two letters" in answer.sentence
    assert "ends in a digit" not in answer.sentence


@pytest.mark.parametrize(
    ("typed", "words"), [("QN1 2AB", "begins with Q"), ("NN 2AB", "has a number behind its letters")]
)
def test_what_is_wrong_in_the_first_half_is_named(typed: str, words: str) -> None:
    answer = parse_postcode(typed)
    assert isinstance(answer, Unreadable) and words in answer.sentence
    assert "ends in a digit" not in answer.sentence


def test_no_fixed_abode_is_a_pseudo_postcode() -> None:
    assert is_pseudo("ZZ99 3VZ")
    assert not is_pseudo("NN1 2AB")


@pytest.mark.parametrize("begun", ["nn1", "NN1 2", "nn1 2a", "nn12a", "ec1a"])
def test_the_beginning_of_a_postcode_is_known_as_one(begun: str) -> None:
    assert is_begun_postcode(begun)


@pytest.mark.parametrize("other", ["patel", "nn", "pa140367", "nn1 2ab", "H0012345"])
def test_other_text_is_not_the_beginning_of_a_postcode(other: str) -> None:
    assert not is_begun_postcode(other)


@given(postcodes, st.integers(3, 8))
def test_a_begun_postcode_finds_the_stored_one(postcode: str, length: int) -> None:
    begun = postcode[:length]
    assert postcode_search_key(postcode).startswith(postcode_search_key(begun))


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    answer = parse_postcode(text)
    assert isinstance(answer, Unreadable) or parse_postcode(answer) == answer


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("NN1 3CD", "has C among its last two letters"),
        ("NN1 3KM", "has K or M among"),
        ("QN1 3AB", "begins with Q"),
        ("NZ1 3AB", "has Z as its second letter"),
        ("1N1 3AB", "begins with one or two letters"),
        ("NNN 3AB", "has a number behind its letters"),
        ("NN1 A3B", "ends in a digit and two letters"),
        ("NN123 3AB", "5 to 7 letters and digits"),
    ],
)
def test_a_postcode_that_cannot_be_says_which_letter_is_wrong(typed: str, reason: str) -> None:
    read = parse_postcode(typed)
    assert isinstance(read, Unreadable)
    assert reason in read.sentence
