"""A message reaches the one it is for, is answered in time, or climbs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import Caller
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import ItemChanged, MessageTaken, NewMessage
from clerkdesk.services.inbox.overdue import climb
from tests.builders import Staff, a_hospital, a_patient, a_staff, an_entry
from tests.conftest import MONDAY, StandingClock


@pytest.fixture
def staff(desk: Desk) -> Staff:
    return a_staff(desk, a_hospital(desk))


def taken(desk: Desk, to: str, **message: object) -> MessageTaken:
    """A message that the desk took."""
    answer = desk.inbox.take_message(NewMessage(to=to, **{"text": "Please ring.", **message}))  # type: ignore[arg-type]
    assert isinstance(answer, MessageTaken)
    return answer


def shown(desk: Desk, view: str = "mine", **asked: object) -> list[InboxRow]:
    """What a clerk sees of an inbox."""
    rows = desk.inbox.items(view, **asked)  # type: ignore[arg-type]
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("known", ["recorded", "reported"])
def test_nobody_promises_to_ring_back_a_patient_who_is_said_to_have_died(desk: Desk, staff: Staff, known: str) -> None:
    patient_id = a_patient(desk, "Nolan", "Una")
    at = MONDAY + timedelta(hours=3)
    promise = NewMessage(text="Ring.", to="me", patient_id=patient_id, ring_back_at=at)
    if known == "reported":
        desk.contact.tried(NewAttempt(patient_id=patient_id, result="CR08"))
    else:
        desk.deaths.died(patient_id, MONDAY.date(), "spine")
    refused = desk.inbox.take_message(promise)
    assert isinstance(refused, Refused) and "who to ring back" in refused.sentence
    widow = replace(promise, caller=Caller("Tom Nolan", "husband"))
    assert isinstance(desk.inbox.take_message(widow), MessageTaken)
    assert isinstance(desk.inbox.take_message(replace(promise, ring_back_at=None)), MessageTaken)


def test_a_promise_from_before_a_death_says_that_the_patient_is_not_to_be_rung(desk: Desk, staff: Staff) -> None:
    patient_id = a_patient(desk, "Nolan", "Una")
    daughter = Caller("Aoife Nolan", "daughter")
    at = MONDAY + timedelta(hours=3)
    item = taken(staff.clerk, "me", patient_id=patient_id, ring_back_at=at, caller=daughter).item
    assert [row.death for row in shown(staff.clerk) if row.item_id == item.id] == [""]
    desk.contact.tried(NewAttempt(patient_id=patient_id, result="CR08"))
    assert [row.death for row in shown(staff.clerk) if row.item_id == item.id] == ["said to have died"]
    desk.deaths.died(patient_id, MONDAY.date(), "spine")
    assert [row.death for row in shown(staff.clerk) if row.item_id == item.id] == ["recorded as deceased"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("me", "Asha"),
        ("bev.derm", "Bev"),
        ("Bev", "Bev"),
        ("team", "DERM bookings"),
        ("team leader", "team leader, DERM bookings"),
        ("secretary DERM", "secretary, Dermatology"),
        ("Secretary dermatology", "secretary, Dermatology"),
        ("nurse derm", "nurse in charge, Dermatology"),
        ("consultant Shah", "Dr Shah"),
        ("consultant DERM-C1", "Dr Shah"),
        ("reception Dermatology", "Dermatology reception"),
        ("service manager", "service manager"),
    ],
)
def test_a_message_is_for_whom_the_clerk_says(staff: Staff, said: str, name: str) -> None:
    assert taken(staff.clerk, said).item.to == name


@pytest.mark.parametrize("said", ["", "nobody", "secretary", "secretary X", "consultant", "reception of nothing"])
def test_an_unknown_recipient_is_answered_with_whom_one_can_say(staff: Staff, said: str) -> None:
    answer = staff.clerk.inbox.take_message(NewMessage(text="Ring.", to=said))
    assert isinstance(answer, WrongInput)
    assert answer.sentence.startswith(("Say", "Nobody"))


def test_a_name_that_fits_two_consultants_asks_for_the_code(desk: Desk, staff: Staff) -> None:
    a_hospital(desk, "ENT", "Ear, nose and throat")
    answer = staff.clerk.inbox.take_message(NewMessage(text="Ring.", to="consultant Shah"))
    assert isinstance(answer, WrongInput)
    assert "DERM-C1" in answer.sentence
    assert "ENT-C1" in answer.sentence


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("urgent", MONDAY + timedelta(hours=1)),
        ("today", datetime(2025, 3, 3, 17, 0)),
        ("routine", datetime(2025, 3, 5, 17, 0)),
    ],
)
def test_the_urgency_sets_the_time_to_answer_by(staff: Staff, urgency: str, due: datetime) -> None:
    assert taken(staff.clerk, "team", urgency=urgency).item.due == due


def test_a_red_flag_is_never_routine_and_the_script_is_said(staff: Staff) -> None:
    answer = staff.clerk.inbox.take_message(NewMessage(text="He has Chest  pain since noon", to="team"))
    assert isinstance(answer, Refused)
    assert staff.clerk.context.settings.desk.red_flag_script in answer.sentence


@pytest.mark.parametrize("field", ["name", "relationship", "best_time"])
def test_a_red_flag_is_heard_in_whatever_is_said_of_the_caller(staff: Staff, field: str) -> None:
    caller = Caller(**{field: "husband, she has chest pain"})  # type: ignore[arg-type]
    answer = staff.clerk.inbox.take_message(NewMessage(text="Ring her.", to="team", caller=caller))
    assert isinstance(answer, Refused) and answer.code == "red_flag"


def test_a_red_flag_is_taken_once_the_caller_was_put_through(staff: Staff) -> None:
    kept = taken(
        staff.clerk, "nurse DERM", text="Bleeding again.", urgency="urgent", put_through_to="nurse in charge 09:41"
    )
    assert "Put through to nurse in charge 09:41." in kept.item.sentence


def test_the_caller_is_kept_as_they_were_taken_down(desk: Desk, staff: Staff) -> None:
    caller = Caller("Mrs O'Neil-[/]", "mother", "07700 900456", "before 3", identity_confirmed=True)
    patient_id = a_patient(desk, "O'Neil-[/]", "Maeve")
    taken(staff.clerk, "me", caller=caller, patient_id=patient_id, channel="desk")
    row = shown(staff.clerk)[0]
    assert (row.caller_name, row.caller_relationship, row.caller_number, row.best_time, row.identity_confirmed) == (
        "Mrs O'Neil-[/]", "mother", "+447700900456", "before 3", True,
    )  # fmt: skip
    assert (row.family_name, row.channel, row.taken_by) == ("O'Neil-[/]", "desk", "Asha")


def test_a_wrong_number_is_refused_and_one_inside_the_hospital_is_not(staff: Staff) -> None:
    wrong = staff.clerk.inbox.take_message(NewMessage(text="Ring.", to="me", caller=Caller(number="0770 12")))
    assert isinstance(wrong, WrongInput)
    assert taken(staff.clerk, "me", caller=Caller(number="ext 4512")).item.id


def test_mine_is_what_stands_with_me_and_team_what_my_team_answers_for(staff: Staff) -> None:
    for to in ("me", "bev.derm", "team", "secretary DERM", "team leader"):
        taken(staff.clerk, to, text=to)
    assert [row.sentence for row in shown(staff.clerk)] == ["me"]
    assert [row.sentence for row in shown(staff.colleague)] == ["bev.derm"]
    assert [row.sentence for row in shown(staff.secretary)] == ["secretary DERM"]
    assert [row.sentence for row in shown(staff.clerk, "team")] == ["team"]
    assert [row.sentence for row in shown(staff.leader, "team")] == ["team", "team leader"]
    assert len(shown(staff.clerk, "all")) == 5


def test_a_message_for_a_consultant_without_a_sign_in_is_the_secretary_s(staff: Staff) -> None:
    taken(staff.clerk, "consultant Shah")
    assert len(shown(staff.secretary)) == 1


def test_an_inbox_can_be_asked_for_by_whom_it_is_for(staff: Staff) -> None:
    taken(staff.clerk, "secretary DERM")
    assert len(shown(staff.clerk, to="secretary DERM")) == 1
    assert shown(staff.clerk, to="nurse DERM") == []


def test_a_promised_call_back_rises_when_it_is_time(staff: Staff, clock: StandingClock) -> None:
    taken(staff.clerk, "me", text="promised", ring_back_at=datetime(2025, 3, 3, 15, 0))
    taken(staff.clerk, "me", text="other", urgency="today")
    assert [row.sentence for row in shown(staff.clerk)] == ["other", "promised"]
    clock.at = datetime(2025, 3, 3, 15, 5)
    assert [row.sentence for row in shown(staff.clerk)] == ["promised", "other"]


def test_what_nobody_acknowledged_in_time_climbs_a_level(staff: Staff, clock: StandingClock) -> None:
    item = taken(staff.clerk, "bev.derm", urgency="urgent").item
    clock.at += timedelta(minutes=61)
    assert [(rose.item_id, rose.to) for rose in climb(staff.clerk.context)] == [(item.id, "team leader, DERM bookings")]
    row = shown(staff.leader, "team")[0]
    assert (row.level, row.due_at) == (2, clock.at + timedelta(hours=1))


def test_looking_again_at_the_same_moment_raises_nothing_more(staff: Staff, clock: StandingClock) -> None:
    taken(staff.clerk, "bev.derm", urgency="urgent")
    clock.at += timedelta(days=3)
    assert len(climb(staff.clerk.context)) == 1
    assert climb(staff.clerk.context) == ()


def test_still_unanswered_it_climbs_on(staff: Staff, clock: StandingClock) -> None:
    taken(staff.clerk, "secretary DERM", urgency="urgent")
    for _ in range(2):
        clock.at += timedelta(minutes=61)
        climb(staff.clerk.context)
    assert shown(staff.clerk, "all")[0].to_name == "access coordinator"


def test_an_acknowledged_message_stays_where_it_is(staff: Staff, clock: StandingClock) -> None:
    item = taken(staff.clerk, "bev.derm", urgency="urgent").item
    assert isinstance(staff.colleague.inbox.acknowledge(item.id), ItemChanged)
    clock.at += timedelta(days=1)
    assert climb(staff.clerk.context) == ()


def test_whoever_acknowledges_first_has_it(staff: Staff) -> None:
    item = taken(staff.clerk, "team").item
    staff.colleague.inbox.acknowledge(item.id)
    answer = staff.clerk.inbox.acknowledge(item.id)
    assert isinstance(answer, Refused)
    assert answer.sentence.startswith("Bev")


def test_done_leaves_the_inbox_with_what_was_done(staff: Staff) -> None:
    item = taken(staff.clerk, "me").item
    changed = staff.clerk.inbox.done(item.id, "Rang, moved to May.")
    assert isinstance(changed, ItemChanged)
    assert (changed.item.status, changed.item.action_taken) == ("done", "Rang, moved to May.")
    assert shown(staff.clerk) == []
    assert isinstance(staff.clerk.inbox.done(item.id), Refused)


def test_a_forwarded_message_is_new_to_whoever_gets_it_and_as_urgent_as_before(staff: Staff) -> None:
    item = taken(staff.clerk, "me", urgency="today").item
    staff.clerk.inbox.acknowledge(item.id)
    changed = staff.clerk.inbox.forward(item.id, "secretary DERM", "not ours")
    assert isinstance(changed, ItemChanged)
    assert (changed.item.status, changed.item.due_at) == ("new", item.due)
    assert [row.item_id for row in shown(staff.secretary)] == [item.id]
    assert [line.kind for line in staff.clerk.inbox.history(item.id)] == ["taken", "acknowledged", "forwarded"]


def test_an_item_that_is_not_there_is_said_so(desk: Desk) -> None:
    for answer in (desk.inbox.acknowledge(7), desk.inbox.done(7), desk.inbox.forward(7, "me"), desk.inbox.hand_over(7)):
        assert isinstance(answer, WrongInput)


def test_an_empty_message_or_an_unknown_patient_is_refused(desk: Desk) -> None:
    assert isinstance(desk.inbox.take_message(NewMessage(text=" \n", to="me")), WrongInput)
    assert isinstance(desk.inbox.take_message(NewMessage(text="Ring.", to="me", patient_id=99)), WrongInput)


def test_the_digits_of_a_call_know_the_patient_s_specialty(desk: Desk, staff: Staff) -> None:
    patient_id = a_patient(desk)
    assert [route.digit for route in staff.clerk.inbox.routes(patient_id)] == [2, 5]
    hospital = a_hospital(desk, "ENT", "Ear, nose and throat")
    an_entry(desk, hospital, patient_id)
    routes = staff.clerk.inbox.routes(patient_id)
    assert (routes[0].digit, routes[0].name) == (1, "secretary, Ear, nose and throat")
