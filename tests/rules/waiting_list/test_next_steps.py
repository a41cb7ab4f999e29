"""The possible next steps are facts, the most pressing first, and each one once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.next_steps import (
    BookPastPlannedDate,
    EnterDecision,
    HoldStep,
    MoveOrCancel,
    NextFacts,
    NextStep,
    OnHold,
    OpenNeed,
    OpenReview,
    Step,
    next_steps,
)
from clerkdesk.settings import PolicySettings

TODAY = date(2025, 3, 3)
POLICY = PolicySettings()
CLOCK = clock_at([ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 1, 6))], TODAY, POLICY)
NEED = OpenNeed(
    status=EntryStatus.WAITING, kind=EntryKind.NEW, has_specialty=True, hold_reason="", look_again=None, due=None,
    latest_appropriate=None, attempts=0, starts=None,
)  # fmt: skip
FACTS = NextFacts(
    clock=CLOCK, marks=cancer_marks(CLOCK), priority=Priority.ROUTINE, closed=False, deceased=False, needs=(NEED,),
    reviews=(),
)  # fmt: skip


def test_a_review_presses_more_than_the_need_it_is_about() -> None:
    due = date(2025, 3, 7)
    found = next_steps(replace(FACTS, reviews=(OpenReview(due, decided=False),)), TODAY, POLICY)
    assert found == (EnterDecision(due), Step.OFFER_DATE)


def test_two_needs_alike_have_one_step() -> None:
    assert next_steps(replace(FACTS, needs=(NEED, replace(NEED, attempts=1))), TODAY, POLICY) == (Step.OFFER_DATE,)


def test_of_the_dead_nothing_else_is_a_step() -> None:
    assert next_steps(replace(FACTS, deceased=True), TODAY, POLICY) == (Step.ANSWER_DEATH,)


@pytest.mark.parametrize(
    ("need", "steps"),
    [
        (replace(NEED, starts=datetime(2025, 3, 11, 9, 0)), (MoveOrCancel(datetime(2025, 3, 11, 9, 0)),)),
        (
            replace(NEED, kind=EntryKind.PLANNED, due=date(2025, 2, 3)),
            (BookPastPlannedDate(date(2025, 2, 3), clock_runs=True), Step.OFFER_DATE),
        ),
        (
            replace(NEED, status=EntryStatus.ON_HOLD, hold_reason="away", look_again=date(2025, 3, 4)),
            (OnHold(HoldStep.TAKE_OFF_HOLD, "away", date(2025, 3, 4)),),
        ),
        (
            replace(NEED, status=EntryStatus.ON_HOLD, hold_reason="away", look_again=TODAY),
            (OnHold(HoldStep.LOOK_AGAIN, "away", TODAY),),
        ),
    ],
)
def test_a_need_has_the_steps_of_its_state(need: OpenNeed, steps: tuple[NextStep, ...]) -> None:
    assert next_steps(replace(FACTS, needs=(need,)), TODAY, POLICY) == steps


def test_a_pathway_without_a_need_points_to_the_checks_or_to_a_new_referral() -> None:
    assert next_steps(replace(FACTS, needs=()), TODAY, POLICY) == (Step.LOOK_AT_CHECKS,)
    assert next_steps(replace(FACTS, needs=(), closed=True), TODAY, POLICY) == (Step.REFER_ANEW,)
