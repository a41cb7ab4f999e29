from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.reviews.requests import RequestDecision, RequestFacts, judge_request
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

MONDAY = date(2025, 3, 3)


def judge(**facts: object) -> RequestDecision | PolicyRefusal:
    given = {"asked": "delay", "today": MONDAY, "priority": Priority.ROUTINE, **facts}
    return judge_request(RequestFacts(**given), frozenset(), PolicySettings())  # type: ignore[arg-type]


def test_a_wish_to_wait_of_exactly_six_weeks_is_noted_without_a_review() -> None:
    decision = judge(wait_until=date(2025, 4, 14))
    assert isinstance(decision, RequestDecision)
    assert decision.review is None and decision.unavailable is not None


def test_a_day_more_than_six_weeks_needs_a_clinician() -> None:
    decision = judge(wait_until=date(2025, 4, 15))
    assert isinstance(decision, RequestDecision) and decision.review is not None
    assert (decision.review.kind, decision.review.rule) == ("wish_to_delay", "R-166")


def test_nothing_is_offered_until_the_day_on_which_the_patient_would_come() -> None:
    decision = judge(wait_until=date(2025, 4, 15))
    assert isinstance(decision, RequestDecision) and decision.unavailable is not None
    assert (decision.unavailable.first, decision.unavailable.last) == (MONDAY, date(2025, 4, 14))


@pytest.mark.parametrize("until", [None, MONDAY, date(2025, 3, 1)])
def test_a_wish_to_wait_needs_a_day_to_come(until: date | None) -> None:
    assert isinstance(judge(wait_until=until), PolicyRefusal)


def test_a_question_needs_its_words() -> None:
    assert isinstance(judge(asked="question", words="  "), PolicyRefusal)


def test_the_words_stand_in_the_reason() -> None:
    decision = judge(asked="question", words="The lesion has grown.")
    assert isinstance(decision, RequestDecision) and decision.review is not None
    assert decision.review.reason.endswith("The lesion has grown.")


def test_suspected_cancer_is_decided_the_same_day() -> None:
    decision = judge(asked="declines", priority=Priority.SUSPECTED_CANCER)
    assert isinstance(decision, RequestDecision) and decision.review is not None
    assert decision.review.due == MONDAY


@pytest.mark.parametrize(("days", "reviewed"), [(1, False), (14, False), (15, True)])
def test_time_to_think_is_for_a_clinician_beyond_the_day_of_the_prompt(days: int, reviewed: bool) -> None:
    decided = judge(asked="thinking", wait_until=MONDAY + timedelta(days=days))
    assert isinstance(decided, RequestDecision)
    assert (decided.review is not None, decided.effect.kind) == (reviewed, "hold")
    assert decided.effect.look_again == MONDAY + timedelta(days=min(days, 14))
