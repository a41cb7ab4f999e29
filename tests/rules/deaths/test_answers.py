"""What can be recorded of a death is known before anything is asked for it (RULES 13.24)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.deaths.answers import DeathAnswer, Refutation, stood_words, weigh_word, why_no_answer
from clerkdesk.rules.deaths.standing import DeathFacts

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
def test_only_what_can_be_is_asked_about(facts: DeathFacts, possible: set[DeathAnswer]) -> None:
    answers: tuple[DeathAnswer, ...] = (DeathAnswer.ALIVE, DeathAnswer.DIED, DeathAnswer.SAID, DeathAnswer.CLOSE)
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


ON = date(2026, 11, 30)
BEFORE, AFTER = date(2026, 11, 15), date(2026, 12, 1)
GP = "alive, says GP; source: letter"
NOBODY = DeathFacts(None, confirmed=False, reported=None)
SAID = DeathFacts(None, confirmed=False, reported=AFTER)
DIED = DeathFacts(AFTER, confirmed=True, reported=None)


@pytest.mark.parametrize(
    ("facts", "died_on", "refuted", "is_"),
    [
        (NOBODY, BEFORE, None, "news"),
        (NOBODY, None, None, "news"),
        (NOBODY, BEFORE, Refutation(ON, GP), "refuted"),
        (NOBODY, None, Refutation(ON, GP), "refuted"),
        (NOBODY, ON, Refutation(ON, GP), "news"),
        (NOBODY, ON, Refutation(ON, f"{GP}; {stood_words(ON)}"), "refuted"),
        (NOBODY, AFTER, Refutation(ON, f"{GP}; {stood_words(ON)}"), "news"),
        (SAID, None, Refutation(ON, GP), "known"),
        (SAID, BEFORE, Refutation(ON, GP), "refuted"),
        (SAID, AFTER, Refutation(ON, GP), "news"),
        (DIED, None, Refutation(ON, GP), "known"),
        (DIED, AFTER, Refutation(ON, GP), "known"),
        (DIED, BEFORE, Refutation(ON, GP), "another day"),
        (DIED, BEFORE, None, "another day"),
    ],
)
def test_a_word_of_a_death_is_refuted_until_it_is_of_a_later_day(
    facts: DeathFacts, died_on: date | None, refuted: Refutation | None, is_: str
) -> None:
    assert weigh_word(facts, died_on, refuted) == is_
