"""Rows of people of one name show what tells them apart, at any width of the name."""

from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from clerkdesk.rules.patients.telling_apart import OnList, what_tells_apart
from clerkdesk.widgets.cells import clinic_cell, name_cell

BORN, LATER = date(2018, 2, 3), date(2019, 12, 24)


def test_people_of_one_name_are_told_apart_by_birth_date_else_by_number() -> None:
    people = (
        OnList("Adeyemi-Clarke", "Taiwo", BORN, "9990000026"),
        OnList("Adeyemi-Clarke", "Kehinde", BORN, "9990000034"),
        OnList("Patel", "Anjali", BORN, "9990000050"),
        OnList("PATEL", "Anjali", LATER, "9990000069"),
        OnList("Okafor", "Oluwaseun", BORN, "9990000077"),
        OnList("Okafor", "Oluwaseyi", BORN, "9990000085"),
        OnList("Okafor", "Oluwaseyi", BORN, "9990000085"),
        OnList("Hall", "Jo", None, "9990000093"),
        OnList("Hall", "Jo", None, ""),
    )
    told = ("", "", "3/2/18", "24/12/19", "…0077", "…0085", "…0085", "…0093", "no number")
    assert what_tells_apart(people) == told


@pytest.mark.parametrize("width", range(10, 30))
def test_family_and_given_names_both_show_their_beginning_at_any_width(width: int) -> None:
    names = (
        "ADEYEMI-CLARKE Taiwo",
        "ADEYEMI-CLARKE Kehinde",
        "THOMPSON Jane",
        "THOMPSON Joshua",
        "DE LA CRUZ Ana Maria",
    )
    drawn = [name_cell(name).fitting(width) for name in names]
    assert len(set(drawn)) == len(names)
    assert all(cell_len(text) <= width for text in drawn)
    assert all(text == name for text, name in zip(drawn, names, strict=True) if cell_len(name) <= width)


def test_a_name_of_one_word_is_cut_at_its_end() -> None:
    assert name_cell("NHS 999 000 0026").fitting(8) == "NHS 999 000 0026"


@pytest.mark.parametrize("width", range(11, 30))
def test_two_clinics_of_a_specialty_are_told_apart_at_any_width(width: int) -> None:
    names = ("Dermatology new", "Dermatology follow-up", "Ear, nose and throat new", "Ear, nose and throat follow-up")
    drawn = [clinic_cell(name).fitting(width) for name in names]
    assert len(set(drawn)) == len(names) and all(cell_len(text) <= width for text in drawn)
