"""Telephone numbers as callers give them. The numbers are those that Ofcom keeps for drama."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.phones import (
    Phone,
    parse_phone,
    phone_search_key,
    plain_number,
    shown_number,
    with_shown_numbers,
)
from clerkdesk.rules.values.unreadable import Unreadable


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "(07700) 900-123",
        "+44 7700 900123",
        "+44 (0)7700 900 123",
        "0044 7700 900123",
        "7700900123",
        "０７７００ ９００１２３",
    ],
)
def test_a_mobile_number_is_read_in_any_usual_form(typed: str) -> None:
    assert parse_phone(typed) == Phone("+447700900123", "07700 900123", "mobile")


@pytest.mark.parametrize("typed", ["01632 960123", "020 7946 0958", "0117 496 0123", "(01632) 960 123"])
def test_a_place_number_is_a_landline(typed: str) -> None:
    answer = parse_phone(typed)
    assert isinstance(answer, Phone)
    assert answer.kind == "landline"


def test_an_extension_is_kept_apart() -> None:
    assert parse_phone("020 7946 0958 ext 23") == Phone("+442079460958", "020 7946 0958", "landline", "23")


def test_a_foreign_number_is_shown_with_its_country() -> None:
    answer = parse_phone("+33 1 23 45 67 89")
    assert isinstance(answer, Phone)
    assert answer.display == "+33 1 23 45 67 89"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_missing"),
        ("ring mum", "phone_letters"),
        ("07700 900123 mum", "phone_letters"),
        ("07700 90012", "phone_short"),
        ("07700 9001234", "phone_long"),
        ("0909 879 0123", "phone_prefix"),
        ("+33 1 23", "phone_international"),
        ("-", "phone_unreadable"),
    ],
)
def test_a_wrong_number_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_phone(typed)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


@pytest.mark.parametrize("begun", ["07700 9", "077009", "+44 7700 9", "+44 (0)7700 9", "00447700 9"])
def test_a_begun_number_finds_the_stored_one(begun: str) -> None:
    stored = parse_phone("07700 900123")
    assert isinstance(stored, Phone)
    assert stored.search_key.startswith(phone_search_key(begun))


@given(st.integers(0, 999))
def test_what_is_displayed_is_read_back(last: int) -> None:
    answer = parse_phone(f"07700 900{last:03d}")
    assert isinstance(answer, Phone)
    assert parse_phone(answer.display) == answer
    assert phone_search_key(answer.display) == answer.search_key


@given(st.text(alphabet="0123456789 +()-x", max_size=20) | st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    answer = parse_phone(text)
    assert isinstance(answer, Unreadable) or answer.search_key.isdigit()


@pytest.mark.parametrize("stored", ["+447700900123", "+441604123456", "+442079460000", "+33142685300", "+447011123456"])
def test_a_stored_number_is_shown_as_it_is_read_out(stored: str) -> None:
    phone = parse_phone(stored)
    assert isinstance(phone, Phone) and shown_number(stored) == phone.display


def test_a_number_that_could_not_be_read_stays_as_it_is() -> None:
    assert shown_number("ask the ward") == "ask the ward"


@pytest.mark.parametrize(
    "typed", ["07700 900123", "+447700900123", "0044 7700 900123", "01632 960001", "020 7946 0958"]
)
def test_a_plain_number_is_read_at_once_as_it_is_read_with_care(typed: str) -> None:
    read = parse_phone(typed)

    assert isinstance(read, Phone)
    assert plain_number(typed) == (read.e164, read.kind)


def test_every_area_is_a_landline_at_once_and_with_care() -> None:
    for area in range(1000, 3000, 7):
        read = parse_phone(f"0{area}123456")
        assert isinstance(read, Phone)
        assert plain_number(f"0{area}123456") == (read.e164, read.kind)


@pytest.mark.parametrize(
    "typed", ["01632 960001 (mum)", "0800 123456", "07700 900123 ext 2", "01632 96000", "070 12345678", ""]
)
def test_any_other_text_is_no_plain_number(typed: str) -> None:
    assert plain_number(typed) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+447700900123", "07700 900123"),
        ("+441604555012", "01604 555012"),
        ("+441604555012, +447700900124", "01604 555012, 07700 900124"),
        ("+33142685300", "+33 1 42 68 53 00"),
        ("2 New Road, Northampton", "2 New Road, Northampton"),
        ("a+447700900123x@example.org", "a+447700900123x@example.org"),
    ],
)
def test_stored_numbers_in_a_text_are_as_they_are_read_out(text: str, shown: str) -> None:
    assert with_shown_numbers(text) == shown
