"""A patient without a slot in time is somebody's matter before the day is over."""

from __future__ import annotations

from datetime import date, datetime

from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.escalations import Escalated
from clerkdesk.services.inbox.inbox import ItemChanged
from clerkdesk.services.inbox.overdue import climb
from tests.builders import a_hospital, a_session, a_staff, an_entry
from tests.conftest import StandingClock


def escalated(desk: Desk, entry_id: int, **asked: object) -> Escalated:
    """An escalation that the desk kept."""
    answer = desk.inbox.escalate(entry_id, **asked)  # type: ignore[arg-type]
    assert isinstance(answer, Escalated)
    return answer


def test_without_a_slot_in_time_the_team_leader_is_asked_today(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    answer = escalated(desk, an_entry(desk, hospital).id)
    assert (answer.level, answer.item.to, answer.item.due) == (
        2, "team leader, DERM bookings", datetime(2025, 3, 3, 17, 0),
    )  # fmt: skip


def test_a_wait_past_52_weeks_goes_to_the_general_manager(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), clock_start=date(2024, 2, 1))
    assert escalated(desk, entry.id).level == 5


def test_with_a_slot_in_time_a_reason_is_asked_for(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    entry = an_entry(desk, hospital)
    assert desk.inbox.proposed_escalation(entry.id) is None
    assert isinstance(desk.inbox.escalate(entry.id), Refused)
    assert escalated(desk, entry.id, reason="Needs a hoist that this clinic lacks.").level == 2


def test_an_entry_has_one_open_escalation(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    escalated(desk, entry.id)
    answer = desk.inbox.escalate(entry.id)
    assert isinstance(answer, Refused)
    assert "team leader" in answer.sentence


def test_unanswered_it_climbs_a_rung_a_working_day_and_no_further_than_two(desk: Desk, clock: StandingClock) -> None:
    item = escalated(desk, an_entry(desk, a_hospital(desk)).id).item
    desk.inbox.acknowledge(item.id)
    levels = []
    for day in (4, 5, 6, 7):
        clock.at = datetime(2025, 3, day, 9, 0)
        levels.append([rose.level for rose in climb(desk.context)])
    assert levels == [[3], [4], [], []]


def test_it_is_answered_in_words(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    item = escalated(desk, entry.id).item
    assert isinstance(desk.inbox.answer_escalation(item.id, " "), WrongInput)
    answered = desk.inbox.answer_escalation(item.id, "Extra clinic on 1 April.")
    assert isinstance(answered, ItemChanged)
    assert (answered.item.status, answered.item.action_taken) == ("done", "Extra clinic on 1 April.")
