"""Outcomes after clinic (R-190 to R-192, R-401, R-403, R-710, R-711)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.reception.outcomes import (
    OutcomeAccepted,
    OutcomeFacts,
    SessionLine,
    UsualOutcome,
    first_attendance_code,
    judge_outcome,
    outcome_overdue,
    usual_outcome,
    what_keeps_it_open,
)
from clerkdesk.rules.values.appointments import Attendance, AttendanceOutcome
from clerkdesk.rules.values.clocks import RttStatus
from tests.rules.builders import SETTINGS

BACK_TO_LIST = OutcomeFacts(
    Attendance.ATTENDED,
    AttendanceOutcome.ANOTHER_TO_BE_MADE,
    RttStatus.GOES_ON,
    first=False,
    follow_up_interval_given=True,
)


def accepted(**changes: Any) -> OutcomeAccepted:
    judged = judge_outcome(replace(BACK_TO_LIST, **changes))
    assert isinstance(judged, OutcomeAccepted)
    return judged


def refused(**changes: Any) -> PolicyRefusal:
    judged = judge_outcome(replace(BACK_TO_LIST, **changes))
    assert isinstance(judged, PolicyRefusal)
    return judged


def test_a16_outcome_2_without_a_booking_is_refused_until_booked_or_changed_to_3() -> None:
    assert refused(outcome="2").sentence == (
        "Outcome 2 needs the next appointment, and none is booked. "
        "Give outcome 3 with its see-by date; then book the need it makes."
    )
    assert not accepted(outcome="2", has_next_booking=True).makes_list_entry


def test_a16_outcome_3_makes_the_list_entry() -> None:
    assert accepted().makes_list_entry


def test_outcome_3_needs_an_interval_for_its_list_entry() -> None:
    assert refused(follow_up_interval_given=False).rule == "R-254"


def test_an_attendance_needs_outcome_and_status() -> None:
    assert (refused(outcome=None).rule, refused(rtt_code=None).rule) == ("R-190", "R-192")


@pytest.mark.parametrize("attendance", ["2", "3", "4", "7"])
def test_nobody_is_discharged_for_not_being_seen(attendance: str) -> None:
    changes: dict[str, Any] = {"attendance": attendance, "outcome": "1", "decided_by_clinician": True}
    assert refused(**changes, rtt_code=None).rule == "R-156"


@pytest.mark.parametrize("attendance", ["2", "4"])
def test_a_cancellation_stops_no_clock(attendance: str) -> None:
    assert refused(attendance=attendance, outcome=None, rtt_code="34").rule == "R-190"


def test_a_discharge_needs_the_clinicians_form() -> None:
    assert refused(outcome="1", rtt_code="30").rule == "R-125"


def test_discharged_and_still_waiting_do_not_agree() -> None:
    assert refused(outcome="1", rtt_code="20", decided_by_clinician=True).rule == "R-190"


def test_discharged_after_treatment_is_accepted() -> None:
    assert accepted(outcome="1", rtt_code="30", decided_by_clinician=True) == OutcomeAccepted(False, ())


def test_status_33_is_for_a_missed_first_appointment_that_was_clearly_communicated() -> None:
    missed: dict[str, Any] = {"attendance": "3", "outcome": None, "rtt_code": "33"}
    assert refused(**missed).rule == "R-150"
    assert refused(**missed, first=True).sentence.startswith("Status 33 needs proof")
    assert accepted(**missed, first=True, clearly_communicated=True)


def test_status_99_is_accepted_with_a_warning() -> None:
    assert accepted(rtt_code="99").warnings == ("Status 99 counts as 20 and stays on a list until it is corrected.",)


@pytest.mark.parametrize(
    ("last_code", "runs", "usual"),
    [
        (None, True, "10"),
        ("10", True, "20"),
        ("33", True, "10"),
        ("30", True, "20"),
        ("30", False, "90"),
        ("32", False, "91"),
        ("98", False, "98"),
    ],
)
def test_the_usual_outcome_leaves_the_clock_as_it_stands(last_code: str | None, runs: bool, usual: str) -> None:
    found = usual_outcome(RttStatus(last_code) if last_code else None, runs=runs, seen=True, safety_check_fires=False)
    assert found == UsualOutcome(Attendance.ATTENDED, AttendanceOutcome.ANOTHER_TO_BE_MADE, RttStatus(usual))


def test_there_is_no_usual_outcome_while_a_safety_check_fires_or_for_somebody_not_seen() -> None:
    assert usual_outcome(RttStatus.GOES_ON, runs=True, seen=True, safety_check_fires=True) is None
    assert usual_outcome(RttStatus.GOES_ON, runs=True, seen=False, safety_check_fires=False) is None


@pytest.mark.parametrize(
    ("medium", "seen_before", "code"),
    [("01", False, "1"), ("01", True, "2"), ("02", False, "3"), ("03", True, "4")],
)
def test_first_means_the_first_that_took_place_and_agrees_with_the_medium(
    medium: str, seen_before: bool, code: str
) -> None:
    assert first_attendance_code(medium, seen_before=seen_before) == code


@pytest.mark.parametrize(
    "line",
    [
        SessionLine(1, Attendance.NOT_YET, None, None),
        SessionLine(1, Attendance.ATTENDED, AttendanceOutcome.ANOTHER_TO_BE_MADE, None, has_list_entry=True),
        SessionLine(1, Attendance.DID_NOT_ATTEND, None, None),
        SessionLine(1, Attendance.ATTENDED, AttendanceOutcome.ANOTHER_GIVEN, RttStatus.GOES_ON),
        SessionLine(1, Attendance.ATTENDED, AttendanceOutcome.ANOTHER_TO_BE_MADE, RttStatus.GOES_ON),
    ],
)
def test_a_session_stays_open_while_something_is_missing(line: SessionLine) -> None:
    assert [found.appointment for found in what_keeps_it_open([line])] == [1]


def test_a_session_closes_when_everybody_has_outcome_and_next_need() -> None:
    lines = [
        SessionLine(1, Attendance.ATTENDED, AttendanceOutcome.DISCHARGED, RttStatus.TREATED),
        SessionLine(
            2, Attendance.ATTENDED_LATE, AttendanceOutcome.ANOTHER_GIVEN, RttStatus.GOES_ON, has_next_booking=True
        ),
        SessionLine(3, Attendance.DID_NOT_ATTEND, None, RttStatus.GOES_ON, has_review=True),
        SessionLine(4, Attendance.PATIENT_CANCELLED, None, None),
    ]
    assert what_keeps_it_open(lines) == ()


def test_an_outcome_is_late_after_24_hours() -> None:
    ended = datetime(2025, 3, 3, 12, 0)
    assert outcome_overdue(ended, ended + timedelta(hours=24), SETTINGS) is None
    assert outcome_overdue(ended, ended + timedelta(hours=25), SETTINGS) == "Outcome missing for 1 day."


def test_beyond_five_days_the_manager_is_told_of_a_missing_outcome() -> None:
    ended = datetime(2025, 3, 3, 12, 0)
    assert (
        outcome_overdue(ended, ended + timedelta(days=6), SETTINGS) == "Outcome missing for 6 days. Tell the manager."
    )
