"""What the letters above a list find: beginnings of names, family name first, never a piece of each."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.values.filtering import Sought, of_list_name, rank, read_typed

RHEUMATOLOGY = ("999 000 0018", "K7Q2-9H", "09:20", "Rapid rheumatology", "Dr Ravi Carol", "interpreter")


def person(family: str, given: str, born: date | None = date(1967, 3, 14)) -> Sought:
    return Sought(family, given, born, RHEUMATOLOGY)


FOUND = [
    ("jackson", person("Jackson", "Carol")),
    ("jackson c", person("Jackson", "Carol")),
    ("JACK CAR", person("Jackson", "Carol")),
    ("jackson rob", person("Jackson", "Carol Robert")),
    ("carol", person("Jackson", "Carol")),
    ("carol jack", person("Jackson", "Carol")),
    ("o'neil", person("O'Neil", "Maeve")),
    ("oneil", person("O'Neil", "Maeve")),
    ("o neil", person("O'Neil", "Maeve")),
    ("o neil m", person("O'Neil", "Maeve")),
    ("van der berg", person("van der Berg", "Jan")),
    ("berg j", person("van der Berg", "Jan")),
    ("jones", person("Smith-Jones", "Ann")),
    ("lukas", person("Łukaszewicz", "Zofia")),
    ("pa140367", person("Patel", "Anjali")),
    ("pa 140367", person("Patel", "Anjali")),
    ("patel 14031967", person("Patel", "Anjali")),
    ("9990000018", person("Patel", "Anjali")),
    ("999 000 0018", person("Patel", "Anjali")),
    ("k7q2", person("Patel", "Anjali")),
    ("K7Q29H", person("Patel", "Anjali")),
    ("09:20", person("Patel", "Anjali")),
    ("pat 09:20", person("Patel", "Anjali")),
    ("rheum", person("Patel", "Anjali")),
    ("rapid rheum", person("Patel", "Anjali")),
    ("", person("Patel", "Anjali")),
    ("dq15", of_list_name("O'NEIL-[/] Maeve", "Dermatology", "DQ15 no date")),
    ("neil", of_list_name("MC NEIL Maeve", "Dermatology")),
    ("o'neil m", of_list_name("O'NEIL-[/] Maeve", "Dermatology")),
]
NOT_FOUND = [
    ("jackson r", person("Jackson", "Carol")),
    ("jackson i", person("Jackson", "Carol")),
    ("jackson k7", Sought("Jackson", "Carol", None, ("Rapid access",))),
    ("wil r", person("Oakes", "Wilfred")),
    ("wil rheum", person("Oakes", "Wilfred")),
    ("akes", person("Oakes", "Wilfred")),
    ("fred", person("Oakes", "Wilfred")),
    ("ackson", person("Jackson", "Carol")),
    ("son c", person("Jackson", "Carol")),
    ("oakes wilma", person("Oakes", "Wilfred")),
    ("pa150367", person("Patel", "Anjali")),
    ("umatology", person("Patel", "Anjali")),
    ("jackson r", of_list_name("JACKSON Carol", "Rheumatology")),
]


@pytest.mark.parametrize(("typed", "row"), FOUND)
def test_beginnings_of_words_find_a_row(typed: str, row: Sought) -> None:
    assert rank(read_typed(typed), row) is not None


@pytest.mark.parametrize(("typed", "row"), NOT_FOUND)
def test_letters_inside_a_word_or_of_another_thing_find_nobody(typed: str, row: Sought) -> None:
    assert rank(read_typed(typed), row) is None


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("rob", person("Roberts", "Carol"), person("Jackson", "Robert")),
        ("ann", person("Annis", "Carol"), person("Oakes", "Ann")),
        ("jones", person("Jones", "Ann"), person("Smith-Jones", "Ann")),
        ("carol", person("Jackson", "Carol"), person("Patel", "Anjali")),
        ("wil r", person("Williams", "Ruth"), person("Roberts", "Wilfred")),
    ],
)
def test_the_family_name_is_the_better_match(typed: str, better: Sought, worse: Sought) -> None:
    first, second = rank(read_typed(typed), better), rank(read_typed(typed), worse)
    assert first is not None and second is not None and first < second
