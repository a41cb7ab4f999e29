"""Appointment references: made once each, and read back as people say and type them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clerkdesk.rules.values.references import make_reference, near_references, parse_reference
from clerkdesk.rules.values.unreadable import Unreadable

sequences = st.integers(min_value=0, max_value=40_000_000)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(sequences)
def test_a_reference_is_read_back(sequence: int) -> None:
    assert parse_reference(make_reference(sequence)) == make_reference(sequence)


@given(sequences, sequences)
def test_two_appointments_never_share_a_reference(one: int, other: int) -> None:
    assert (make_reference(one) == make_reference(other)) == (one == other)


@given(sequences)
def test_case_hyphen_and_letters_like_digits_are_forgiven(sequence: int) -> None:
    reference = make_reference(sequence)
    spoken = reference.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_reference(spoken) == reference


@given(sequences, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(sequence: int, place: int, wrong: str) -> None:
    plain = make_reference(sequence).replace("-", "")
    assume(plain[place] != wrong)
    assert isinstance(parse_reference(plain[:place] + wrong + plain[place + 1 :]), Unreadable)


@given(sequences, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_whoever_mishears_one_character_is_near_the_reference_that_was_said(
    sequence: int, place: int, heard: str
) -> None:
    said = make_reference(sequence)
    plain = said.replace("-", "")
    assume(plain[place] != heard)
    near = near_references(plain[:place] + heard + plain[place + 1 :])
    assert said in near and all(parse_reference(each) == each for each in near)


@given(sequences, st.integers(0, 4))
def test_whoever_swaps_two_characters_is_near_the_reference_that_was_said(sequence: int, place: int) -> None:
    said = make_reference(sequence)
    plain = said.replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert swapped == plain or said in near_references(swapped)


@pytest.mark.parametrize("text", ["", "patel", "P31HKX-?", "123456789"])
def test_what_has_no_shape_of_a_reference_is_near_none(text: str) -> None:
    assert near_references(text) == ()


def test_neighbouring_appointments_get_unlike_references() -> None:
    one, other = make_reference(1000), make_reference(1001)
    assert sum(a != b for a, b in zip(one, other, strict=True)) >= 4


def test_a_reference_is_short_enough_to_say() -> None:
    assert len(make_reference(33_000_000)) == len("K7Q2-9H")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "reference_missing"), ("K7Q2", "reference_length"), ("K7Q2-9!", "reference_characters")],
)
def test_a_wrong_reference_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_reference(typed)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


def test_a_negative_sequence_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        make_reference(-1)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    answer = parse_reference(text)
    assert isinstance(answer, Unreadable) or parse_reference(answer) == answer
