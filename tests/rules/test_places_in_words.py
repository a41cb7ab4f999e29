"""A place is said by the day that it goes by: nobody waits since a day that is still to come."""

from __future__ import annotations

import pytest

from clerkdesk.rules.entry_kinds import ENTRY_KINDS, place_words


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_follow_ups_and_planned_care_are_due_and_all_others_wait_since(kind: str) -> None:
    word = "due" if kind in ("follow_up", "planned") else "since"
    assert place_words(kind, "8 Feb 2027") == f"{word} 8 Feb 2027"
