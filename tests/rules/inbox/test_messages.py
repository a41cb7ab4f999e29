"""Messages (R-720 to R-723)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.acts.addressees import Consultant, LadderLevel, Manager, OneClerk, SecretaryOf
from clerkdesk.rules.inbox.messages import (
    RoutingFacts,
    is_overdue,
    judge_message,
    message_due,
    next_level,
    promised_words,
    routes,
)
from clerkdesk.rules.values.inbox import Urgency
from clerkdesk.settings import DeskSettings
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS

FRIDAY_FOUR = datetime(2025, 3, 7, 16, 0)
SCRIPT = DeskSettings().red_flag_script


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("urgent", datetime(2025, 3, 7, 17, 0)),
        ("today", datetime(2025, 3, 7, 17, 0)),
        ("routine", datetime(2025, 3, 11, 17, 0)),
    ],
)
def test_a_message_is_due_within_the_hour_by_close_or_in_two_working_days(urgency: Urgency, due: datetime) -> None:
    assert message_due(urgency, FRIDAY_FOUR, NO_CLOSED_DAYS, SETTINGS) == due


def test_a_message_for_today_taken_after_close_is_due_the_next_working_day() -> None:
    evening = datetime(2025, 3, 7, 17, 30)
    assert message_due(Urgency.TODAY, evening, NO_CLOSED_DAYS, SETTINGS) == datetime(2025, 3, 10, 17, 0)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)),
    st.sampled_from(["urgent", "today", "routine"]),
)
def test_a_message_is_never_due_before_it_was_taken(taken: datetime, urgency: Urgency) -> None:
    assert message_due(urgency, taken, NO_CLOSED_DAYS, SETTINGS) > taken


def test_an_unacknowledged_message_climbs_after_its_time() -> None:
    due = datetime(2025, 3, 7, 17, 0)
    assert not is_overdue(due, None, due)
    assert is_overdue(due, None, datetime(2025, 3, 7, 17, 1))
    assert not is_overdue(due, due, datetime(2025, 3, 8, 9, 0))


def test_from_a_secretary_it_climbs_to_the_team_leader_and_then_up_the_ladder() -> None:
    first = next_level(SecretaryOf(7), 7)
    assert first == Manager(LadderLevel.TEAM_LEADER, 7)
    assert next_level(first, 7) == Manager(LadderLevel.ACCESS_COORDINATOR, 7)


def test_above_the_top_of_the_ladder_there_is_nobody() -> None:
    assert next_level(Manager(LadderLevel.CHIEF_OPERATING_OFFICER), None) is None


def test_a_red_flag_is_never_routine() -> None:
    refusal = judge_message(Urgency.ROUTINE, ("chest pain",), "", SCRIPT)
    assert refusal is not None
    assert refusal.sentence == f"This can't be routine (chest pain). {SCRIPT}"


def test_a_red_flag_needs_to_whom_the_caller_was_put_through() -> None:
    assert judge_message(Urgency.URGENT, ("chest pain",), "", SCRIPT) is not None
    assert judge_message(Urgency.URGENT, ("chest pain",), "Sister Adeyemi, 09:42", SCRIPT) is None


def test_a_digit_keeps_its_meaning_and_one_without_addressee_is_left_out() -> None:
    known = routes(RoutingFacts(specialty=7, consultant=3, clerk=9))
    assert [(route.digit, route.words) for route in known[:5]] == [
        (1, "secretary"),
        (2, "team leader"),
        (3, "nurse"),
        (4, "consultant"),
        (5, "me"),
    ]
    assert known[3].to == Consultant(3)
    assert [(route.digit, route.to) for route in routes(RoutingFacts(None, None, 9))] == [
        (2, Manager(LadderLevel.TEAM_LEADER)),
        (5, OneClerk(9)),
    ]


def test_the_promise_says_by_when() -> None:
    due = datetime(2025, 3, 7, 17, 0)
    assert promised_words(due, date(2025, 3, 7)) == "Somebody answers by 17:00 today."
    assert promised_words(due, date(2025, 3, 5)) == "Somebody answers by 17:00 Fri 7 Mar 2025."
