"""What is being typed is kept without an act, and a message ends its call in the same transaction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from clerkdesk.data.tables import Act
from clerkdesk.rules.values.inbox import MessageChannel
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.drafts import AT_WORK
from clerkdesk.services.contact.calls import Calls, Resumed
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from tests.builders import Staff, a_hospital, a_staff


@pytest.fixture
def staff(desk: Desk) -> Staff:
    return a_staff(desk, a_hospital(desk))


def _acts(desk: Desk) -> int:
    with desk.context.reading() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


def test_typing_on_leaves_no_act_behind(staff: Staff) -> None:
    call = staff.clerk.calls.open()
    assert staff.clerk.calls.keep_up(call.call_id, "wants h")
    before = _acts(staff.clerk)
    assert staff.clerk.calls.keep_up(call.call_id, "wants half term")
    assert _acts(staff.clerk) == before


def test_a_call_that_was_cut_off_comes_back_with_what_was_typed_last(staff: Staff) -> None:
    call = staff.clerk.calls.open()
    for typed in ("w", "wants half term"):
        staff.clerk.calls.keep_up(call.call_id, typed)
    resumed = staff.clerk.calls.resume(call.call_id)
    assert isinstance(resumed, Resumed)
    assert resumed.state == "wants half term"


def test_nothing_is_kept_of_a_call_that_was_closed_meanwhile(staff: Staff) -> None:
    call = staff.clerk.calls.open()
    staff.clerk.calls.close(call.call_id, "wrong number")
    assert not staff.clerk.calls.keep_up(call.call_id, "late")
    assert staff.clerk.drafts.waiting("call") == []


def test_what_is_at_work_is_not_listed_and_not_handed_over(staff: Staff) -> None:
    staff.clerk.drafts.keep_up(AT_WORK, "{}")
    assert staff.clerk.drafts.waiting() == []
    assert staff.clerk.inbox.slip().is_empty
    staff.clerk.drafts.keep("message", "{}")
    staff.clerk.inbox.give_slip(staff.colleague.context.clerk.username)
    assert [row.kind for row in staff.clerk.drafts.waiting(AT_WORK)] == [AT_WORK]


def test_a_message_closes_its_call(staff: Staff) -> None:
    call = staff.clerk.calls.open()
    staff.clerk.calls.keep_up(call.call_id, "half")
    taken = staff.clerk.inbox.take_message(NewMessage(text="please ring", to="me", call_id=call.call_id))
    assert isinstance(taken, MessageTaken)
    assert staff.clerk.calls.waiting() == []
    assert staff.clerk.drafts.waiting("call") == []


def test_a_message_whose_call_can_not_be_closed_is_not_taken(staff: Staff) -> None:
    call = staff.clerk.calls.open()
    staff.clerk.calls.close(call.call_id, "wrong number")
    refused = staff.clerk.inbox.take_message(NewMessage(text="please ring", to="me", call_id=call.call_id))
    assert isinstance(refused, Refused)
    assert staff.clerk.inbox.items("all") == []


def test_a_crash_while_the_call_is_closed_leaves_no_message(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    call = staff.clerk.calls.open()
    new = NewMessage(text="please ring", to="me")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(Calls, "close_within", crash)
        staff.clerk.inbox.take_message(replace(new, call_id=call.call_id))
    assert staff.clerk.inbox.items("all") == []
    assert [row.status for row in staff.clerk.calls.waiting()] == ["open"]
    assert isinstance(staff.clerk.inbox.take_message(replace(new, call_id=call.call_id)), MessageTaken)


def test_a_message_put_aside_loses_its_draft_with_the_taking(staff: Staff) -> None:
    draft_id = staff.clerk.drafts.keep_up("message", "{}")
    staff.clerk.inbox.take_message(
        NewMessage(text="by letter", to="me", channel=MessageChannel.LETTER, draft_id=draft_id)
    )
    assert staff.clerk.drafts.waiting() == []
