"""What can be recorded of a death is known before anything is asked for it (RULES 13.24)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.deaths import Answer, DeathFacts, why_no_answer

NOTHING = DeathFacts(None, confirmed=False, reported=None)
REPORTED = DeathFacts(None, confirmed=False, reported=date(2025, 3, 1))
IN_A_FILE = DeathFacts(date(2025, 2, 25), confirmed=False, reported=None)
RECORDED = DeathFacts(date(2025, 2, 25), confirmed=True, reported=None)


@pytest.mark.parametrize(
    ("facts", "possible"),
    [
        (NOTHING, {"died", "said"}),
        (REPORTED, {"died", "alive"}),
        (IN_A_FILE, {"died", "alive"}),
        (RECORDED, {"alive", "close"}),
    ],
)
def test_only_what_can_be_is_asked_about(facts: DeathFacts, possible: set[Answer]) -> None:
    answers: tuple[Answer, ...] = ("alive", "died", "said", "close")
    assert {answer for answer in answers if why_no_answer(facts, answer) is None} == possible
