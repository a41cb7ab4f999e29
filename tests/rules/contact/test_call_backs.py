"""Who is rung by a call-back about a patient: the patient, or somebody else who is named (RULES 13.24)."""

from __future__ import annotations

import pytest

from clerkdesk.rules.contact.call_backs import judge_call_back, rings_the_patient
from clerkdesk.rules.deaths.standing import DeathStanding

FAMILY, GIVEN = "O'Neil-[/]", "Mary Jane"

THE_PATIENT = [
    ("", ""), ("  ", ""), ("-", ""), ("patient", ""), ("the patient", ""), ("herself", ""), ("x", "self"),
    ("x", "Patient"), ("Mary O'Neil-[/]", ""), ("O'NEIL-[/], Mary Jane", ""), ("Mrs mary jane oneil", ""),
    ("Miss Jane O’Neil", "daughter of nobody here"),
]  # fmt: skip
SOMEBODY_ELSE = [
    ("Mr O'Neil", "husband"), ("O'Neil", ""), ("Peter O'Neil", "son"), ("Mary", ""), ("Mary Jane Smith", ""),
    ("Mary Jane O'Neil Peter", ""), ("Ward 4", ""), ("the practice", "GP"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("caller", "relationship", "expected"),
    [(*case, True) for case in THE_PATIENT] + [(*case, False) for case in SOMEBODY_ELSE],
)
def test_who_is_rung(caller: str, relationship: str, expected: bool) -> None:
    to_patient = rings_the_patient(caller, relationship, FAMILY, GIVEN)
    assert to_patient is expected
    assert (judge_call_back(DeathStanding.REPORTED, to_patient=to_patient) is not None) is expected
    assert judge_call_back(DeathStanding.UNKNOWN, to_patient=to_patient) is None
