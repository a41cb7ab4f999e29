"""Follow-ups: overdue, to be invited, past their latest date (R-250 to R-254)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.waiting_list.follow_ups import FollowUpToInvite, OverdueFollowUps
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty
from tests.builders import Entry, Hospital, a_hospital, an_entry

TODAY = date(2025, 3, 3)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def a_follow_up(desk: Desk, hospital: Hospital, due: date | None, **columns: Any) -> Entry:
    asked = {"due_date": due, "interval_days": 84, **columns}
    return an_entry(desk, hospital, clock_start=date(2024, 11, 4), kind="follow_up", **asked)


def overdue(desk: Desk) -> OverdueFollowUps:
    found = desk.waiting_list.overdue()
    assert isinstance(found, OverdueFollowUps)
    return found


def to_invite(desk: Desk) -> list[FollowUpToInvite]:
    found = desk.waiting_list.to_invite()
    assert isinstance(found, tuple)
    return list(found)


def test_three_weeks_past_a_twelve_week_interval_is_25_percent_overdue(desk: Desk, hospital: Hospital) -> None:
    a_follow_up(desk, hospital, TODAY - timedelta(weeks=3))
    found = overdue(desk)
    assert ([each.percent for each in found.entries], found.by_band) == ([25], {0: 0, 25: 1, 50: 0, 100: 0})


def test_one_that_is_due_today_is_in_time(desk: Desk, hospital: Hospital) -> None:
    a_follow_up(desk, hospital, TODAY)
    assert overdue(desk).entries == ()


def test_past_the_latest_date_stands_first(desk: Desk, hospital: Hospital) -> None:
    later = a_follow_up(desk, hospital, date(2025, 2, 24), latest_date=date(2025, 3, 2))
    longer = a_follow_up(desk, hospital, date(2025, 1, 6))
    found = overdue(desk)
    assert [each.row.entry_id for each in found.entries] == [later.id, longer.id]
    assert found.past_latest == 1


def test_one_without_a_see_by_date_is_listed_apart(desk: Desk, hospital: Hospital) -> None:
    entry = a_follow_up(desk, hospital, None)
    assert [row.entry_id for row in overdue(desk).without_due_date] == [entry.id]


def test_a15_a_follow_up_is_invited_six_weeks_before_it_is_due(desk: Desk, hospital: Hospital) -> None:
    invited = a_follow_up(desk, hospital, TODAY + timedelta(weeks=6))
    a_follow_up(desk, hospital, TODAY + timedelta(weeks=6, days=1))
    assert [(each.row.entry_id, each.step.step) for each in to_invite(desk)] == [(invited.id, "invite")]


def test_without_an_answer_comes_a_reminder_then_a_clinician_decides(
    desk: Desk, hospital: Hospital, clock: Any
) -> None:
    entry = a_follow_up(desk, hospital, TODAY + timedelta(weeks=6))
    steps = []
    for _letter in range(2):
        written = desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR10", entry_id=entry.id))
        assert isinstance(written, ContactKept)
        while_waiting = to_invite(desk)
        clock.at += timedelta(days=14)
        steps += [*while_waiting, *(each.step.step for each in to_invite(desk))]
    assert steps == ["remind", "clinician_decides"]


def test_after_a_reminder_without_an_answer_a_clinician_is_asked_once(
    desk: Desk, hospital: Hospital, clock: Any
) -> None:
    entry = a_follow_up(desk, hospital, TODAY + timedelta(weeks=6))
    for _letter in range(2):
        desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR10", entry_id=entry.id))
        clock.at += timedelta(days=14)
    first, again = desk.waiting_list.open_reviews_unanswered(), desk.waiting_list.open_reviews_unanswered()
    assert ([(review.rule, review.opened) for review in first], again) == ([("R-253", True)], ())


def test_nobody_is_asked_about_an_invitation_that_may_still_be_answered(desk: Desk, hospital: Hospital) -> None:
    a_follow_up(desk, hospital, TODAY + timedelta(weeks=6))
    assert desk.waiting_list.open_reviews_unanswered() == ()


def test_whoever_may_ask_is_not_invited(desk: Desk, hospital: Hospital) -> None:
    entry = a_follow_up(desk, hospital, TODAY + timedelta(weeks=6))
    desk.waiting_list.hold(entry.id, "patient-initiated follow-up", TODAY + timedelta(weeks=6))
    assert to_invite(desk) == []


def test_past_the_latest_date_a_clinician_is_asked_once(desk: Desk, hospital: Hospital) -> None:
    entry = a_follow_up(desk, hospital, date(2025, 1, 6), latest_date=date(2025, 3, 2))
    first, again = desk.waiting_list.open_reviews_past_latest(), desk.waiting_list.open_reviews_past_latest()
    assert ([(review.rule, review.opened) for review in first], again) == ([("R-252", True)], ())
    assert [found.rule for found in desk.checks.about(entry.id)][:1] == ["DQ16"]


def test_an_unknown_specialty_is_answered_with_the_known(desk: Desk, hospital: Hospital) -> None:
    assert desk.waiting_list.overdue("XYZ") == desk.waiting_list.to_invite("XYZ") == NoSuchSpecialty("XYZ", ("DERM",))
