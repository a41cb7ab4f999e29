"""A position is said by the day that it goes by: nobody waits since a day that is still to come."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.entry_kinds import ENTRY_KINDS, position_words, stands_on


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_follow_ups_and_planned_care_are_due_and_all_others_wait_since(kind: EntryKind) -> None:
    word = "due" if kind in ("follow_up", "planned") else "since"
    assert position_words(kind, "8 Feb 2027") == f"{word} 8 Feb 2027"


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_what_goes_by_its_due_date_is_said_by_the_date_in_force(kind: EntryKind) -> None:
    due, position = date(2027, 1, 12), date(2027, 11, 24)
    assert stands_on(kind, due, position) == (due if kind in ("follow_up", "planned") else position)
    assert stands_on(kind, None, position) == position
