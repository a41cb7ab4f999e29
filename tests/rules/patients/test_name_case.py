"""Names in capitals and small letters, unless whoever typed them chose otherwise."""

from __future__ import annotations

import pytest

from clerkdesk.rules.patients.name_case import with_capitals


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("sean", "Sean"), ("SEAN", "SEAN"), ("anne-marie", "Anne-Marie"), ("mary jane", "Mary Jane"), ("zoë", "Zoë"),
        ("ben", "Ben"), ("al", "Al"), ("AJ", "AJ"), ("McKenzie", "McKenzie"), ("deShawn", "deShawn"), ("", ""),
    ],
)  # fmt: skip
def test_a_given_name_gets_its_capitals(typed: str, set_so: str) -> None:
    assert with_capitals(typed) == set_so


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("okafor", "Okafor"), ("OKAFOR", "OKAFOR"), ("o'neil", "O'Neil"), ("O'neil", "O'neil"),
        ("mcdonald", "McDonald"),
        ("McDonald", "McDonald"), ("Macdonald", "Macdonald"), ("smith-jones", "Smith-Jones"),
        ("de la cruz", "de la Cruz"),
        ("van der berg", "van der Berg"), ("de Souza", "de Souza"), ("st john", "St John"), ("le", "Le"), ("ng", "Ng"),
        ("king's", "King's"), ("d’arcy", "D’Arcy"),
    ],
)  # fmt: skip
def test_a_family_name_gets_its_capitals_and_keeps_what_was_typed_on_purpose(typed: str, set_so: str) -> None:
    assert with_capitals(typed, family=True) == set_so
