"""Clinics cancelled and reduced (R-240, R-241, R-243, RULES 13.7 and 13.8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from clerkdesk.rules.addressees import LadderLevel
from clerkdesk.rules.clinic_changes import (
    Displaced,
    approval_needed,
    calling_order,
    rebooking_order,
    who_may_move,
)
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.targets import Target
from tests.rules.policy.builders import SETTINGS

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
    approval = approval_needed("cancel", CLINIC_DAY, "HC01", date(2025, 5, 5), SETTINGS)
    assert (approval.notice_days, approval.approver) == (42, None)


def test_a10_41_days_of_notice_need_approval_before_it_can_proceed() -> None:
    approval = approval_needed("cancel", CLINIC_DAY, "HC01", date(2025, 5, 6), SETTINGS)
    assert (approval.approver, approval.before_acting) == (LadderLevel.GENERAL_MANAGER, True)


def test_under_two_weeks_it_is_approved_higher() -> None:
    approval = approval_needed("cancel", CLINIC_DAY, "HC01", date(2025, 6, 3), SETTINGS)
    assert approval.approver is LadderLevel.CHIEF_OPERATING_OFFICER


def test_for_sickness_nobody_waits_for_approval() -> None:
    approval = approval_needed("cancel", CLINIC_DAY, "HC03", CLINIC_DAY, SETTINGS)
    assert (approval.approver is not None, approval.before_acting) == (True, False)


def test_a_template_change_needs_eight_weeks_of_notice() -> None:
    assert approval_needed("template", CLINIC_DAY, "HC05", date(2025, 5, 5), SETTINGS).approver is not None
    assert approval_needed("template", CLINIC_DAY, "HC05", date(2025, 4, 21), SETTINGS).approver is None


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
