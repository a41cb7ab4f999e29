"""How a person is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.people import age_words, born_words, display_name, initials

TODAY = date(2026, 11, 21)


def test_a_list_shows_the_family_name_first_in_capitals() -> None:
    assert display_name("O'Neil-[/]", "Maeve") == "O'NEIL-[/] Maeve"


def test_a_patient_known_only_by_a_number_is_shown_as_such() -> None:
    assert display_name("", "") == "name not known"


def test_the_counter_sees_initials_only() -> None:
    assert initials("Patel", "Anjali") == "P.A."


def test_nobody_is_a_dash_at_the_counter() -> None:
    assert initials("", "") == "–"


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(1967, 3, 14), "59"),
        (date(1967, 11, 22), "58"),
        (date(2025, 9, 22), "13m"),
        (date(2026, 11, 12), "9d"),
        (date(2026, 11, 21), "0d"),
        (date(2024, 11, 21), "2"),
    ],
)
def test_an_age_is_in_years_and_for_a_baby_in_months_or_days(born: date, words: str) -> None:
    assert age_words(born, TODAY) == words


def test_an_unknown_birth_date_says_so() -> None:
    assert born_words(None, TODAY) == "birth date not known"


@given(st.text(), st.text())
def test_every_name_can_be_shown_on_one_line(family_name: str, given_name: str) -> None:
    assert "\n" not in display_name(family_name, given_name)
    assert initials(family_name, given_name)
