"""How many declines open a review, by the priority of the referral (R-204, RULES 13.4)."""

from __future__ import annotations

import pytest

from clerkdesk.rules.rtt.reasonable_offers import declines_that_count, declines_until_review, is_reviewed_same_day
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

SETTINGS = PolicySettings()


@pytest.mark.parametrize(
    ("countable", "of_any_kind", "still"), [(0, 1, 2), (0, 5, 2), (1, 5, 1), (2, 2, 0), (3, 3, 0)]
)  # fmt: skip
def test_routine_counts_the_countable_declines(countable: int, of_any_kind: int, still: int) -> None:
    assert declines_until_review(Priority.ROUTINE, countable, of_any_kind, SETTINGS) == still


@pytest.mark.parametrize("priority", [Priority.URGENT, Priority.SUSPECTED_CANCER])
@pytest.mark.parametrize(("of_any_kind", "still"), [(0, 2), (1, 1), (2, 0), (4, 0)])
def test_in_a_hurry_every_decline_counts(priority: Priority, of_any_kind: int, still: int) -> None:
    assert declines_until_review(priority, 0, of_any_kind, SETTINGS) == still
    assert declines_that_count(priority, 0, of_any_kind) == of_any_kind


def test_only_declines_of_a_routine_referral_wait_for_their_review() -> None:
    assert [priority for priority in Priority if not is_reviewed_same_day(priority)] == [Priority.ROUTINE]
