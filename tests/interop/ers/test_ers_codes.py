from __future__ import annotations

import csv
import json
from importlib import resources

import pytest

from clerkdesk.codes import code_list
from clerkdesk.interop.ers.ers_codes import priority_of, treatment_function_for
from tests.interop.published import ERS


@pytest.mark.parametrize(
    ("specialty", "code"),
    [
        ("CARDIOLOGY", "320"),
        ("EAR_NOSE_THROAT", "120"),
        ("Ear, Nose & Throat", "120"),
        ("ORTHAPEDICS", "110"),
        ("TWO_KINDS_AT_ONCE", None),
        ("", None),
    ],
)
def test_a_specialty_is_read_however_it_is_spelt(specialty: str, code: str | None) -> None:
    assert treatment_function_for(specialty) == code


def test_every_specialty_that_ers_publishes_has_a_treatment_function() -> None:
    published = json.loads((ERS / "SpecialtyCodeSystem.json").read_text())

    assert all(treatment_function_for(concept["code"]) for concept in published["concept"])


def test_every_treatment_function_of_the_table_is_in_use() -> None:
    table = resources.files("clerkdesk.interop.ers").joinpath("ers_specialties.csv").read_text(encoding="utf-8")
    codes = [
        code_list("treatment_function").get(row["treatment_function_code"]) for row in csv.DictReader(table.split())
    ]

    assert all(code is not None and not code.retired for code in codes)


@pytest.mark.parametrize(
    ("words", "priority"),
    [
        *((words, "3") for words in (
            "TWO_WEEK_WAIT", "2WW", "2 ww", "Two Week Wait", "two-week-wait", "TWW", "URGENT_SUSPECTED_CANCER", "USC",
            "Urgent suspected cancer", "SUSPECTED_CANCER", "Cancer", "14_DAY_RULE", "FAST_TRACK", "28 day FDS",
        )),
        *((words, "2") for words in ("URGENT", "Urgent ", "urgent referral", "ASAP")),
        *((words, "1") for words in ("ROUTINE", "routine", "Routine referral")),
        *((words, None) for words in (
            "", "SOON", "1", "NON_URGENT", "NOT_ROUTINE", "Not 2WW", "non-cancer", "NULL", "U", "UNKNOWN",
        )),
    ],
)  # fmt: skip
def test_a_priority_is_what_its_words_say_and_an_unknown_one_is_never_the_lowest(
    words: str, priority: str | None
) -> None:
    assert priority_of(words) == priority


def test_of_a_code_and_its_words_the_higher_priority_counts() -> None:
    assert priority_of("ROUTINE", "Two Week Wait") == priority_of("", "2WW", "Routine") == "3"
