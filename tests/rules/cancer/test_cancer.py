"""The cancer waiting times, with the worked examples of the rules named after them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.cancer.waiting_times import (
    CancerDates,
    CancerReferral,
    cancer_dates,
    cancer_marks,
    care_reviews_due,
    days_to_treatment,
    first_seen_adjustment,
    standard,
)
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.settings import PolicySettings

POLICY = PolicySettings()
RECEIVED = date(2025, 3, 3)


def _dates(*events: tuple[str, date] | ClockEvent, as_of: date = date(2025, 6, 2), priority: str = "3") -> CancerDates:
    referral = ClockEvent(ClockEventKind.UBRN_CONVERTED, RECEIVED, details={"priority": priority})
    later = [
        event if isinstance(event, ClockEvent) else ClockEvent(ClockEventKind(event[0]), event[1]) for event in events
    ]
    found = cancer_dates([*later, referral], as_of, POLICY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("referral_type", "born", "days"),
    [("05", None, 31), ("12", None, 31), ("02", date(2012, 5, 1), 31), ("02", date(2009, 3, 3), 62),
     ("02", date(2009, 3, 4), 31), ("02", None, 62), ("01", date(2012, 5, 1), 62), ("", None, 62)],
)  # fmt: skip
def test_r506_the_type_on_the_referral_and_the_birth_date_on_record_tell_the_days_to_treatment(
    referral_type: str, born: date | None, days: int
) -> None:
    events = [ClockEvent(ClockEventKind.UBRN_CONVERTED, RECEIVED, details={"priority": "3"})]
    found = cancer_dates(events, date(2025, 6, 2), POLICY, CancerReferral(referral_type, born))
    assert found is not None and found.to_treatment is not None
    assert (found.to_treatment.last_compliant_day - RECEIVED).days == days


def test_r502_day_28_of_3_march_is_31_march() -> None:
    faster = _dates().faster_diagnosis
    assert faster is not None
    assert faster.last_compliant_day == date(2025, 3, 31)


@pytest.mark.parametrize(("told", "breached"), [(date(2025, 3, 31), False), (date(2025, 4, 1), True)])
def test_r502_told_on_31_march_is_met_and_on_1_april_a_breach(told: date, breached: bool) -> None:
    faster = _dates(("told_cancer_ruled_out", told)).faster_diagnosis
    assert faster is not None
    assert faster.breached is breached


def test_r502_day_62_of_3_march_is_4_may() -> None:
    treatment = _dates().to_treatment
    assert treatment is not None
    assert treatment.last_compliant_day == date(2025, 5, 4)


def test_r502_day_31_of_a_decision_on_7_april_is_8_may() -> None:
    (decision,) = _dates(("decision_to_treat", date(2025, 4, 7))).from_decision
    assert decision.last_compliant_day == date(2025, 5, 8)


def test_r503_received_3_march_missed_10_march_rebooked_12_march_moves_day_28_to_9_april() -> None:
    found = _dates(("appointment_dna", date(2025, 3, 10)), ("patient_contacted_to_rebook", date(2025, 3, 12)))
    assert found.faster_diagnosis is not None
    assert found.faster_diagnosis.adjustment_days == 9
    assert found.faster_diagnosis.last_compliant_day == date(2025, 4, 9)


def test_r503_the_62_days_move_with_it() -> None:
    found = _dates(("appointment_dna", date(2025, 3, 10)), ("patient_contacted_to_rebook", date(2025, 3, 12)))
    assert found.to_treatment is not None
    assert found.to_treatment.last_compliant_day == date(2025, 5, 13)


def test_r503_coming_too_late_to_be_seen_adjusts_as_well() -> None:
    found = _dates(("arrived_late_not_seen", date(2025, 3, 10)), ("appointment_rebooked", date(2025, 3, 12)))
    assert found.faster_diagnosis is not None
    assert found.faster_diagnosis.adjustment_days == 9


def test_r503_a_cancellation_does_not_adjust() -> None:
    cancelled = ("appointment_cancelled_by_patient", date(2025, 3, 10))
    found = _dates(cancelled, ("appointment_rebooked", date(2025, 3, 12)))
    assert found.faster_diagnosis is not None
    assert found.faster_diagnosis.adjustment_days == 0


def test_r503_an_appointment_missed_after_being_seen_does_not_adjust() -> None:
    found = _dates(
        ("appointment_attended", date(2025, 3, 7)),
        ("appointment_dna", date(2025, 3, 10)),
        ("patient_contacted_to_rebook", date(2025, 3, 12)),
    )
    assert found.faster_diagnosis is not None
    assert found.faster_diagnosis.adjustment_days == 0


def test_r503_nothing_is_taken_off_before_the_patient_rebooks() -> None:
    faster = _dates(("appointment_dna", date(2025, 3, 10)), as_of=date(2025, 3, 11)).faster_diagnosis
    assert faster is not None
    assert faster.last_compliant_day == date(2025, 3, 31)


@given(st.integers(0, 60), st.sampled_from(["0", "2", "4", "5", "6"]))
def test_r503_only_3_and_7_adjust(days: int, code: str) -> None:
    assert first_seen_adjustment(RECEIVED, date.fromordinal(RECEIVED.toordinal() + days), code) == 0


def test_r501_a_decision_to_treat_before_the_talk_ends_the_28_days() -> None:
    found = _dates(("decision_to_treat", date(2025, 3, 24)), ("told_cancer_diagnosed", date(2025, 4, 14)))
    assert found.faster_diagnosis is not None
    assert found.faster_diagnosis.ended == date(2025, 3, 24)


def test_r501_the_28_days_start_when_the_reference_is_used_to_book() -> None:
    request = ClockEvent(ClockEventKind.ERS_REQUEST_CREATED, date(2025, 2, 24), details={"priority": "3"})
    faster = _dates(request).faster_diagnosis
    assert faster is not None
    assert faster.start == RECEIVED


def test_r501_interval_scanning_ends_both_waits() -> None:
    found = _dates(("interval_scanning_agreed", date(2025, 3, 24)))
    assert found.faster_diagnosis is not None
    assert (found.faster_diagnosis.ended, found.to_treatment) == (date(2025, 3, 24), None)


def test_r505_an_upgrade_starts_62_days_on_its_own_day_and_no_28_days() -> None:
    upgrade = ClockEvent(ClockEventKind.CONSULTANT_UPGRADE, date(2025, 3, 17))
    found = _dates(upgrade, priority="1")
    assert found.faster_diagnosis is None
    assert found.to_treatment is not None
    assert found.to_treatment.last_compliant_day == date(2025, 5, 18)


def test_r505_a_screening_referral_is_not_upgraded() -> None:
    upgrade = ClockEvent(ClockEventKind.CONSULTANT_UPGRADE, date(2025, 3, 17), details={"screening": True})
    referral = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, RECEIVED)
    assert cancer_dates([referral, upgrade], date(2025, 6, 2), POLICY) is None


def test_r505_a_suspected_cancer_referral_keeps_its_own_start() -> None:
    treatment = _dates(("consultant_upgrade", date(2025, 3, 17))).to_treatment
    assert treatment is not None
    assert treatment.start == RECEIVED


@pytest.mark.parametrize(
    ("referral_type", "age", "days"),
    [("05", 40, 31), ("12", 40, 31), ("02", 15, 31), ("02", 16, 62), ("02", None, 62), ("01", 40, 62), ("", None, 62)],
)
def test_r506_leukaemia_testicular_and_childrens_cancers_have_31_days(
    referral_type: str, age: int | None, days: int
) -> None:
    assert days_to_treatment(referral_type, age, POLICY) == days


def test_r506_the_31_days_count_from_the_referral() -> None:
    referral = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, RECEIVED, details={"priority": "3", "referral_type": "12"})
    found = cancer_dates([referral], date(2025, 3, 10), POLICY)
    assert found is not None and found.to_treatment is not None
    assert (found.to_treatment.name, found.to_treatment.last_compliant_day) == (
        "31 days from referral",
        date(2025, 4, 3),
    )


def test_r507_a_first_missed_appointment_closes_nothing() -> None:
    missed = ClockEvent(
        ClockEventKind.APPOINTMENT_DNA, date(2025, 3, 10), details={"first": True, "clearly_communicated": True}
    )
    found = _dates(missed)
    assert found.faster_diagnosis is not None and found.to_treatment is not None
    assert (found.faster_diagnosis.ended, found.to_treatment.ended) == (None, None)


def test_r508_each_later_treatment_has_its_own_31_days() -> None:
    found = _dates(
        ("decision_to_treat", date(2025, 3, 24)),
        ("admitted_for_treatment", date(2025, 4, 14)),
        ("decision_to_treat", date(2025, 4, 28)),
        ("first_definitive_treatment", date(2025, 6, 2)),
        as_of=date(2025, 6, 30),
    )
    assert [(wait.ended, wait.days, wait.breached) for wait in found.from_decision] == [
        (date(2025, 4, 14), 21, False),
        (date(2025, 6, 2), 35, True),
    ]


def test_r500_the_31_days_may_start_at_the_earliest_clinically_appropriate_date() -> None:
    decision = ClockEvent(
        ClockEventKind.DECISION_TO_TREAT, date(2025, 4, 7), details={"earliest_appropriate": "2025-04-21"}
    )
    (wait,) = _dates(decision).from_decision
    assert wait.last_compliant_day == date(2025, 5, 22)


def test_a_routine_referral_has_no_cancer_dates() -> None:
    referral = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, RECEIVED, details={"priority": "1"})
    assert cancer_dates([referral], date(2025, 6, 2), POLICY) is None


def test_what_is_still_to_come_does_not_count() -> None:
    faster = _dates(("told_cancer_ruled_out", date(2025, 3, 24)), as_of=date(2025, 3, 10)).faster_diagnosis
    assert faster is not None
    assert (faster.ended, faster.days) == (None, 7)


@given(st.integers(0, 200), st.integers(0, 60))
def test_an_adjustment_moves_the_last_day_by_as_many_days(waited: int, adjustment: int) -> None:
    as_of = date.fromordinal(RECEIVED.toordinal() + waited)
    plain = standard("28 days to be told", RECEIVED, 28, as_of)
    moved = standard("28 days to be told", RECEIVED, 28, as_of, adjustment_days=adjustment)
    assert (moved.last_compliant_day - plain.last_compliant_day).days == adjustment


def test_r530_a_diagnosis_of_15_january_has_its_three_care_reviews() -> None:
    assert care_reviews_due(date(2025, 1, 15), POLICY) == (date(2025, 4, 18), date(2025, 7, 15), date(2026, 1, 15))


def test_treatment_in_clinic_ends_the_wait_for_treatment() -> None:
    seen = ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 4, 1), RttStatus.TREATED, {"first": True})
    treatment = _dates(seen).to_treatment
    assert treatment is not None and treatment.ended == date(2025, 4, 1)


_RAISED = ClockEvent(ClockEventKind.PRIORITY_CHANGED, date(2025, 3, 5), details={"from_priority": 1, "priority": 3})
_UPGRADED = ClockEvent(ClockEventKind.CONSULTANT_UPGRADE, date(2025, 3, 5), details={"priority": 3})
_MOVED = ClockEvent(ClockEventKind.CONSULTANT_UPGRADE, date(2025, 3, 25), details={"priority": 3, "was": "2025-03-05"})
_FELL = ClockEvent(ClockEventKind.PRIORITY_CHANGED, date(2025, 3, 20), details={"from_priority": 3, "priority": 1})
_TAKEN_OUT = ClockEvent(
    ClockEventKind.MILESTONE_WITHDRAWN,
    date(2025, 4, 1),
    details={"withdrawn": "consultant_upgrade", "was": "2025-03-05"},
)


@pytest.mark.parametrize(
    ("events", "suspected"),
    [
        ((_FELL,), True),
        ((_RAISED, _FELL), True),
        ((_RAISED,), True),
        ((_UPGRADED,), False),
        ((_UPGRADED, _FELL), False),
        ((_MOVED, _FELL), False),
        ((_FELL, _TAKEN_OUT), False),
        ((_RAISED, _UPGRADED, _FELL), True),
    ],
)
def test_the_priority_of_an_upgrade_says_nothing_of_the_referral(
    events: tuple[ClockEvent, ...], suspected: bool
) -> None:
    received = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 3, 3), details={"priority": 1})
    clock = clock_at((received, *events), date(2025, 5, 1), PolicySettings())
    assert cancer_marks(clock).suspected is suspected
