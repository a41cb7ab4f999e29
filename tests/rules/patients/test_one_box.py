"""What the clerk types while the caller speaks. Today is Saturday 21 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.one_box import (
    AppointmentReferenceQuery,
    CommandQuery,
    HospitalNumberQuery,
    NameQuery,
    NearReferenceQuery,
    NhsNumberQuery,
    Nothing,
    PhoneQuery,
    PostcodeQuery,
    Query,
    UbrnQuery,
    as_fields,
    understand,
)
from clerkdesk.rules.values.nhs_number import display, practice_number
from clerkdesk.rules.values.references import make_reference
from clerkdesk.rules.values.text import search_key
from clerkdesk.rules.values.unreadable import Unreadable

TODAY = date(2026, 11, 21)
BORN = date(1967, 3, 14)


def best(text: str) -> Query:
    return understand(text, TODAY)[0]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("943 476 5919", NhsNumberQuery("9434765919")),
        ("943-476-5919", NhsNumberQuery("9434765919")),
        ("943 476", NhsNumberQuery("943476")),
        ("H0012345", HospitalNumberQuery("H0012345")),
        ("h 001 2345", HospitalNumberQuery("H0012345")),
        ("0000 4972 4191", UbrnQuery("000049724191")),
        ("07700 900123", PhoneQuery("447700900123", True)),
        ("+44 7700 900123", PhoneQuery("447700900123", True)),
        ("7700900123", PhoneQuery("447700900123", True)),
        ("(01632) 960 123", PhoneQuery("441632960123", True)),
        ("07700 9", PhoneQuery("4477009", False)),
        ("07700 9001", PhoneQuery("4477009001", False)),
        ("nn12ab", PostcodeQuery("NN12AB", True)),
        ("NN1", PostcodeQuery("NN1", False)),
        ("k7q2 9h", AppointmentReferenceQuery("K7Q2-9H")),
        ("pa140367", NameQuery("PA", "", BORN)),
        ("patel an 14/3/67", NameQuery("PATEL", "AN", BORN)),
        ("patel 14 mar 67", NameQuery("PATEL", "", BORN)),
        ("Patel, Anjali", NameQuery("PATEL", "ANJALI")),
        ("14/3/67 patel", NameQuery("PATEL", "", BORN)),
        ("o'neil", NameQuery("ONEIL")),
        ("o neil", NameQuery("ONEIL")),
        ("van der berg", NameQuery("VANDERBERG")),
        ("anna van der berg", NameQuery("VANDERBERG", "ANNA")),
        ("van der berg an", NameQuery("VANDERBERG", "AN")),
        ("smith-jones", NameQuery("SMITHJONES")),
        ("O'Neil-[/] 140367", NameQuery("ONEIL", "", BORN)),
        ("140367", NameQuery("", "", BORN)),
        ("14 mar 1967", NameQuery("", "", BORN)),
        (".CAB", CommandQuery(".CAB")),
        (".list derm", CommandQuery(".LIST", ("derm",))),
    ],
)
def test_the_best_reading_is_what_the_clerk_means(typed: str, query: Query) -> None:
    assert best(typed) == query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Anjali Patel", NameQuery("PATEL", "ANJALI")),
        ("jones-smith", NameQuery("SMITHJONES")),
        ("jones smith", NameQuery("SMITHJONES")),
        ("mary ann evans", NameQuery("EVANS", "MARYANN")),
        ("447700900123", UbrnQuery("447700900123")),
        ("030280", PhoneQuery("4430280", False)),
    ],
)
def test_another_sensible_reading_is_kept(typed: str, query: Query) -> None:
    assert query in understand(typed, TODAY)


def test_ten_digits_that_fit_a_number_and_a_phone_are_read_as_both() -> None:
    assert understand("1632960001", TODAY) == (NhsNumberQuery("1632960001"), PhoneQuery("441632960001", True))


def test_a_wrong_nhs_number_is_still_looked_for_and_says_what_is_wrong() -> None:
    query = best("943 476 5918")
    assert isinstance(query, NhsNumberQuery)
    assert query.fault is not None


def test_a_name_before_an_impossible_date_is_still_looked_for_and_says_what_is_wrong() -> None:
    assert best("patel 31/02/67") == NameQuery(
        "PATEL", "", None, Unreadable("date_day", "February has 28 days in 1967.")
    )


def test_a_reference_with_a_slip_says_so() -> None:
    for typed in ("K7Q2-9F", "K7Q29F"):
        found = best(typed)
        assert isinstance(found, NearReferenceQuery) and "K7Q2-9H" in found.references
        assert found.sentence == (
            "No appointment has that reference: one character is wrong; please have it read again."
        )


@pytest.mark.parametrize("typed", ["smith80", "80smith", "NN12AB", "PE301A", "patel 140367", "140367patel"])
def test_a_name_with_a_date_and_a_postcode_are_not_taken_for_a_wrong_reference(typed: str) -> None:
    assert not any(isinstance(query, NearReferenceQuery) for query in understand(typed, TODAY))


def test_a_double_barrel_is_not_taken_for_a_wrong_reference() -> None:
    assert best("Khan-Ali") == NameQuery("KHANALI")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type a name"),
        ("  ", "Type a name"),
        (".", "after the full stop"),
        ("12", "a few more digits"),
        ("12345678901", "an NHS number has 10 digits"),
        ("31/02/67", "February has 28 days"),
        ("14/3", "day, month and year"),
    ],
)
def test_what_can_not_be_looked_up_is_answered_with_what_can(typed: str, words: str) -> None:
    query = best(typed)
    assert isinstance(query, Nothing)
    assert words in query.sentence


def test_a_trust_may_write_its_hospital_numbers_another_way() -> None:
    assert understand("rxx/00123", TODAY, r"RXX\d{5}") == (HospitalNumberQuery("RXX00123"),)


@given(st.integers(0, 10_000))
def test_every_valid_nhs_number_is_read_first_as_one(index: int) -> None:
    assert best(display(practice_number(index))) == NhsNumberQuery(practice_number(index))


@given(st.integers(0, 1_000_000))
def test_every_reference_is_among_the_readings(sequence: int) -> None:
    assert AppointmentReferenceQuery(make_reference(sequence)) in understand(make_reference(sequence), TODAY)


@given(st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True), st.dates(date(1902, 1, 1), date(2026, 11, 1)))
def test_letters_of_a_name_with_a_birth_date_find_both(name: str, born: date) -> None:
    for written in (f"{name}{born:%d%m%Y}", f"{name} {born:%d/%m/%Y}", f"{born:%d/%m/%Y} {name}"):
        assert NameQuery(search_key(name), "", born) in understand(written, TODAY)


@given(st.text() | st.text(alphabet="0123456789 +-/.,abnO'"))
def test_any_text_has_a_reading(text: str) -> None:
    assert understand(text, TODAY)


@given(st.text(alphabet="abcdefghij '-0123456789/", max_size=120))
def test_a_name_is_never_looked_for_without_anything_to_look_for(text: str) -> None:
    names = [query for query in understand(text, TODAY) if isinstance(query, NameQuery)]
    assert all(query.family_prefix or query.date_of_birth for query in names)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("patel an 14/3/67", {"family_name": "Patel", "given_name": "An", "date_of_birth": "14/03/1967"}),
        ("van der berg anna", {"family_name": "van der Berg", "given_name": "Anna", "date_of_birth": ""}),
        ("O'NEIL, Maeve", {"family_name": "O'NEIL", "given_name": "Maeve", "date_of_birth": ""}),
        ("07700 900123", {"phone": "07700 900123"}),
        ("nn1 2ab", {"postcode": "nn1 2ab"}),
        ("999 000 0018", {"nhs_number": "999 000 0018"}),
        ("NHS no: 999 000 0018", {"nhs_number": "999 000 0018"}),
        (".list derm", {}),
    ],
)
def test_what_was_typed_in_vain_fills_the_form_of_a_new_patient(text: str, fields: dict[str, str]) -> None:
    assert as_fields(text, date(2026, 11, 23)) == fields
