"""Nothing that an outcome form says of the next need is dropped (R-251, R-401, RULES 13.1)."""

from __future__ import annotations

from itertools import product

import pytest

from clerkdesk.rules.next_needs import NextOnTheForm, why_not_all_kept

FIELDS = ("see_by", "latest", "planned", "awaits", "patient_initiated")
FOLLOW_UP = ("see_by", "latest", "planned")


@pytest.mark.parametrize("outcome", ["1", "2", "3"])
@pytest.mark.parametrize("given", list(product((False, True), repeat=len(FIELDS))))
def test_a_form_is_taken_only_where_one_need_can_be_all_that_it_says(outcome: str, given: tuple[bool, ...]) -> None:
    said = dict(zip(FIELDS, given, strict=True))
    ways = [any(said[name] for name in FOLLOW_UP), said["awaits"], said["patient_initiated"]]
    fits = not any(ways) if outcome != "3" else sum(ways) <= 1 and (said["see_by"] or not said["latest"])
    assert (why_not_all_kept(NextOnTheForm(outcome, **said)) is None) is fits


def test_the_refusal_names_both_and_what_to_do() -> None:
    refusal = why_not_all_kept(NextOnTheForm("3", see_by=True, awaits=True))
    assert refusal is not None
    assert all(words in refusal.sentence for words in ("a follow-up and something else", "Give the one that comes"))
