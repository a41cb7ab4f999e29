"""A call lies over anything, loses nothing, and closes its own record with what was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from clerkdesk.rules.contact.may_be_told import may_be_told
from clerkdesk.rules.contact.rows import CallRow
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.context import during_call
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.contact.calls import CallerDetails, Resumed
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.inbox.inbox import NewMessage
from tests.builders import a_hospital, a_patient, a_session, a_staff, an_entry
from tests.conftest import StandingClock


def a_call(desk: Desk, patient_id: int) -> CallRow:
    """An open call about a patient."""
    row = desk.calls.describe(desk.calls.open("07700 900456").call_id, CallerDetails(patient_id=patient_id))
    assert isinstance(row, CallRow)
    return row


def is_identified(call: CallRow) -> bool:
    """Return whether the patient may be told on what was stated in a call."""
    return call.patient_id is not None and may_be_told(call.identity_ticks, None)


def _second_desk(desk: Desk) -> Desk:
    """Another desk of the same clerk."""
    context = desk.context
    username = context.clerk.username
    return desk_for(context.database, context.settings, username, now=context.now, desk_name="desk two")


def closed(desk: Desk, call_id: int, ended_with: str = "") -> CallRow:
    """A call that the desk closed."""
    row = desk.calls.close(call_id, ended_with)
    assert isinstance(row, CallRow), row
    return row


def test_nothing_sensitive_is_told_before_three_identifiers(desk: Desk) -> None:
    call = a_call(desk, a_patient(desk))
    two = desk.calls.tick(call.call_id, ["name", "date_of_birth"])
    three = desk.calls.tick(call.call_id, ["name", "date_of_birth", "postcode"])
    assert isinstance(two, CallRow)
    assert isinstance(three, CallRow)
    assert (is_identified(call), is_identified(two), is_identified(three)) == (False, False, True)


def test_the_same_identifier_twice_is_one(desk: Desk) -> None:
    row = desk.calls.tick(a_call(desk, a_patient(desk)).call_id, ["name", "name", "name"])
    assert isinstance(row, CallRow)
    assert not is_identified(row)


def test_another_patient_needs_identifiers_of_their_own(desk: Desk) -> None:
    call = a_call(desk, a_patient(desk))
    desk.calls.tick(call.call_id, ["name", "date_of_birth", "postcode"])
    row = desk.calls.describe(call.call_id, CallerDetails(patient_id=a_patient(desk, "Okafor", "Chidi")))
    assert isinstance(row, CallRow)
    assert row.identity_ticks == ()


def test_identifiers_are_asked_about_somebody_and_are_known_ones(desk: Desk) -> None:
    call = desk.calls.open()
    assert isinstance(desk.calls.tick(call.call_id, ["name"]), Refused)
    assert isinstance(desk.calls.tick(call.call_id, ["shoe size"]), WrongInput)


def test_calls_lie_on_one_another_with_the_newest_on_top(desk: Desk, clock: StandingClock) -> None:
    first = desk.calls.open()
    clock.at += timedelta(minutes=1)
    second = desk.calls.open()
    assert [row.call_id for row in desk.calls.waiting()] == [second.call_id, first.call_id]
    closed(desk, second.call_id, "wrong department")
    assert [row.call_id for row in desk.calls.waiting()] == [first.call_id]


def test_a_parked_call_comes_back_with_its_form_as_it_was(desk: Desk) -> None:
    call = a_call(desk, a_patient(desk))
    state = '{"message": "half ter", "cursor": 8}'
    parked = desk.calls.park(call.call_id, state)
    assert isinstance(parked, CallRow)
    assert parked.status == "parked"
    resumed = desk.calls.resume(call.call_id)
    assert isinstance(resumed, Resumed)
    assert (resumed.call.status, resumed.state) == ("open", state)


def test_a_call_that_was_open_when_its_desk_went_down_can_be_taken_up(desk: Desk) -> None:
    call = a_call(desk, a_patient(desk))
    resumed = desk.calls.resume(call.call_id)
    assert isinstance(resumed, Resumed)
    assert (resumed.call.patient_id, resumed.state) == (call.patient_id, "{}")


def test_a_call_parked_twice_keeps_one_draft_and_a_closed_one_none(desk: Desk) -> None:
    call = desk.calls.open()
    for state in ("one", "two"):
        desk.calls.park(call.call_id, state)
        desk.calls.resume(call.call_id)
    assert [draft.state for draft in desk.drafts.waiting("call")] == ["two"]
    closed(desk, call.call_id, "rang off")
    assert desk.drafts.waiting() == []


def test_a_call_that_was_dealt_with_says_what_was_done(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    booked = desk.booking.book(entry.id, slots[0])
    assert isinstance(booked, Booked)
    later = a_session(desk, hospital, datetime(2025, 4, 10, 9, 0))
    clock.at += timedelta(minutes=1)
    call = a_call(desk, entry.patient_id)
    with during_call(call.call_id):
        assert isinstance(desk.booking.move(booked.reference, later[0], "PC02"), Moved)
    assert closed(desk, call.call_id).ended_with == "moved Tue 1 Apr to Thu 10 Apr"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_call_has_what_was_done_in_it_whatever_lies_on_it_and_in_any_order(
    desk: Desk, order: tuple[int, ...]
) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    calls = [a_call(desk, entry.patient_id) for _ in range(3)]
    for which in order:
        assert isinstance(desk.calls.park(calls[which].call_id, "{}"), CallRow)
        assert isinstance(desk.calls.resume(calls[which].call_id), Resumed)
        if which:
            with during_call(calls[which].call_id):
                desk.inbox.take_message(NewMessage(text=f"Number {which}", to="me", patient_id=entry.patient_id))
    desk.inbox.take_message(NewMessage(text="In no call", to="me", patient_id=entry.patient_id))
    assert [len(desk.calls.done_so_far(call.call_id)) for call in calls] == [0, 1, 1]


def test_what_another_desk_did_meanwhile_is_not_this_call_s(desk: Desk) -> None:
    hospital = a_hospital(desk)
    staff = a_staff(desk, hospital)
    entry = an_entry(desk, hospital)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    call = a_call(staff.clerk, entry.patient_id)
    assert isinstance(staff.colleague.booking.book(entry.id, slots[0]), Booked)
    assert staff.clerk.calls.done_so_far(call.call_id) == []


def test_a_message_taken_in_the_call_ends_it_too(desk: Desk) -> None:
    patient_id = a_patient(desk)
    call = a_call(desk, patient_id)
    with during_call(call.call_id):
        desk.inbox.take_message(NewMessage(text="Wants half term.", to="me", patient_id=patient_id))
    assert closed(desk, call.call_id).ended_with == f"message for {desk.context.clerk.display_name}"


def test_a_call_in_which_nothing_was_done_asks_how_it_ended(desk: Desk) -> None:
    call = a_call(desk, a_patient(desk))
    assert isinstance(desk.calls.close(call.call_id), Refused)
    assert closed(desk, call.call_id, "asked for directions").status == "closed"
    assert isinstance(desk.calls.close(call.call_id, "again"), Refused)


def test_another_clerk_s_call_is_theirs(desk: Desk) -> None:
    staff = a_staff(desk, a_hospital(desk))
    call = staff.clerk.calls.open()
    assert isinstance(staff.colleague.calls.park(call.call_id, "{}"), Refused)
    assert isinstance(staff.colleague.calls.close(99), WrongInput)


def test_a_draft_is_the_clerk_s_own_and_replaces_the_one_before(desk: Desk) -> None:
    staff = a_staff(desk, a_hospital(desk))
    draft_id = staff.clerk.drafts.keep("register", "pa", title="a registration")
    assert staff.clerk.drafts.keep("register", "patel", draft_id=draft_id) == draft_id
    kept = staff.clerk.drafts.read(draft_id)
    assert kept is not None
    assert kept.state == "patel"
    assert staff.colleague.drafts.read(draft_id) is None
    staff.colleague.drafts.forget(draft_id)
    assert [row.draft_id for row in staff.clerk.drafts.waiting()] == [draft_id]
    staff.clerk.drafts.forget(draft_id)
    assert staff.clerk.drafts.waiting() == []


def test_a_call_that_is_open_at_another_desk_names_whose_it_is_and_is_taken_over_only_on_purpose(desk: Desk) -> None:
    other = _second_desk(desk)
    call = a_call(desk, a_patient(desk))
    desk.calls.park(call.call_id, "first")
    assert isinstance(desk.calls.resume(call.call_id), Resumed)
    refused = other.calls.resume(call.call_id)
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith(f"{desk.context.clerk.display_name} has this call open at another desk (")
    assert isinstance(other.calls.resume(call.call_id, take_over=True), Resumed)
    told = [
        desk.calls.park(call.call_id, "mine"),
        desk.calls.close(call.call_id, "rang off"),
        desk.calls.describe(call.call_id, CallerDetails(name="Mary")),
        desk.inbox.take_message(NewMessage(text="ring back", to="me", call_id=call.call_id)),
    ]
    assert all(isinstance(each, Refused) and "at another desk (desk two)" in each.sentence for each in told)
    assert not desk.calls.keep_up(call.call_id, "mine")
    assert [draft.state for draft in other.drafts.waiting("call")] == ["first"]


def test_a_message_put_aside_goes_on_at_one_desk(desk: Desk) -> None:
    other = _second_desk(desk)
    draft_id = desk.drafts.keep("message", "first")
    assert not desk.drafts.why_not_ours(draft_id)
    assert other.drafts.take_up(draft_id) is not None
    assert "taken up at another desk (desk two)" in desk.drafts.why_not_ours(draft_id)
    other.drafts.forget(draft_id)
    assert desk.drafts.take_up(draft_id) is None
    assert "taken or left at another desk" in desk.drafts.why_not_ours(draft_id)
