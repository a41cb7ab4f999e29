"""No run of corrections makes one person's record another's without somebody saying how they know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from clerkdesk.data.tables import Act
from clerkdesk.rules.patients.fields import ANOTHER_PERSON, NUMBER_STANDS
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.patients.correcting import Corrected
from tests.builders import a_patient
from tests.unguarded import without_triggers

HOW = "passport shown at the desk"
SLIP, OTHER = {"date_of_birth": "1976-03-14"}, {"family_name": "Khan"}
"""Each alone is a slip or another name of the same person; both are somebody else."""


def born(desk: Desk) -> int:
    return a_patient(desk, date_of_birth=date(1967, 3, 14))


def refused(desk: Desk, patient: int, changes: Mapping[str, str]) -> str:
    answer = desk.patients.correct(patient, changes)
    assert isinstance(answer, Refused), answer
    return answer.code


def corrected(desk: Desk, patient: int, changes: Mapping[str, str], how: str = "") -> None:
    assert isinstance(desk.patients.correct(patient, changes, same_person=how), Corrected)


@pytest.mark.parametrize("number", ["9990000026", ""])
def test_a_valid_nhs_number_is_replaced_or_emptied_only_with_how_it_is_known(desk: Desk, number: str) -> None:
    patient = a_patient(desk, nhs_number="9990000018", nhs_number_valid=True)
    assert refused(desk, patient, {"nhs_number": number}) == NUMBER_STANDS
    corrected(desk, patient, {"nhs_number": "999 000 0018"})
    corrected(desk, patient, {"nhs_number": number}, HOW)


def test_a_first_nhs_number_is_taken_without_a_question(desk: Desk) -> None:
    corrected(desk, a_patient(desk, nhs_number=None), {"nhs_number": "9990000026"})


def test_one_field_after_another_is_weighed_as_if_both_came_at_once(desk: Desk) -> None:
    patient = born(desk)
    assert refused(desk, patient, {**SLIP, **OTHER}) == ANOTHER_PERSON
    corrected(desk, patient, SLIP)
    assert refused(desk, patient, OTHER) == ANOTHER_PERSON


def test_what_was_answered_counts_no_more(desk: Desk) -> None:
    patient = born(desk)
    corrected(desk, patient, SLIP, HOW)
    corrected(desk, patient, OTHER)


def test_corrections_of_another_day_are_weighed_by_themselves(desk: Desk) -> None:
    patient = born(desk)
    corrected(desk, patient, SLIP)
    long_ago = datetime.now(UTC) - timedelta(days=2)
    with desk.context.database.engine.begin() as connection, without_triggers(connection):
        connection.execute(update(Act).where(col(Act.kind) == "correct").values(at=long_ago))
    corrected(desk, patient, OTHER)


def test_a_slip_that_is_corrected_to_and_fro_asks_nothing(desk: Desk) -> None:
    patient = born(desk)
    for change in (SLIP, {"date_of_birth": "1967-03-14"}, SLIP, {"date_of_birth": "1967-03-14"}, OTHER):
        corrected(desk, patient, change)
