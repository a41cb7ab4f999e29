"""Each kind of act needs one right, and each right is held by somebody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import clerkdesk.services
from clerkdesk.rules.acts.act_names import ACT_NAMES, NEVER_LAST
from clerkdesk.rules.clerks.rights import (
    HOLDERS,
    NO_RIGHT,
    RIGHT_OF_ACT,
    RIGHT_WORDS,
    ROLES_OF_PEOPLE,
    Right,
    has_right,
    judge_right,
    rights_table,
)
from clerkdesk.rules.values.roles import ClerkRole

BOOKING = ("book", "cancel", "outcome", "refer", "register", "merge", "import_ers", "message", "undo", "call")


def test_each_kind_of_act_needs_exactly_one_right() -> None:
    named = [kind for _, kinds, _ in rights_table() for kind in kinds]
    assert sorted(named) == sorted({*ACT_NAMES, *NEVER_LAST})


def test_each_kind_that_a_service_begins_is_in_the_table() -> None:
    folder = Path(clerkdesk.services.__file__).parent
    begun = {
        kind
        for path in folder.rglob("*.py")
        for kind in re.findall(r"with self\._?context\.act\(\"(\w+)\"|with context\.act\(\"(\w+)\"", path.read_text())
        for kind in kind
        if kind
    }
    assert len(begun) > 50
    assert sorted(begun - RIGHT_OF_ACT.keys()) == []


def test_each_right_has_words_and_somebody_who_holds_it() -> None:
    assert set(RIGHT_WORDS) == set(HOLDERS) == set(Right)
    assert all(set(holders) & set(ROLES_OF_PEOPLE) for holders in HOLDERS.values())


@pytest.mark.parametrize("kind", BOOKING)
def test_a_booking_clerk_does_all_ordinary_work(kind: str) -> None:
    assert has_right(ClerkRole.CLERK, RIGHT_OF_ACT[kind])


@pytest.mark.parametrize(
    ("right", "holders"),
    [
        (Right.DECIDE, {"clinician"}),
        (Right.APPROVE_CANCELLED_CLINIC, {"supervisor"}),
        (Right.AGREE_TO_LATER_START, {"team_leader", "supervisor"}),
        (Right.MANAGE_CLERKS, {"administrator"}),
        (Right.READ_THE_AUDIT, {"privacy_officer", "administrator"}),
    ],
)
def test_what_the_rules_give_to_some_roles_no_other_has(right: Right, holders: set[str]) -> None:
    assert {str(role) for role in ClerkRole if has_right(role, right)} == holders


def test_a_refusal_names_the_right_its_roles_and_who_has_it_here() -> None:
    assert judge_right(ClerkRole.ADMINISTRATOR, Right.MANAGE_CLERKS, []) is None
    refusal = judge_right(ClerkRole.CLERK, Right.READ_THE_AUDIT, ["Ada", "Ola"])
    assert refusal is not None and (refusal.code, refusal.rule) == (NO_RIGHT, "R-802")
    assert refusal.sentence == "Reading the audit is for the privacy officer or administrator. Ask Ada, Ola."
    alone = judge_right(ClerkRole.CLERK, Right.DECIDE, [])
    assert alone is not None and alone.sentence.endswith("Nobody at this desk has it.")
