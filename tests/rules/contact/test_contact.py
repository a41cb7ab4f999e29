"""Trying to reach a patient (R-304, R-720)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.codes import Code, code_list
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.contact.attempts import Attempt, ContactDecision, ContactFacts, judge_contact, review_after_silence
from clerkdesk.rules.values.priority import Priority
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS

MONDAY_TEN = datetime(2025, 3, 3, 10, 0)


def result(code: str) -> Code:
    row = code_list("local_contact_result").get(code)
    assert row is not None
    return row


def attempt(at: datetime, code: str = "CR02") -> Attempt:
    return Attempt(at, code, result(code).extra["counts_as_attempt"] == "yes")


def decided(code: str = "CR02", *earlier: Attempt, **changes: Any) -> ContactDecision:
    usual = ContactFacts(result(code), MONDAY_TEN, Priority.ROUTINE, earlier, text_allowed=True)
    decision = judge_contact(replace(usual, **changes), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(decision, ContactDecision)
    return decision


def test_two_calls_in_the_morning_are_shown_as_tried_2x_mornings() -> None:
    assert decided("CR02", attempt(datetime(2025, 2, 28, 9, 0))).summary == "tried 2x, mornings"


def test_one_call_is_shown_with_its_time_of_day() -> None:
    assert decided().summary == "tried 1x, morning"


def test_calls_at_different_times_are_shown_in_order() -> None:
    assert decided("CR02", attempt(datetime(2025, 2, 28, 15, 0))).summary == "tried 2x, afternoons and mornings"


def test_after_a_call_in_the_morning_the_patient_comes_back_in_the_afternoon() -> None:
    assert decided().come_back == datetime(2025, 3, 3, 14, 0)


def test_after_a_call_on_friday_afternoon_the_patient_comes_back_on_monday_morning() -> None:
    assert decided(now=datetime(2025, 2, 28, 15, 0)).come_back == datetime(2025, 3, 3, 9, 30)


def test_a_bank_holiday_is_no_day_to_ring() -> None:
    friday = datetime(2025, 5, 2, 15, 0)
    facts = ContactFacts(result("CR02"), friday, Priority.ROUTINE)
    decision = judge_contact(facts, {date(2025, 5, 5)}, SETTINGS)
    assert isinstance(decision, ContactDecision)
    assert decision.come_back == datetime(2025, 5, 6, 9, 30)


def test_the_second_call_without_an_answer_proposes_a_text() -> None:
    assert decided("CR02", attempt(MONDAY_TEN - timedelta(days=1))).next_step == "text"


def test_without_consent_to_texts_the_letter_is_proposed_at_once() -> None:
    assert decided("CR02", attempt(MONDAY_TEN - timedelta(days=1)), text_allowed=False).next_step == "letter"


def test_after_the_text_a_letter_is_proposed() -> None:
    earlier = [attempt(MONDAY_TEN - timedelta(days=days)) for days in (3, 2)]
    assert decided("CR09", *earlier).next_step == "letter"


def test_a_letter_leaves_fourteen_days_to_answer() -> None:
    earlier = [attempt(MONDAY_TEN - timedelta(days=days)) for days in (3, 2)]
    decision = decided("CR10", *earlier)
    assert (decision.next_step, decision.come_back) == ("wait_for_answer", datetime(2025, 3, 17, 10, 0))


def test_no_answer_to_the_letter_opens_a_review_and_removes_nobody() -> None:
    calls = [attempt(MONDAY_TEN - timedelta(days=days)) for days in (3, 2)]
    written = [*calls, attempt(MONDAY_TEN, "CR10")]
    in_time = review_after_silence(written, datetime(2025, 3, 16, 9, 0), Priority.ROUTINE, NO_CLOSED_DAYS, SETTINGS)
    late = review_after_silence(written, datetime(2025, 3, 17, 9, 0), Priority.ROUTINE, NO_CLOSED_DAYS, SETTINGS)
    assert in_time is None
    assert late is not None
    assert late.rule == "R-304"


def test_once_spoken_to_the_count_begins_again() -> None:
    spoken = attempt(MONDAY_TEN - timedelta(days=1), "CR01")
    assert decided("CR02", attempt(MONDAY_TEN - timedelta(days=2)), spoken).attempts == 1


def test_a_wrong_number_is_no_attempt_and_makes_a_task() -> None:
    decision = decided("CR05")
    assert (decision.counts, decision.attempts, decision.task) == (False, 0, "check_phone_number")


def test_a_promised_call_comes_back_at_its_time() -> None:
    at = datetime(2025, 3, 3, 15, 0)
    assert decided("CR07", ring_back_at=at).come_back == at


def test_a_promised_call_needs_a_time_to_come() -> None:
    facts = ContactFacts(result("CR07"), MONDAY_TEN, Priority.ROUTINE, ring_back_at=MONDAY_TEN)
    assert isinstance(judge_contact(facts, NO_CLOSED_DAYS, SETTINGS), PolicyRefusal)


def test_word_of_a_death_stops_all_contact() -> None:
    decision = decided("CR08")
    assert (decision.ends_all_contact, decision.effect.kind, decision.task) == (True, "hold", "check_source_of_death")


@pytest.mark.parametrize(
    ("code", "changes"),
    [("CR03", {}), ("CR09", {"text_allowed": False}), ("CR10", {"letter_allowed": False})],
)
def test_a_channel_that_the_patient_does_not_allow_is_warned_of(code: str, changes: dict[str, Any]) -> None:
    assert decided(code, **changes).warning is not None


def test_no_letter_is_proposed_to_somebody_who_must_not_be_written_to() -> None:
    earlier = attempt(MONDAY_TEN - timedelta(days=1))
    assert decided("CR02", earlier, text_allowed=False, letter_allowed=False).next_step == "ring"
