"""Texts that stand if no value is known, and those that are values all the same."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.values.no_value import (
    is_no_value,
    is_stand_in_date,
    is_stand_in_day,
    is_stand_in_number,
    may_be_a_family_name,
)

NOTHING = (
    "", " ", "NULL", "null", "(null)", "<NULL>", "[Null]", "{null}", "'NULL'", r"\N", r"\\N",
    "N/A", "n/a", "N.A.", "#N/A",
    "NaN", "NaT", "None", "nil", "-", "--", "—", ".", "...", "?", "??", "*", "_", "/", "unknown", "Unknown.", "UNK",
    "not known", "Not Known", "NK", "N/K", "not applicable", "Not recorded", "not given", "#VALUE!", "#REF!", "XXX",
    "tbc",     "don't know", "undefined", "DBNull",
)  # fmt: skip
VALUES = (
    "Okafor", "O", "0", "1", "Y", "N", "No", "Nils", "Nonesuch", "Value", "Name", "X", "XX", "N Able", "4 Null Lane",
    "✓", "✗", "Ng", "Ł", "王", "BSL", "Anna", "Nan Smith", "NN1 2AB", "Unknown Street",
)  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_stands_for_no_value_is_none(text: str) -> None:
    assert is_no_value(text)


@pytest.mark.parametrize("text", VALUES)
def test_a_value_is_never_taken_for_none(text: str) -> None:
    assert not is_no_value(text)


@pytest.mark.parametrize(
    ("text", "name"), [("Null", True), ("None", True), ("nil", True), ("N/A", False), ("-", False)]
)
def test_some_words_for_nothing_are_family_names_too(text: str, name: bool) -> None:
    assert may_be_a_family_name(text) is name


@pytest.mark.parametrize(
    "text",
    [
        "0000-00-00", "00/00/0000", "0", "00000000", "0000-00-00 00:00:00", "01/01/1753", "1753-01-01", "1899-12-30",
        "01/01/1900", "19000101", "01011900", "1900-01-00", "9999-12-31", "31/12/9999", "99991231", "99/99/9999",
        "2079-06-06", "0001-01-01T00:00:00", "1800-01-01 00:00:00.000",
    ],
)  # fmt: skip
def test_an_edge_of_a_calendar_is_no_date(text: str) -> None:
    assert is_stand_in_date(text)


@pytest.mark.parametrize(
    "text", ["14/03/1967", "1967-03-14 00:00:00.000", "20080229", "14031967", "3 feb 1980", "1/1/53"]
)
def test_a_date_of_a_living_person_is_none_of_them(text: str) -> None:
    assert not is_stand_in_date(text)


def test_the_first_day_of_1970_is_a_birthday_and_no_day_of_death() -> None:
    epoch = date(1970, 1, 1)
    assert (is_stand_in_day(epoch), is_stand_in_day(epoch, of_death=True)) == (False, True)


@pytest.mark.parametrize(
    ("text", "stand_in"), [("0", True), ("0000000", True), ("9999", True), ("11", False), ("RX11", False)]
)
def test_one_digit_over_and_over_is_nobodys_number(text: str, stand_in: bool) -> None:
    assert is_stand_in_number(text) is stand_in
