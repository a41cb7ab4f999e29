"""Clinics cancelled and reduced (R-240, R-241, R-243, RULES 13.7 and 13.8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.codes import code_list
from clerkdesk.rules.acts.addressees import LadderLevel, Manager
from clerkdesk.rules.booking.cancel_reasons import CancelReason, cancel_reason
from clerkdesk.rules.clinics.clinic_changes import (
    CallTurn,
    ChangeKind,
    Displaced,
    approval_needed,
    approval_task,
    calling_order,
    contact_task,
    is_of_a_clinic,
    rebooking_order,
    who_may_move,
    why_not_of_a_clinic,
)
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.targets import Target
from tests.rules.builders import SETTINGS

CLINIC_DAY = date(2025, 6, 16)


def displaced(appointment: int, **changes: Any) -> Displaced:
    usual = Displaced(
        appointment=appointment,
        starts=datetime(2025, 6, 16, 10, 0),
        priority=Priority.ROUTINE,
        target=None,
        days_waited=50,
        is_follow_up=False,
        booked_on=date(2025, 4, 1),
    )
    return replace(usual, **changes)


def numbers(patients: tuple[Displaced, ...]) -> list[int]:
    return [patient.appointment for patient in patients]


def test_a9_42_days_of_notice_need_no_approval() -> None:
    approval = approval_needed(ChangeKind.CANCEL, CLINIC_DAY, "HC01", date(2025, 5, 5), SETTINGS)
    assert (approval.notice_days, approval.approver) == (42, None)


def test_a10_41_days_of_notice_need_approval_before_it_can_proceed() -> None:
    approval = approval_needed(ChangeKind.CANCEL, CLINIC_DAY, "HC01", date(2025, 5, 6), SETTINGS)
    assert (approval.approver, approval.before_acting) == (LadderLevel.GENERAL_MANAGER, True)


def test_under_two_weeks_it_is_approved_higher() -> None:
    approval = approval_needed(ChangeKind.CANCEL, CLINIC_DAY, "HC01", date(2025, 6, 3), SETTINGS)
    assert approval.approver is LadderLevel.CHIEF_OPERATING_OFFICER


def test_for_sickness_nobody_waits_for_approval() -> None:
    approval = approval_needed(ChangeKind.CANCEL, CLINIC_DAY, "HC03", CLINIC_DAY, SETTINGS)
    assert (approval.approver is not None, approval.before_acting) == (True, False)


def test_a_template_change_needs_eight_weeks_of_notice() -> None:
    assert approval_needed(ChangeKind.TEMPLATE, CLINIC_DAY, "HC05", date(2025, 5, 5), SETTINGS).approver is not None
    assert approval_needed(ChangeKind.TEMPLATE, CLINIC_DAY, "HC05", date(2025, 4, 21), SETTINGS).approver is None


def test_displaced_patients_are_rebooked_by_target_then_cancelled_before_then_breach_then_wait() -> None:
    target = Target("18w", date(2025, 6, 20), 4)
    patients = [
        displaced(1),
        displaced(2, days_waited=90),
        displaced(3, target=target, new_date=date(2025, 7, 1)),
        displaced(4, hospital_cancellations=1),
        displaced(5, priority=Priority.URGENT),
        displaced(6, priority=Priority.SUSPECTED_CANCER),
    ]
    assert numbers(rebooking_order(patients)) == [6, 5, 4, 3, 2, 1]


def test_of_a_reduced_clinic_the_latest_booked_routine_follow_up_moves_first() -> None:
    patients = [
        displaced(1),
        displaced(2, is_follow_up=True),
        displaced(3, is_follow_up=True, booked_on=date(2025, 5, 1)),
        displaced(4, is_follow_up=True, priority=Priority.SUSPECTED_CANCER),
    ]
    chosen = who_may_move(patients, SETTINGS)
    assert [choice.patient.appointment for choice in chosen] == [3, 2, 1, 4]


def test_whoever_is_protected_is_shown_with_the_grounds() -> None:
    choice = who_may_move([displaced(1, interpreter=True, hospital_cancellations=1)], SETTINGS)[0]
    assert choice.protected == ("cancelled by the hospital before", "interpreter arranged")


def test_on_the_day_transport_is_rung_first_and_then_whoever_leaves_home_first() -> None:
    patients = [
        displaced(1),
        displaced(2, starts=datetime(2025, 6, 16, 10, 30), travel_minutes=60),
        displaced(3, starts=datetime(2025, 6, 16, 16, 0), by_transport=True),
    ]
    assert numbers(calling_order(patients)) == [3, 2, 1]


def reason(code: str) -> CancelReason:
    row = code_list("local_hospital_cancel_reason").get(code) or code_list("local_patient_cancel_reason").get(code)
    assert row is not None
    return cancel_reason(row)


@pytest.mark.parametrize("code", ["HC01", "HC03", "HC05", "HC06", "HC07", "HC08", "HC12", "HC18"])
def test_the_hospitals_own_reasons_cancel_a_whole_clinic(code: str) -> None:
    assert why_not_of_a_clinic(reason(code), "") is None


@pytest.mark.parametrize("code", ["HC09", "HC10", "HC11", "HC13", "HC14", "HC15", "HC17", "PC01"])
def test_a_reason_about_one_patient_does_not(code: str) -> None:
    assert not is_of_a_clinic(reason(code))


def test_another_reason_needs_words() -> None:
    assert why_not_of_a_clinic(reason("HC99"), " ") is not None
    assert why_not_of_a_clinic(reason("HC99"), "burst pipe") is None


@pytest.mark.parametrize(
    ("today", "kind", "due"),
    [
        (date(2025, 6, 16), "tell_patient", date(2025, 6, 16)),
        (date(2025, 6, 13), "tell_patient", date(2025, 6, 16)),
        (date(2025, 6, 9), "tell_patient", date(2025, 6, 10)),
        (date(2025, 6, 6), "send_letter", date(2025, 6, 9)),
    ],
    ids=["on the day", "the Friday before", "five working days", "six working days"],
)
def test_a_letter_alone_is_enough_only_with_more_than_five_working_days(today: date, kind: str, due: date) -> None:
    task = contact_task(datetime(2025, 6, 16, 10, 0), 7, CallTurn(2, 12), today, (), SETTINGS)
    assert (task.kind, task.due) == (kind, due)


def test_on_the_day_reception_intercepts_whoever_is_not_reached() -> None:
    task = contact_task(datetime(2025, 6, 16, 10, 0), 7, CallTurn(2, 12), CLINIC_DAY, (), SETTINGS)
    assert task.sentence.startswith("Call 2 of 12")
    assert "reception intercepts" in task.sentence


def test_what_could_not_wait_is_approved_on_the_next_working_day() -> None:
    approval = approval_needed(ChangeKind.CANCEL, CLINIC_DAY, "HC03", date(2025, 6, 13), SETTINGS)
    task = approval_task(approval, "Dermatology new", 7, date(2025, 6, 13), ())
    assert task is not None
    assert (task.to, task.due) == (Manager(LadderLevel.CHIEF_OPERATING_OFFICER, 7), CLINIC_DAY)


def test_what_was_approved_before_needs_no_task() -> None:
    approval = approval_needed(ChangeKind.CANCEL, CLINIC_DAY, "HC01", date(2025, 6, 13), SETTINGS)
    assert approval_task(approval, "Dermatology new", 7, date(2025, 6, 13), ()) is None
