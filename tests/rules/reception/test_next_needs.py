"""Nothing that an outcome form says of the next need is dropped (R-251, R-401, RULES 13.1)."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from clerkdesk.rules.reception.next_needs import (
    YEARS_AHEAD,
    NextDates,
    NextOnTheForm,
    judge_next_dates,
    why_not_all_kept,
)

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


SEEN = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("see_by", "latest", "said"),
    [
        (None, None, ""),
        (SEEN, SEEN, ""),
        (date(2025, 4, 14), None, ""),
        (date(2025, 4, 14), date(2025, 4, 14), ""),
        (date(2028, 3, 2), date(2028, 3, 2), ""),
        (date(2025, 3, 2), None, "the next can't be due on Sun 2 Mar 2025"),
        (date(2025, 4, 14), date(2025, 4, 13), "Sun 13 Apr 2025, lies before the day by which"),
        (date(2025, 4, 14), date(2024, 11, 1), "the next can't be too late on Fri 1 Nov 2024"),
    ],
)
def test_a_latest_date_lies_on_the_see_by_date_or_after_it_and_neither_before_the_visit(
    see_by: date | None, latest: date | None, said: str
) -> None:
    for confirmed in (False, True):
        refusal = judge_next_dates(NextDates(SEEN, see_by, latest), confirmed=confirmed)
        assert (refusal is not None) is bool(said)
        if refusal is not None:
            assert said in refusal.sentence and refusal.code != YEARS_AHEAD


@pytest.mark.parametrize(
    ("see_by", "latest"),
    [(date(2028, 3, 3), None), (date(2035, 2, 19), None), (date(2025, 4, 14), date(2035, 4, 14))],
)
def test_a_need_that_falls_due_in_years_is_asked_about_once(see_by: date, latest: date | None) -> None:
    asked = judge_next_dates(NextDates(SEEN, see_by, latest))
    assert asked is not None and asked.code == YEARS_AHEAD and str((latest or see_by).year) in asked.sentence
    assert judge_next_dates(NextDates(SEEN, see_by, latest), confirmed=True) is None
