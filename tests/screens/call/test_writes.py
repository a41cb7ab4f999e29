"""What a call writes, without a screen: it begins with what is known of the caller, and ends or is parked once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from clerkdesk.rules.values.inbox import MessageChannel
from clerkdesk.screens.call.as_result import done_in
from clerkdesk.screens.call.record import CallerRecord, CallRecord, LetterRecord, details
from clerkdesk.screens.call.writes import CallWrites
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.widgets.columns import Tone
from tests.answers import taken
from tests.screens.scene import SUE, Scene

ResultT = TypeVar("ResultT")
THREE = ("name", "date_of_birth", "postcode")


class Unforeseen(Exception):
    """A fault of the database."""


class Saying:
    """As much of a host as a call writes through; it notes what the clerk is told."""

    private = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.fails = False
        self.told: list[tuple[str, str]] = []

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        await asyncio.sleep(0)
        if self.fails:
            raise Unforeseen
        return work(self._desk)

    def say(self, sentence: str, tone: Tone = "") -> None:
        self.told.append((tone, sentence))

    def refuse(self, sentence: str) -> None:
        self.told.append(("refused", sentence))

    def report(self, fault: BaseException) -> None:
        self.told.append(("reported", type(fault).__name__))

    def screen_ready(self) -> None:
        """Nothing waits for keys here."""


class Calling:
    """A call that is left once it has ended."""

    def __init__(self, scene: Scene, record: CallerRecord) -> None:
        self.desk = Saying(scene.desk)
        self.host = self.desk
        self.left: list[str] = []
        self.writes = CallWrites(self, record, lambda: "O'NEIL Maeve  3 Feb 2018")
        self._begun: list[asyncio.Task[None]] = []

    @property
    def app(self) -> Calling:
        return self

    def run_worker(self, work: Callable[[], Coroutine[Any, Any, None]], *, exit_on_error: bool) -> object:
        self._begun.append(asyncio.ensure_future(work()))
        return None

    def dismiss(self, result: None) -> None:
        self.left.append("beneath")

    async def done(self) -> None:
        await asyncio.gather(*self._begun)


def _to_the_secretary(scene: Scene, text: str) -> NewMessage:
    to = next(route.to for route in scene.desk.inbox.routes(scene.patient_id) if route.words == "secretary")
    return NewMessage(text=text, to=to, patient_id=scene.patient_id)


@pytest.fixture
def call(scene: Scene) -> Calling:
    return Calling(scene, CallRecord())


async def test_a_call_of_which_nothing_is_known_has_no_row(scene: Scene, call: Calling) -> None:
    assert not call.writes.record.is_begun and scene.desk.calls.waiting() == []


async def test_the_first_thing_that_is_known_makes_the_row_and_the_rest_fills_it(scene: Scene, call: Calling) -> None:
    call.writes.describe(details(scene.patient_id, number="+447700900456"))
    call.writes.tick(THREE)
    call.writes.describe(details(name="Mary O'Neil", relationship="mother"))
    await call.done()
    (row,) = scene.desk.calls.waiting()
    assert (row.patient_id, row.caller_number, row.identity_ticks) == (scene.patient_id, "+447700900456", THREE)
    assert (row.caller_name, row.caller_relationship, row.status) == ("Mary O'Neil", "mother", "open")
    assert call.writes.record.call_id == row.call_id and call.desk.told == [] and not call.left


async def test_it_waits_until_what_is_written_has_come_back(scene: Scene, call: Calling) -> None:
    assert not call.writes.is_waiting
    call.writes.describe(details(scene.patient_id))
    await asyncio.sleep(0)
    assert call.writes.is_waiting and not call.writes.is_leaving
    await call.done()
    assert not call.writes.is_waiting


async def test_what_is_refused_on_the_way_is_said_and_the_call_goes_on(scene: Scene, call: Calling) -> None:
    call.writes.tick(THREE)
    await call.done()
    assert call.desk.told == [("refused", "Choose the patient first, then ask for the identifiers.")]
    assert not call.left


async def test_a_message_ends_the_call_and_the_clerk_is_told_whose_it_was(scene: Scene, call: Calling) -> None:
    call.writes.describe(details(scene.patient_id))
    call.writes.take(_to_the_secretary(scene, "wants half term"))
    assert call.writes.is_leaving
    await call.done()
    assert len(call.left) == 1 and not call.writes.is_leaving, call.desk.told
    ((tone, said),) = call.desk.told
    assert tone == "good" and said.startswith("O'NEIL Maeve: Message for secretary, ENT.")
    assert scene.desk.calls.waiting() == []
    assert [each.sentence for each in taken(scene.desk_of(SUE).inbox.items())] == ["wants half term"]


async def test_a_message_that_is_refused_leaves_the_call_as_it_is(scene: Scene, call: Calling) -> None:
    call.writes.describe(details(scene.patient_id))
    call.writes.take(_to_the_secretary(scene, "she has chest pain"))
    await call.done()
    assert not call.left and not call.writes.is_leaving
    ((tone, said),) = call.desk.told
    assert tone == "refused" and "chest pain" in said
    assert len(scene.desk.calls.waiting()) == 1


async def test_a_fault_while_it_ends_is_reported_and_the_call_stays(scene: Scene, call: Calling) -> None:
    call.desk.fails = True
    call.writes.close("The call is closed.", "rang off")
    await call.done()
    assert call.desk.told == [("reported", "Unforeseen")] and not call.left and not call.writes.is_leaving


async def test_a_call_ends_once_however_often_it_is_ended(scene: Scene, call: Calling) -> None:
    call.writes.describe(details(scene.patient_id))
    await call.done()
    call.writes.close("The call is closed.", "rang off")
    call.writes.close("The call is closed again.", "rang off")
    await call.done()
    assert len(call.left) == 1 and [said for _, said in call.desk.told] == ["O'NEIL Maeve: The call is closed."]
    assert scene.desk.calls.waiting() == []


async def test_initials_only_name_nobody(scene: Scene, call: Calling) -> None:
    call.desk.private = True
    call.writes.close("The call is closed.", "rang off")
    await call.done()
    assert call.desk.told == [("good", "The call is closed.")]


async def test_a_parked_call_waits_with_its_form(scene: Scene, call: Calling) -> None:
    call.writes.describe(details(scene.patient_id))
    call.writes.park('{"a": 1}', "Call 09:42", scene.patient_id, "Parked.", "alert")
    await call.done()
    (row,) = scene.desk.calls.waiting()
    assert row.status == "parked" and row.draft_id is not None and len(call.left) == 1
    assert call.desk.told == [("alert", "O'NEIL Maeve: Parked.")]


async def test_a_call_that_was_ended_elsewhere_can_only_be_left(scene: Scene, call: Calling) -> None:
    call.writes.describe(details(scene.patient_id))
    await call.done()
    scene.desk.calls.close(call.writes.record.call_id or 0, "rang off")
    call.writes.close("The call is closed.", "dealt with")
    await call.done()
    assert not call.left and call.desk.told == [("refused", "This call is closed: rang off.")]
    call.writes.park("{}", "Call 09:42", scene.patient_id, "Parked.", "good")
    await call.done()
    assert len(call.left) == 1
    assert call.desk.told[-1] == ("warning", "This call is closed: rang off. What is typed here is part of no call.")


async def test_what_is_done_as_a_result_of_a_call_is_its_result(scene: Scene, call: Calling) -> None:
    record = call.writes.record
    call.writes.describe(details(scene.patient_id))
    await call.done()
    new = NewMessage(text="x", to="me", patient_id=scene.patient_id)
    await call.host.write(done_in(record, lambda desk: desk.inbox.take_message(new)))
    assert record.done_so_far(scene.desk) == ("message for Asha",)
    call.writes.close("The call is closed.")
    await call.done()
    assert scene.desk.calls.waiting() == []


async def test_what_is_typed_is_kept_over_a_crash_until_the_call_has_ended(scene: Scene, call: Calling) -> None:
    record = call.writes.record
    kept = record.keep_up(scene.desk, '{"message": "wants half"}', "Call 09:42", None)
    assert kept == {"call": record.call_id}
    resumed = scene.desk.calls.resume(record.call_id or 0)
    assert getattr(resumed, "state", "") == '{"message": "wants half"}'
    call.writes.close("The call is closed.", "rang off")
    await call.done()
    assert record.keep_up(scene.desk, "{}", "Call 09:42", None) is None


async def test_a_letter_is_a_draft_until_its_message_is_taken(scene: Scene) -> None:
    record = LetterRecord()
    letter = Calling(scene, record)
    letter.writes.describe(details(scene.patient_id))
    letter.writes.park('{"a": 1}', "New message", scene.patient_id, "Put aside.", "good")
    await letter.done()
    assert record.is_begun and scene.desk.calls.waiting() == [] and len(letter.left) == 1
    letter.writes.take(
        NewMessage(text="about the letter", to="me", channel=MessageChannel.LETTER, patient_id=scene.patient_id)
    )
    await letter.done()
    assert len(letter.left) == 2 and record.keep_up(scene.desk, "{}", "New message", None) is None
    assert record.draft_id is not None and scene.desk.drafts.take_up(record.draft_id) is None


async def test_a_try_of_an_act_in_a_call_that_began_with_it_is_found_again(scene: Scene) -> None:
    """The row of the call is no step of the act: the second try makes none."""
    record, act_id = CallRecord(), uuid4()
    answers = []
    for may_be_known in (False, True):
        with scene.desk.one_act(act_id, may_be_known=may_be_known), record.during(scene.desk):
            answers.append(scene.desk.inbox.take_message(_to_the_secretary(scene, "wants half term")))
    assert taken(answers[0]) == taken(answers[1])
    assert record.is_begun
