"""Days away that put a need off too long are a clinician's to decide, however they are split (R-166, RULES 13.22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.booking.days_away import AwayFacts, days_in_sum, judge_days_away
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.targets import TargetFacts
from clerkdesk.settings import PolicySettings

POLICY = PolicySettings()
TODAY = date(2025, 3, 3)
ROUTINE = TargetFacts(kind=EntryKind.NEW, priority=Priority.ROUTINE, clock_start=date(2025, 1, 6))
CANCER = TargetFacts(
    kind=EntryKind.NEW, priority=Priority.SUSPECTED_CANCER, clock_start=TODAY, cancer_suspected=True, received=TODAY
)
"""28 days end on 31 March, 62 on 4 May."""


def run(first: int, days: int) -> Unavailable:
    """Days away that begin so many days after today."""
    starts = TODAY + timedelta(days=first)
    return Unavailable(starts, starts + timedelta(days=days - 1), "abroad")


def facts(away: Unavailable, *others: Unavailable, needed: TargetFacts = ROUTINE) -> AwayFacts:
    return AwayFacts(TODAY, away, others, date(2025, 1, 6), needed)


@pytest.mark.parametrize(
    ("away", "others", "days"),
    [
        (run(1, 42), (), None),
        (run(1, 43), (), 43),
        (run(1, 335), (), 335),
        (run(1, 22), (run(23, 21),), 43),
        (run(1, 22), (run(23, 20),), None),
        (run(1, 22), (run(44, 21),), 43),  # three weeks at home between them
        (run(1, 22), (run(10, 34),), 43),  # days said twice are counted once
        (run(1, 42), (run(86, 42),), None),  # more than six weeks at home between them
        (run(-30, 20), (run(-5, 23),), 43),  # the first part has gone by
    ],
)
def test_more_than_six_weeks_away_in_sum_are_a_clinicians_to_decide(
    away: Unavailable, others: tuple[Unavailable, ...], days: int | None
) -> None:
    judged = judge_days_away(facts(away, *others), {}, POLICY)
    assert (None if judged is None else judged.said) == (None if days is None else f"{days} days away in sum")
    if judged is not None:
        assert (judged.review.rule, judged.review.kind) == ("R-166", "wish_to_delay")
        assert "abroad" in judged.review.reason


@given(st.lists(st.tuples(st.integers(-60, 300), st.integers(1, 120)), min_size=1, max_size=6), st.randoms())
def test_the_sum_is_the_same_in_whatever_order_the_days_were_written_down(
    spans: list[tuple[int, int]], chance: object
) -> None:
    runs = [run(first, days) for first, days in spans]
    shuffled = list(runs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    since = TODAY - timedelta(days=30)
    first, *others = runs
    again = [each for each in shuffled if each is not first]
    summed = days_in_sum(first, others, since, POLICY)
    assert summed == days_in_sum(first, again, since, POLICY)
    chained = [each for each in runs if summed.first <= each.last and each.first <= summed.last]
    single = {
        day for each in chained for n in range((each.last - each.first).days + 1)
        if (day := each.first + timedelta(days=n)) >= since
    }  # fmt: skip
    assert summed.days == len(single)


@pytest.mark.parametrize(
    ("away", "past"),
    [
        (run(1, 27), None),  # back on the 28th day
        (run(1, 28), "past the 28-day date for a diagnosis, Mon 31 Mar 2025"),
        (run(27, 2), "past the 28-day date for a diagnosis, Mon 31 Mar 2025"),
    ],
)
def test_days_away_past_a_date_of_suspected_cancer_are_a_clinicians_however_few(
    away: Unavailable, past: str | None
) -> None:
    judged = judge_days_away(facts(away, needed=CANCER), {}, POLICY)
    assert (judged is not None) is (past is not None)
    if judged is not None and past is not None:
        assert past in judged.said and past in judged.review.reason
        assert judged.review.due == TODAY


def test_a_lowered_priority_takes_no_date_of_suspected_cancer_away() -> None:
    lowered = replace(CANCER, priority=Priority.ROUTINE)
    assert judge_days_away(facts(run(1, 28), needed=lowered), {}, POLICY) is not None


@pytest.mark.parametrize(("due_in", "asked"), [(None, True), (20, True), (43, True), (44, False), (200, False)])
def test_a_follow_up_that_is_due_after_the_days_away_is_not_put_off(due_in: int | None, asked: bool) -> None:
    due = TODAY + timedelta(days=due_in) if due_in is not None else None
    needed = TargetFacts(kind=EntryKind.FOLLOW_UP, priority=Priority.ROUTINE, clock_start=None, see_by=due)
    assert (judge_days_away(facts(run(1, 43), needed=needed), {}, POLICY) is not None) is asked


@pytest.mark.parametrize(("booked_in", "asked"), [(0, False), (1, True), (43, True), (44, False)])
def test_a_need_that_is_booked_outside_the_days_away_is_not_put_off(booked_in: int, asked: bool) -> None:
    booked = replace(facts(run(1, 43)), booked_on=TODAY + timedelta(days=booked_in))
    assert (judge_days_away(booked, {}, POLICY) is not None) is asked


def test_days_before_a_clinician_decided_count_no_more() -> None:
    decided = replace(facts(run(30, 40)), counted_from=TODAY + timedelta(days=30))
    assert judge_days_away(replace(decided, others=(run(0, 30),)), {}, POLICY) is None
