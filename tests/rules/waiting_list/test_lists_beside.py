"""Slot issues, follow-ups to invite, referrals to grade, matters that climb.

R-214, R-215, R-250 to R-254, R-260 to R-267, R-272.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from clerkdesk.rules.acts.addressees import LadderLevel, Manager
from clerkdesk.rules.inbox.escalation import CapacityFacts, hospital_cancelled_again, level_after, needs_escalation
from clerkdesk.rules.referrals.slot_issues import (
    SlotIssue,
    Triage,
    contact_by,
    list_after_triage,
    slot_issue_order,
    slot_issue_rate,
    slot_issue_state,
)
from clerkdesk.rules.referrals.vetting import ReferralDone, referral_due, referral_overdue
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.follow_ups import (
    books_before_leaving,
    invite_on,
    next_invitation,
    overdue_band,
    past_latest_date_review,
)
from clerkdesk.rules.waiting_list.targets import Target
from tests.rules.builders import NO_CLOSED_DAYS, NOW, SETTINGS, order_facts

LISTED = date(2025, 3, 3)
ISSUE = SlotIssue(1, Priority.ROUTINE, LISTED)


def level_on(issue: SlotIssue, today: str) -> LadderLevel | None:
    return slot_issue_state(issue, date.fromisoformat(today), NO_CLOSED_DAYS, SETTINGS).escalate_to


def test_a14_a_routine_slot_issue_unreviewed_for_five_working_days_is_escalated() -> None:
    assert level_on(ISSUE, "2025-03-10") is LadderLevel.TEAM_LEADER


def test_at_the_limit_of_four_working_days_it_is_not_yet() -> None:
    assert level_on(ISSUE, "2025-03-07") is None


def test_reviewed_by_a_clinician_it_is_escalated_only_at_the_hard_limit() -> None:
    reviewed = replace(ISSUE, reviewed_by_clinician=True)
    assert level_on(reviewed, "2025-03-13") is None
    assert level_on(reviewed, "2025-03-14") is LadderLevel.SERVICE_MANAGER


@pytest.mark.parametrize(
    ("priority", "day"),
    [
        (Priority.ROUTINE, date(2025, 3, 7)),
        (Priority.URGENT, date(2025, 3, 5)),
        (Priority.SUSPECTED_CANCER, date(2025, 3, 4)),
    ],
)
def test_slot_issue_patients_are_contacted_by_priority(priority: Priority, day: date) -> None:
    assert contact_by(replace(ISSUE, priority=priority), NO_CLOSED_DAYS, SETTINGS) == day


def test_slot_issues_stand_by_priority_then_age() -> None:
    old = replace(ISSUE, entry=2, listed_on=date(2025, 2, 1))
    cancer = replace(ISSUE, entry=3, priority=Priority.SUSPECTED_CANCER)
    assert [issue.entry for issue in sorted((ISSUE, old, cancer), key=slot_issue_order)] == [3, 2, 1]


def test_a_slot_issue_booked_outside_ers_is_warned_of() -> None:
    state = slot_issue_state(replace(ISSUE, booked_locally=True), date(2025, 3, 20), NO_CLOSED_DAYS, SETTINGS)
    assert (state.escalate_to, state.warnings[0].startswith("Booked outside e-RS")) == (None, True)


def test_accepted_to_be_booked_later_it_goes_to_the_booking_list() -> None:
    assert (list_after_triage(Triage.BOOK_LATER), list_after_triage(Triage.BOOK_NOW)) == ("AFB", None)


def test_the_rate_of_slot_issues_counts_against_all_who_tried() -> None:
    assert (slot_issue_rate(1, 3), slot_issue_rate(0, 0)) == (0.25, None)


def test_a15_a_follow_up_is_invited_six_weeks_before_it_is_due() -> None:
    assert invite_on(date(2025, 6, 2), SETTINGS) == date(2025, 4, 21)


def test_a_follow_up_due_within_six_weeks_is_booked_before_leaving() -> None:
    today = date(2025, 3, 3)
    assert books_before_leaving(date(2025, 4, 14), today, SETTINGS)
    assert not books_before_leaving(date(2025, 4, 15), today, SETTINGS)


@pytest.mark.parametrize(
    ("letters", "today", "step"),
    [
        ([], date(2025, 4, 20), "not_yet"),
        ([], date(2025, 4, 21), "invite"),
        ([date(2025, 4, 21)], date(2025, 5, 4), "wait"),
        ([date(2025, 4, 21)], date(2025, 5, 5), "remind"),
        ([date(2025, 4, 21), date(2025, 5, 5)], date(2025, 5, 19), "clinician_decides"),
    ],
)
def test_an_invitation_is_reminded_of_after_14_days_and_then_a_clinician_decides(
    letters: list[date], today: date, step: str
) -> None:
    assert next_invitation(date(2025, 6, 2), letters, today, SETTINGS).step == step


def test_a_follow_up_without_a_due_date_is_asked_after() -> None:
    assert (
        next_invitation(None, [], LISTED, SETTINGS).sentence == "This need has no see-by date: ask the clinic for one."
    )


@pytest.mark.parametrize(("days", "band"), [(0, None), (1, 0), (21, 25), (42, 50), (84, 100)])
def test_overdue_follow_ups_are_counted_in_bands_of_their_interval(days: int, band: int | None) -> None:
    due = date(2025, 6, 2)
    entry = order_facts(1, "2025-03-10", kind="follow_up", due=due, interval_days=84)
    assert overdue_band(entry, due + timedelta(days=days)) == band


def test_past_its_latest_date_a_follow_up_is_reviewed() -> None:
    entry = order_facts(1, "2025-01-01", kind="follow_up", latest_appropriate=date(2025, 3, 3))
    assert past_latest_date_review(entry, date(2025, 3, 3), NO_CLOSED_DAYS, SETTINGS) is None
    assert past_latest_date_review(entry, date(2025, 3, 4), NO_CLOSED_DAYS, SETTINGS) is not None


@pytest.mark.parametrize(
    ("priority", "day"),
    [
        (Priority.ROUTINE, date(2025, 3, 6)),
        (Priority.URGENT, date(2025, 3, 4)),
        (Priority.SUSPECTED_CANCER, date(2025, 3, 3)),
    ],
)
def test_a_referral_is_graded_in_three_days_one_day_or_the_same_day(priority: Priority, day: date) -> None:
    assert referral_due(LISTED, priority, NO_CLOSED_DAYS, SETTINGS).vet == day


def test_late_steps_of_a_referral_are_named() -> None:
    due = referral_due(LISTED, Priority.ROUTINE, NO_CLOSED_DAYS, SETTINGS)
    late = referral_overdue(due, ReferralDone(registered=date(2025, 3, 3)), date(2025, 3, 7))
    assert late == ("Not graded in time: no clinician has set its priority.",)


CAPACITY = CapacityFacts(
    Priority.ROUTINE, date(2025, 1, 6), Target("18w", date(2025, 5, 12), 70), date(2025, 5, 13), specialty=7
)


def test_no_slot_before_the_target_goes_to_the_team_leader_the_same_day() -> None:
    found = needs_escalation(CAPACITY, NOW, SETTINGS)
    assert found is not None
    assert (found.to, found.due) == (Manager(LadderLevel.TEAM_LEADER, 7), datetime(2025, 3, 3, 17, 0))
    assert found.sentence == "No slot by Mon 12 May 2025, the date for this patient: the first is Tue 13 May 2025."


def test_a_slot_on_the_last_day_is_in_time() -> None:
    assert needs_escalation(replace(CAPACITY, first_legal=date(2025, 5, 12)), NOW, SETTINGS) is None


def test_suspected_cancer_without_a_slot_in_ten_days_is_escalated() -> None:
    cancer = replace(CAPACITY, priority=Priority.SUSPECTED_CANCER, clock_start=date(2025, 3, 3))
    assert needs_escalation(replace(cancer, first_legal=date(2025, 3, 13)), NOW, SETTINGS) is None
    assert needs_escalation(replace(cancer, first_legal=date(2025, 3, 14)), NOW, SETTINGS) is not None


def test_a_wait_that_would_pass_52_weeks_goes_to_the_general_manager() -> None:
    found = needs_escalation(replace(CAPACITY, first_legal=date(2026, 1, 6)), NOW, SETTINGS)
    assert found is not None
    assert found.to.level is LadderLevel.GENERAL_MANAGER


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2025, 3, 7), LadderLevel.TEAM_LEADER),
        (date(2025, 3, 10), LadderLevel.ACCESS_COORDINATOR),
        (date(2025, 3, 11), LadderLevel.SERVICE_MANAGER),
        (date(2025, 3, 31), LadderLevel.SERVICE_MANAGER),
    ],
)
def test_an_unanswered_matter_climbs_a_rung_a_working_day(today: date, level: LadderLevel) -> None:
    assert level_after(LadderLevel.TEAM_LEADER, date(2025, 3, 7), today, NO_CLOSED_DAYS) is level


@pytest.mark.parametrize(
    ("times", "levels"),
    [(1, []), (2, [LadderLevel.SERVICE_MANAGER]), (3, [LadderLevel.CHIEF_OPERATING_OFFICER])],
)
def test_cancelled_again_by_the_hospital_is_approved_higher_each_time(times: int, levels: list[LadderLevel]) -> None:
    notices = hospital_cancelled_again(times, 7)
    assert [notice.to for notice in notices] == [Manager(level, 7) for level in levels]
