"""Each kind of act can be undone, or it is said why not (law 9)."""

from __future__ import annotations

import pytest

from clerkdesk.rules.acts.act_names import ACT_NAMES
from clerkdesk.rules.undo.kinds import NOT_UNDONE, UNDONE, undo_words


def test_every_kind_of_act_is_undone_or_it_is_said_why_not() -> None:
    assert sorted([*UNDONE, *NOT_UNDONE]) == sorted(ACT_NAMES)


@pytest.mark.parametrize("kind", sorted(NOT_UNDONE))
def test_the_reason_is_one_sentence_that_fits_a_line(kind: str) -> None:
    sentence = NOT_UNDONE[kind]
    assert sentence[0].isupper() and sentence.endswith(".") and len(sentence) <= 80


@pytest.mark.parametrize("kind", sorted(UNDONE))
def test_what_an_undo_does_is_a_clause(kind: str) -> None:
    assert UNDONE[kind][0].islower() and not UNDONE[kind].endswith(".") and len(UNDONE[kind]) <= 70


def test_the_steps_of_an_act_are_said_together_and_once() -> None:
    said = undo_words(("contact", "book", "book"))
    assert said == "the attempt counts no more; the slot is free, and the patient is back on the list"
