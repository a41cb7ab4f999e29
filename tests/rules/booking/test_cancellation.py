"""Cancelling and moving (R-140 to R-143, R-230 to R-235, R-244, R-245, RULES 13.2 and 13.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.codes import code_list
from clerkdesk.rules.acts.addressees import LadderLevel, Manager, ReceptionOf, SafeguardingLead, SecretaryOf
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.cancel_reasons import BOOKED_IN_ERROR, CancelReason, cancel_reason
from clerkdesk.rules.booking.cancellation import (
    CancelDecision,
    CancelFacts,
    judge_cancellation,
    judge_move,
    preview_cancellation,
)
from clerkdesk.rules.values.priority import Priority
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS

REASONS = {
    row.code: cancel_reason(row)
    for name in ("local_patient_cancel_reason", "local_hospital_cancel_reason")
    for row in code_list(name).rows
}
TEN_PAST_NINE = datetime(2025, 3, 31, 9, 10)
TWO_O_CLOCK = datetime(2025, 3, 31, 14, 0)


def facts(reason: str = "PC01", **changes: Any) -> CancelFacts:
    usual = CancelFacts(REASONS[reason], TEN_PAST_NINE, datetime(2025, 4, 14, 10, 0), 3, 7, Priority.ROUTINE)
    return replace(usual, **changes)


def decided(reason: str = "PC01", **changes: Any) -> CancelDecision:
    decision = judge_cancellation(facts(reason, **changes), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(decision, CancelDecision)
    return decision


def refused(reason: str = "PC01", **changes: Any) -> str:
    decision = judge_cancellation(facts(reason, **changes), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(decision, PolicyRefusal)
    return decision.sentence


def test_a6_the_third_cancellation_by_the_patient_opens_the_review_and_tells_the_secretary() -> None:
    decision = decided(patient_cancellations=2, hospital_cancellations=1)
    assert decision.review is not None
    assert (decision.review.rule, [notice.to for notice in decision.notices]) == ("R-232", [SecretaryOf(7)])


def test_the_second_cancellation_by_the_patient_opens_nothing() -> None:
    decision = decided(patient_cancellations=1, hospital_cancellations=5)
    assert (decision.review, decision.notices) == (None, ())


def test_a7_cancelled_at_ten_past_nine_for_two_oclock_tells_that_reception() -> None:
    decision = decided(starts=TWO_O_CLOCK)
    assert (decision.attendance_code, decision.on_the_day) == ("2", True)
    assert [(notice.to, notice.sentence) for notice in decision.notices] == [
        (ReceptionOf(3), "14:00 cancelled at 09:10 by the patient.")
    ]


def test_cancelled_the_day_before_tells_no_reception() -> None:
    assert decided(starts=TWO_O_CLOCK + timedelta(days=1)).notices == ()


def test_a8_with_no_slot_to_offer_the_entry_goes_back_to_its_position() -> None:
    decision = decided()
    assert (decision.attendance_code, decision.effect.kind, decision.opens_slots) == ("2", "relist", True)


def test_a_one_hour_notice_is_a_cancellation_not_a_dna() -> None:
    assert decided(now=TWO_O_CLOCK - timedelta(hours=1), starts=TWO_O_CLOCK).attendance_code == "2"


def test_from_the_start_time_on_reception_decides() -> None:
    assert refused(now=TWO_O_CLOCK, starts=TWO_O_CLOCK) == (
        "It began on Mon 31 Mar 2025 14:00: reception decides whether the patient is late or did not attend."
        " One made before it, or a clinic that did not run, needs the day and who said so."
    )


def test_other_as_a_reason_needs_words() -> None:
    assert refused("PC99", comment=" ") == "Other needs a few words that say why."
    assert decided("PC99", comment="jury service").party == "patient"


@pytest.mark.parametrize("reason", sorted(REASONS))
@pytest.mark.parametrize("keyed_later", [False, True])
def test_a_preview_needs_nothing_typed_and_is_what_the_cancellation_then_does(reason: str, keyed_later: bool) -> None:
    then: dict[str, Any] = (
        {"now": TWO_O_CLOCK, "starts": TEN_PAST_NINE, "happened_on": TEN_PAST_NINE.date()} if keyed_later else {}
    )
    seen_before = preview_cancellation(facts(reason, **then), NO_CLOSED_DAYS, SETTINGS)
    assert seen_before == decided(reason, comment="said so", said_by="the log of calls", **then)


def test_a_preview_is_refused_for_the_time_alone() -> None:
    def previewed(**changes: Any) -> str:
        found = preview_cancellation(facts("PC99", **changes), NO_CLOSED_DAYS, SETTINGS)
        assert isinstance(found, PolicyRefusal)
        return found.rule

    assert previewed(now=TWO_O_CLOCK, starts=TWO_O_CLOCK) == "R-141"
    assert previewed(happened_on=date(2025, 5, 1)) == "R-113"


def test_a_hospital_cancellation_is_code_4_and_counts_for_the_hospital() -> None:
    decision = decided("HC03", patient_cancellations=2)
    assert (decision.attendance_code, decision.party, decision.review) == ("4", "hospital", None)


def test_the_hospital_gives_a_new_date_within_five_working_days() -> None:
    assert [(task.kind, task.due) for task in decided("HC03").tasks] == [("rebook", date(2025, 4, 7))]


def test_cancelled_by_the_hospital_a_second_time_asks_a_manager() -> None:
    notices = decided("HC03", hospital_cancellations=1).notices
    assert [notice.to for notice in notices] == [Manager(LadderLevel.SERVICE_MANAGER, 7)]


@pytest.mark.parametrize("reason", ["PC08", "PC09", "PC10", "PC14"])
def test_treated_elsewhere_or_not_wanted_keeps_the_need_on_hold_for_a_clinician(reason: str) -> None:
    decision = decided(reason)
    assert decision.review is not None
    assert (decision.effect.kind, decision.opens_slots, decision.review.due) == ("hold", False, date(2025, 4, 7))


def test_an_inpatient_is_put_back_on_hold_with_a_task_and_a_date_to_look_again() -> None:
    decision = decided("HC15")
    assert decision.effect.look_again == date(2025, 4, 7)
    assert [(task.kind, task.due) for task in decision.tasks] == [("look_again", date(2025, 4, 7))]


def test_word_of_a_death_stops_all_contact_and_closes_nothing() -> None:
    decision = decided("HC14")
    assert (decision.ends_all_contact, decision.effect.kind) == (True, "hold")
    assert [task.kind for task in decision.tasks] == ["check_source_of_death"]


def test_suspected_cancer_is_reviewed_at_the_second_cancellation_and_never_returned_for_it() -> None:
    decision = decided(priority=Priority.SUSPECTED_CANCER, patient_cancellations=1)
    assert decision.review is not None
    assert (decision.review.rule, decision.effect.kind) == ("R-226", "relist")
    assert "speak_to_referrer" in [task.kind for task in decision.tasks]


def test_the_second_cancellation_by_a_parent_adds_a_safeguarding_look() -> None:
    decision = decided(is_child=True, by_parent=True, patient_cancellations=1, parent_cancellations=1)
    assert decision.safeguarding_look
    assert [notice.to for notice in decision.notices] == [SafeguardingLead()]


def test_the_first_cancellation_by_a_parent_adds_none() -> None:
    assert not decided(is_child=True, by_parent=True).safeguarding_look


def test_interpreter_and_transport_are_stood_down() -> None:
    tasks = decided(interpreter_booked=True, transport_booked=True).tasks
    assert [task.kind for task in tasks] == ["stand_down_interpreter", "stand_down_transport"]


def test_a_new_date_is_wanted_within_six_weeks_for_routine_and_two_for_urgent() -> None:
    assert decided().new_date_by == date(2025, 5, 26)
    assert decided(priority=Priority.URGENT).new_date_by == date(2025, 4, 28)


def test_a_date_brought_forward_by_agreement_is_nobodys_cancellation() -> None:
    moved = judge_move(facts("HC10"), datetime(2025, 4, 7, 10, 0), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(moved, CancelDecision)
    assert (moved.party, moved.attendance_code) == ("neither", "4")


def test_a_later_date_can_not_be_called_brought_forward() -> None:
    moved = judge_move(facts("HC10"), datetime(2025, 4, 21, 10, 0), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(moved, PolicyRefusal)


def test_a_move_for_the_patients_reason_counts_as_the_patients_cancellation() -> None:
    moved = judge_move(facts("PC06", patient_cancellations=2), datetime(2025, 5, 1, 10, 0), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(moved, CancelDecision)
    assert (moved.party, moved.review is not None) == ("patient", True)


def test_a_reason_that_ends_care_is_no_reason_to_move() -> None:
    moved = judge_move(facts("PC14"), datetime(2025, 5, 1, 10, 0), NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(moved, PolicyRefusal)
    assert moved.sentence == "Moved away is no reason to move: cancel with it instead."


@given(
    st.sampled_from(sorted(REASONS.values(), key=lambda reason: reason.code)),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(Priority),
    st.booleans(),
)
def test_no_cancellation_ever_ends_a_need(
    reason: CancelReason, by_patient: int, by_hospital: int, priority: Priority, child: bool
) -> None:
    decision = decided(
        reason.code,
        comment="said so",
        patient_cancellations=by_patient,
        hospital_cancellations=by_hospital,
        priority=priority,
        is_child=child,
    )
    assert decision.effect.kind in ("relist", "hold")
    annulled_or_hospital = "0" if reason.code == BOOKED_IN_ERROR else "4"
    assert decision.attendance_code == ("2" if reason.party == "patient" else annulled_or_hospital)
