"""Clinical reviews: due dates, who decides, what a decision leads to (R-125, R-164, R-166, R-223, RULES 13.9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.reviews.reviews import (
    Decided,
    DecisionFacts,
    EnteredBy,
    ReviewFacts,
    decisions_allowed,
    judge_decision,
    judge_told,
)
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.rules.values.unavailability import Unavailable
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS

FRIDAY = date(2025, 3, 7)
TODAY = date(2025, 3, 14)
DECISION = DecisionFacts(Decision.RETURN_TO_LIST, EnteredBy.SECRETARY, "Dr Imber", True, "letter of 14 March", TODAY)
DECLINES = ReviewFacts(ReviewKind.DECLINED_OFFERS, FRIDAY, countable_declines=2)
AGREED: dict[str, Any] = {"decision": "monitor_clinician", "patient_agreed": True, "clinical_conversation": True}


def judged(review: ReviewFacts = DECLINES, **changes: Any) -> Decided | PolicyRefusal:
    return judge_decision(replace(DECISION, **changes), review, TODAY, SETTINGS)


def refused(review: ReviewFacts = DECLINES, **changes: Any) -> PolicyRefusal:
    found = judged(review, **changes)
    assert isinstance(found, PolicyRefusal)
    return found


def decided(review: ReviewFacts = DECLINES, **changes: Any) -> Decided:
    found = judged(review, **changes)
    assert isinstance(found, Decided)
    return found


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        (Priority.ROUTINE, date(2025, 3, 14)),
        (Priority.URGENT, date(2025, 3, 10)),
        (Priority.SUSPECTED_CANCER, FRIDAY),
    ],
)
def test_a_review_is_due_in_working_days_by_priority(priority: Priority, due: date) -> None:
    assert review_due(priority, FRIDAY, NO_CLOSED_DAYS, SETTINGS) == due


def test_a_bank_holiday_is_no_working_day_for_a_review() -> None:
    assert review_due(Priority.URGENT, FRIDAY, {date(2025, 3, 10)}, SETTINGS) == date(2025, 3, 11)


def test_a_secretary_enters_a_clinicians_decision_with_its_source() -> None:
    assert decided().effect.kind == "relist"


def test_without_its_source_it_is_refused() -> None:
    assert refused(source=" ").sentence.startswith("Say where the decision is written")


def test_a_clinician_needs_no_source_for_their_own_decision() -> None:
    assert decided(entered_by="clinician", source="").effect.kind == "relist"


def test_nobody_but_a_clinician_decides() -> None:
    assert refused(decider_is_clinician=False).rule == "R-125"


def test_a_decision_is_not_older_than_its_review_nor_in_the_future() -> None:
    assert refused(decided_on=date(2025, 3, 6)).rule == "R-113"
    assert refused(decided_on=date(2025, 3, 15)).rule == "R-113"


def test_a_discharge_stops_the_clock_only_when_the_patient_is_told() -> None:
    found = decided(decision="discharge")
    assert (found.rtt_code, found.must_be_told, found.effect.kind) == ("34", True, "close")


def test_monitoring_is_agreed_with_the_patient_and_reviewed_in_twelve_weeks() -> None:
    assert refused(**{**AGREED, "patient_agreed": False}).rule == "R-160"
    found = decided(**AGREED)
    assert (found.rtt_code, found.next_review) == ("32", date(2025, 6, 6))


def test_monitoring_after_declines_needs_a_clinical_conversation() -> None:
    assert refused(**{**AGREED, "clinical_conversation": False}).rule == "R-164"


def test_one_decline_is_not_enough_for_monitoring() -> None:
    assert refused(replace(DECLINES, countable_declines=1), **AGREED).rule == "R-164"


def test_a_time_away_that_holds_two_reasonable_dates_is_enough() -> None:
    away = Unavailable(date(2025, 3, 1), date(2025, 3, 29))
    assert decided(replace(DECLINES, countable_declines=0, unavailable=(away,)), **AGREED).rtt_code == "32"


def test_a_time_away_that_holds_only_one_reasonable_date_is_not() -> None:
    away = Unavailable(date(2025, 3, 1), date(2025, 3, 28))
    assert refused(replace(DECLINES, countable_declines=0, unavailable=(away,)), **AGREED).rule == "R-164"


def test_a_wish_to_wait_that_is_granted_holds_the_need_until_that_day() -> None:
    wish = ReviewFacts(ReviewKind.WISH_TO_DELAY, FRIDAY)
    found = decided(wish, decision="wait_until", wait_until=date(2025, 6, 2))
    assert (found.effect.kind, found.effect.look_again, found.rtt_code) == ("hold", date(2025, 6, 2), None)


def test_a_decision_that_does_not_belong_to_the_review_is_refused() -> None:
    assert refused(decision="offer_again").rule == "R-125"


def test_telling_the_patient_has_a_way_and_a_day_that_can_be() -> None:
    assert judge_told(FRIDAY, TODAY, "telephone", TODAY) is None
    assert judge_told(FRIDAY, TODAY, "", TODAY) is not None
    assert judge_told(TODAY, FRIDAY, "letter", TODAY) is not None


@given(st.sampled_from(tuple(ReviewKind)), st.data())
def test_nothing_is_ever_decided_without_a_named_clinician(kind: ReviewKind, data: st.DataObject) -> None:
    decision = data.draw(st.sampled_from(decisions_allowed(kind)))
    facts = replace(DECISION, decision=decision, decided_by="", patient_agreed=True, wait_until=date(2025, 9, 1))
    assert isinstance(judge_decision(facts, ReviewFacts(kind, FRIDAY), TODAY, SETTINGS), PolicyRefusal)
