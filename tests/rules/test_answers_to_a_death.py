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
        (RECORDED, {"alive", "close", "died"}),
    ],
)
def test_only_what_can_be_is_asked_about(facts: DeathFacts, possible: set[Answer]) -> None:
    answers: tuple[Answer, ...] = ("alive", "died", "said", "close")
    assert {answer for answer in answers if why_no_answer(facts, answer) is None} == possible


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (DeathFacts(None, confirmed=False, reported=None), "Nobody has said that this patient has died."),
        (DeathFacts(date(2025, 2, 3), confirmed=True, reported=None), "Recorded as having died on Mon 3 Feb 2025."),
        (
            DeathFacts(date(2025, 2, 3), confirmed=True, reported=date(2025, 3, 3)),
            "Said to have died on Mon 3 Feb 2025; nobody has checked it yet. Word of it came on Mon 3 Mar 2025.",
        ),
        (
            DeathFacts(None, confirmed=False, reported=date(2025, 3, 3)),
            "Said to have died, on a day that nobody has named; nobody has checked it yet. "
            "Word of it came on Mon 3 Mar 2025.",
        ),
    ],
)
def test_the_day_of_a_death_and_the_day_of_its_word_are_each_named(facts: DeathFacts, words: str) -> None:
    assert facts.words == words
