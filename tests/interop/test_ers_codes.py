from __future__ import annotations

import csv
import json
from importlib import resources

import pytest

from clerkdesk.codes import code_list
from clerkdesk.interop.ers_codes import treatment_function_for
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
    table = resources.files("clerkdesk.interop").joinpath("ers_specialties.csv").read_text(encoding="utf-8")
    codes = [
        code_list("treatment_function").get(row["treatment_function_code"]) for row in csv.DictReader(table.split())
    ]

    assert all(code is not None and not code.retired for code in codes)
