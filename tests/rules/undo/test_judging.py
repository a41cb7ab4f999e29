"""Which act can be undone, in the order in which a clerk needs the reasons (law 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.undo.judging import ActToUndo, LaterAct, judge_undo

OWN = ActToUndo(("book",), "Asha Rao", True, timedelta(minutes=2))
LATER = LaterAct("hold_entry", datetime(2025, 3, 3, 9, 44), "Bev Jones", False)


def refused(act: ActToUndo, minutes: int = 10) -> PolicyRefusal:
    refusal = judge_undo(act, minutes)
    assert refusal is not None
    return refusal


def test_an_own_act_of_two_minutes_ago_can_be_undone() -> None:
    assert judge_undo(OWN, 10) is None


def test_the_minutes_are_the_settings() -> None:
    assert judge_undo(replace(OWN, age=timedelta(minutes=10)), 10) is None
    assert refused(replace(OWN, age=timedelta(minutes=10, seconds=1))).code == "too_old"
    assert refused(OWN, 1).sentence == "It is more than 1 minute old."


@pytest.mark.parametrize(
    ("act", "code", "sentence"),
    [
        (replace(OWN, kinds=("merge",)), "kind",
         "Two joined records are parted by their own act, which asks whose is whose."),
        (replace(OWN, kinds=("contact", "refer")), "kind",
         "A referral has its own answers, and its sender counts on them."),
        (replace(OWN, is_own=False), "not_own", "Asha Rao did this, and only they undo it."),
        (replace(OWN, undone=replace(LATER, kind="undo", is_own=True)), "undone_already",
         "It was taken back already: undo, 09:44."),
        (replace(OWN, told=replace(LATER, kind="contact")), "told",
         "The patient was told something since: contact tried, 09:44, by Bev Jones. Ring back first."),
        (replace(OWN, depends=LATER), "depends", "A later act depends on it: hold, 09:44, by Bev Jones."),
        (replace(OWN, depends=replace(LATER, is_own=True)), "depends",
         "A later act depends on it: hold, 09:44. Undo that one first."),
        (replace(OWN, depends=replace(LATER, kind="vet", is_own=True)), "depends",
         "A later act depends on it: grading, 09:44."),
        (replace(OWN, beyond=True), "beyond", "It changed more than an undo can put back."),
    ],
)  # fmt: skip
def test_a_refusal_says_why_in_a_line(act: ActToUndo, code: str, sentence: str) -> None:
    refusal = refused(act)
    assert (refusal.code, refusal.sentence) == (code, sentence)
    assert refusal.rule == "R section 10"


def test_what_was_undone_is_said_before_its_age() -> None:
    act = replace(OWN, age=timedelta(hours=1), undone=replace(LATER, kind="undo"))
    assert refused(act).code == "undone_already"
