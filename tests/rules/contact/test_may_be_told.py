"""May a caller be told? Three identifiers of the patient, and somebody whom the record or the patient lets be told."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest

from clerkdesk.rules.card.rows import RelatedRow
from clerkdesk.rules.contact.may_be_told import Identifier, has_authority, identifiers_missing, may_be_told

THREE = ("name", "date_of_birth", "postcode")


def related(*, parental: bool = False, told: bool = False, next_of_kin: bool = False) -> RelatedRow:
    return RelatedRow("neighbour", "Ann Webb", "07700900777", None, next_of_kin, parental, told)


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ((), 3),
        (("name",), 2),
        (("name", "date_of_birth"), 1),
        (THREE, 0),
        (("name", "name", "name"), 2),
        ((*THREE, "nhs_number"), 0),
    ],
)
def test_three_different_identifiers_are_needed(stated: tuple[str, ...], missing: int) -> None:
    assert identifiers_missing(stated) == missing


def test_any_three_identifiers_do() -> None:
    assert all(may_be_told(three, None) for three in combinations(get_args(Identifier), 3))
    assert not any(may_be_told(two, None) for two in combinations(get_args(Identifier), 2))


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (None, True),
        (related(), False),
        (related(next_of_kin=True), False),
        (related(parental=True), True),
        (related(told=True), True),
    ],
)
def test_the_patient_a_parent_and_who_may_be_told_have_authority(caller: RelatedRow | None, expected: bool) -> None:
    assert has_authority(caller) is expected
    assert may_be_told(THREE, caller) is expected


@pytest.mark.parametrize("caller", [None, related(), related(parental=True), related(told=True)])
def test_nobody_is_told_on_two_identifiers_whoever_rings(caller: RelatedRow | None) -> None:
    assert not may_be_told(THREE[:2], caller)
    assert not may_be_told(THREE[:2], caller, patient_agreed=True)


def test_the_patient_may_agree_that_somebody_is_told() -> None:
    assert may_be_told(THREE, related(), patient_agreed=True)
