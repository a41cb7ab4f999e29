"""Until when a patient may ask, and from when their plan may be ended (R-180, RULES 13.29)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.waiting_list.patient_initiated import EndAction, Plan, plan_of, why_no_request, why_not_over

BEGAN, LAST = date(2025, 3, 3), date(2025, 9, 3)
PLAN = Plan(BEGAN, LAST, EndAction.DISCHARGE, "Dr Shah")


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_plan_is_ended_only_once_nobody_may_ask_any_more(days: int) -> None:
    """On every day exactly one of the two can be done."""
    day = LAST + timedelta(days=days)
    assert (why_no_request(PLAN, day) is None) != (why_not_over(PLAN, day) is None)
    assert ("the patient may ask until" in PLAN.words_on(day)) == (why_no_request(PLAN, day) is None)


def test_on_the_last_day_the_patient_may_still_ask() -> None:
    assert why_no_request(PLAN, LAST) is None
    assert why_not_over(PLAN, LAST + timedelta(days=1)) is None


def test_a_plan_without_an_end_lets_the_patient_ask_at_any_time_and_is_never_over() -> None:
    plan = plan_of([ClockEvent(ClockEventKind.PIFU_START, BEGAN, None, {"decided_by": "Dr Shah"})])
    assert plan is not None and plan.words_on(LAST) == "the patient may ask at any time: no end was agreed"
    for years in (1, 5, 20):
        day = BEGAN.replace(year=BEGAN.year + years)
        refusal = why_not_over(plan, day)
        assert why_no_request(plan, day) is None
        assert refusal is not None and "It has no end" in refusal.sentence


def test_nobody_asked_before_their_plan_began() -> None:
    assert why_no_request(PLAN, BEGAN - timedelta(days=1)) is not None
