"""The baseline question of residence (R-705)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.acts.addressees import OverseasVisitorManager
from clerkdesk.rules.patients.residence import ResidenceAnswer, judge_residence

TODAY = date(2025, 3, 3)


def test_whoever_has_lived_here_is_recorded_and_nobody_is_told() -> None:
    assert judge_residence(ResidenceAnswer.RESIDENT, TODAY).task is None


@pytest.mark.parametrize("answer", ["not_resident", "in_doubt"])
def test_the_overseas_visitor_manager_decides_about_everybody_else(answer: ResidenceAnswer) -> None:
    task = judge_residence(answer, TODAY).task
    assert task is not None
    assert task.to == OverseasVisitorManager()


def test_care_is_not_delayed_by_the_answer() -> None:
    assert "seen all the same" in judge_residence(ResidenceAnswer.NOT_RESIDENT, TODAY).sentence
