"""The NHS number, against the computed list of practice numbers and their faults."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.nhs_number import (
    PRACTICE_NUMBERS,
    display,
    is_test_range,
    is_valid,
    parse_nhs_number,
    practice_number,
)
from clerkdesk.rules.values.unreadable import Unreadable

with (Path(__file__).parent / "nhs_numbers.csv").open(encoding="utf-8", newline="") as listed:
    LISTED = [(row["code"], row["description"]) for row in csv.DictReader(listed)]

indexes = st.integers(min_value=0, max_value=PRACTICE_NUMBERS - 1)


@pytest.mark.parametrize(("number", "description"), LISTED)
def test_every_listed_number_is_judged_as_the_list_says(number: str, description: str) -> None:
    assert is_valid(number) is description.startswith("valid")


@pytest.mark.parametrize(
    "typed",
    [
        "943 476 5919",
        "943-476-5919",
        " 9434765919 ",
        "９４３ ４７６ ５９１９",
        "943\u00a0476\u20115919",
        "943.476.5919",
    ],
)
def test_a_number_is_read_however_it_is_spaced(typed: str) -> None:
    assert parse_nhs_number(typed) == "9434765919"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "nhs_number_missing"),
        ("99900A0001", "nhs_number_letters"),
        ("999 000 001", "nhs_number_length"),
        ("99900000012", "nhs_number_length"),
        ("943 476 5918", "nhs_number_check"),
        ("999 000 0000", "nhs_number_check"),
        ("999 999 9999", "nhs_number_repeated"),
        ("0000000000", "nhs_number_repeated"),
        ("111-111-1111", "nhs_number_repeated"),
        ("٩٤٣٤٧٦٥٩١٩", "nhs_number_letters"),
    ],
)
def test_a_wrong_number_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_nhs_number(typed)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


def test_the_number_of_digits_is_named_when_one_is_missing() -> None:
    assert parse_nhs_number("943476591") == Unreadable(
        "nhs_number_length", "An NHS number has 10 digits; this has 9 digits."
    )


def test_a_number_is_shown_three_three_four() -> None:
    assert display("9434765919") == "943 476 5919"


def test_a_published_number_is_outside_the_practice_range() -> None:
    assert not is_test_range("9434765919")


@given(indexes)
def test_every_practice_number_is_valid_and_never_issued(index: int) -> None:
    assert is_valid(practice_number(index))
    assert is_test_range(practice_number(index))


@given(indexes, indexes)
def test_two_indexes_never_share_a_practice_number(one: int, other: int) -> None:
    assert (practice_number(one) == practice_number(other)) == (one == other)


@given(indexes, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(index: int, place: int, change: int) -> None:
    number = practice_number(index)
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not is_valid(wrong)


@given(indexes)
def test_what_is_displayed_is_read_back(index: int) -> None:
    assert parse_nhs_number(display(practice_number(index))) == practice_number(index)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    answer = parse_nhs_number(text)
    assert isinstance(answer, Unreadable) or (len(answer) == 10 and answer.isdigit())


def test_an_index_past_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match="index"):
        practice_number(PRACTICE_NUMBERS)
