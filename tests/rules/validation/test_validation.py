"""Validation (R-300 to R-305, RULES 13.10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.codes import code_list
from clerkdesk.rules.acts.addressees import LadderLevel
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.reviews.reviews import EnteredBy
from clerkdesk.rules.validation.validation import (
    OUTCOMES,
    Progress,
    ValidationDecision,
    ValidationFacts,
    default_outcome,
    is_due,
    is_told,
    judge_validation,
    read_outcome,
)
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.priority import Priority
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS

TODAY = date(2025, 3, 31)
USUAL = ValidationFacts(
    ValidationOutcome.STILL_WAITING, ValidationLevel.TECHNICAL, EnteredBy.CLERK, TODAY, Priority.ROUTINE, 7
)


def decided(**changes: Any) -> ValidationDecision:
    decision = judge_validation(replace(USUAL, **changes), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(decision, ValidationDecision)
    return decision


def refused(**changes: Any) -> str:
    decision = judge_validation(replace(USUAL, **changes), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(decision, PolicyRefusal)
    return decision.sentence


def test_every_outcome_of_the_code_list_has_its_rule() -> None:
    assert list(OUTCOMES) == [row.code for row in code_list("local_validation_outcome").rows]


def test_r_301_84_days_after_the_last_contact_is_not_due_and_85_is() -> None:
    last = date(2025, 1, 6)
    assert not is_due(20, last, date(2025, 3, 31), SETTINGS)
    assert is_due(20, last, date(2025, 4, 1), SETTINGS)


def test_a_pathway_is_due_from_twelve_complete_weeks() -> None:
    assert not is_due(11, None, TODAY, SETTINGS)
    assert is_due(12, None, TODAY, SETTINGS)


def test_there_is_no_default_while_a_high_check_fires() -> None:
    assert (default_outcome(high_check_fires=True), default_outcome(high_check_fires=False)) == (None, "V01")


def test_a_technical_check_does_not_count_as_contact() -> None:
    assert not decided().counts_as_contact


def test_a_contact_with_the_patient_begins_the_twelve_weeks_again() -> None:
    assert decided(level="contact").counts_as_contact


def test_an_attempt_without_an_answer_does_not() -> None:
    assert not decided(outcome="V16", level="contact").counts_as_contact


def test_a_clerk_removes_a_duplicate_that_the_record_proves() -> None:
    assert decided(outcome="V03", proof="the same UBRN on another pathway").effect.kind == "close"


def test_without_proof_the_clerk_is_told_to_ask_for_a_review() -> None:
    assert refused(outcome="V04") == (
        "First treatment already given: nothing in the record proves it. Ask a clinician instead: “unsure, clinician "
        "looks”."
    )


@pytest.mark.parametrize("outcome", ["V11", "V12", "V17"])
def test_treated_elsewhere_not_wanted_or_no_answer_waits_on_hold_for_a_clinician(outcome: str) -> None:
    decision = decided(outcome=outcome, level="contact")
    assert (decision.effect.kind, decision.rtt_code, decision.review is not None) == ("hold", None, True)


def test_with_the_sign_off_the_need_is_closed_and_the_patient_told() -> None:
    decision = decided(outcome="V12", level="contact", clinician="Dr Imber", source="letter of 28 March")
    assert (decision.effect.kind, decision.rtt_code) == ("close", "35")
    assert is_told(OUTCOMES["V12"], decision.effect, decision.rtt_code)


def test_suspected_cancer_is_never_removed_without_a_clinician() -> None:
    decision = decided(outcome="V03", proof="the same UBRN", priority=Priority.SUSPECTED_CANCER)
    assert decision.effect.kind == "hold"


def test_a_clinical_validation_needs_a_name_and_a_source() -> None:
    assert refused(level="clinical", clinician="Dr Imber").startswith("A clinical validation needs")


def test_a_wish_to_wait_needs_the_date_until_when() -> None:
    assert refused(outcome="V15", level="contact") == "Say until when the patient wishes to wait."


def test_an_outcome_that_needs_the_patient_is_refused_from_the_record_alone() -> None:
    assert refused(outcome="V12") == "Care no longer wanted: that needs the level patient contacted or clinical."


def test_an_unknown_outcome_is_refused_with_the_known_ones() -> None:
    unknown = read_outcome("V21")
    assert isinstance(unknown, PolicyRefusal) and "V01, V02" in unknown.sentence


def test_planned_care_moves_to_the_planned_list() -> None:
    assert decided(outcome="V19").effect.to_list == "planned"


def test_potential_harm_goes_to_the_team_leader() -> None:
    assert decided(outcome="V20").escalate_to is LadderLevel.TEAM_LEADER


def test_progress_reads_as_the_screen_shows_it() -> None:
    assert Progress(12, 40).words == "12 of 40"


@given(st.sampled_from(sorted(OUTCOMES)), st.sampled_from(["technical", "contact"]), st.sampled_from(Priority))
def test_a_clerk_alone_removes_nobody_without_proof(outcome: str, level: ValidationLevel, priority: Priority) -> None:
    facts = replace(USUAL, outcome=ValidationOutcome(outcome), level=level, priority=priority)
    decision = judge_validation(facts, NO_CLOSED_DAYS, SETTINGS)
    closes = isinstance(decision, ValidationDecision) and decision.effect.kind == "close"
    assert not closes or (outcome == "V13" and priority is not Priority.SUSPECTED_CANCER)


@pytest.mark.parametrize("outcome", ["V06", "V09"])
def test_monitoring_and_a_missed_appointment_end_the_wait_and_keep_the_need_on_hold(outcome: str) -> None:
    decision = decided(outcome=outcome, proof="the clock stopped")
    assert (decision.effect.kind, decision.review is not None) == ("hold", True)


def test_monitoring_is_reviewed_twelve_weeks_after_it_was_agreed() -> None:
    decision = decided(outcome="V06", proof="the clock stopped", monitored_since=date(2025, 3, 3))
    assert decision.review is not None and decision.review.due == date(2025, 5, 26)


def test_a_need_outside_the_standard_stays_on_its_list_without_a_clock() -> None:
    decision = decided(outcome="V10", consultant_led=False)
    assert (decision.effect.kind, decision.rtt_code) == ("unchanged", "98")


def test_a_service_led_by_a_consultant_is_taken_out_of_the_count_by_a_clinician_alone() -> None:
    asked = decided(outcome="V10")
    assert (asked.effect.kind, asked.rtt_code, asked.review is not None) == ("unchanged", None, True)
    signed = decided(outcome="V10", clinician="Dr Shah", source="letter")
    assert (signed.rtt_code, signed.review) == ("98", None)


@pytest.mark.parametrize(
    ("days", "priority", "reviewed"),
    [
        (41, Priority.ROUTINE, False),
        (42, Priority.ROUTINE, False),
        (43, Priority.ROUTINE, True),
        (42, Priority.URGENT, False),
        (1, Priority.SUSPECTED_CANCER, True),
    ],
)
def test_a_wish_to_wait_needs_a_clinician_over_six_weeks_and_says_how_long_it_is(
    days: int, priority: Priority, reviewed: bool
) -> None:
    until = TODAY + timedelta(days=days)
    decision = decided(outcome="V15", level="contact", wishes_to_wait_until=until, priority=priority)
    assert (decision.review is not None) is reviewed
    assert "over six weeks" not in decision.sentence
    assert f", {days} day" in decision.sentence
    if decision.review is not None:
        assert f", {days} day" in decision.review.reason
