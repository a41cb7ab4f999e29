"""What a field says of a specialty that it can't read."""

from __future__ import annotations

import pytest

from clerkdesk.screens.acts.specialties import specialty_reader


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "The specialties are: none yet; import clinics first."),
        ({"330": "Dermatology", "320": "Cardiology"}, "The specialties are: Dermatology, Cardiology."),
    ],
)
def test_a_name_that_fits_none_is_answered_with_those_there_are(known: dict[str, str], said: str) -> None:
    assert specialty_reader(known)("orthodontics").problem.endswith(said)
