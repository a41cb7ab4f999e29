from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.shell.half_done import HalfDone, this_process
from clerkdesk.shell.recovery import Recovery, left_words
from tests.shell.stand_in import NamedScreen, StandIn

PATEL = InHand(1, "PATEL Anjali  14 Mar 1967")


class Form(NamedScreen):
    """A form that is begun or done."""

    text = ""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.stands = True
        self.half_done.keeps(lambda: {"text": self.text}, self._put_back)
        self.half_done.is_begun = lambda: bool(self.text)
        self.half_done.words = lambda: "the form “Register a patient”"

    @property
    def is_attached(self) -> bool:
        return True

    def _put_back(self, state: Mapping[str, Any]) -> None:
        self.text = state["text"]


class Drafts:
    """The drafts of a desk, kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {}
        self.fault: Exception | None = None

    def keep_up(self, kind: str, state: str, *, draft_id: int | None) -> int:
        if self.fault is not None:
            raise self.fault
        number = draft_id or len(self.kept) + 1
        self.kept[number] = state
        return number

    def let_go(self, draft_id: int) -> None:
        del self.kept[draft_id]

    def waiting(self, kind: str) -> list[Any]:
        return [SimpleNamespace(draft_id=number, state=state) for number, state in self.kept.items()]


class Begun:
    """A desk on which a form is open."""

    def __init__(self) -> None:
        self.form = Form("register")
        self.drafts = Drafts()
        self.app = StandIn(self.form, desk=SimpleNamespace(drafts=self.drafts))
        self.app.patients_in_hand = (PATEL,)
        self.half_done = HalfDone(self.app)
        self.left: list[str] = []
        self.half_done.nothing_left = lambda: self.left.append("nothing")


async def test_what_is_half_done_is_kept_once_and_let_go_of_when_it_is_done() -> None:
    begun = Begun()
    await begun.half_done.keep()
    assert begun.drafts.kept == {}
    begun.form.text = "okafr"
    await begun.half_done.keep()
    (state,) = begun.drafts.kept.values()
    kept = json.loads(state)
    assert kept["process"] == this_process() and kept["in_hand"] == [[1, PATEL.label]]
    assert [each["screen"] for each in kept["screens"]] == ["register"] and begun.left == []
    begun.form.text = ""
    await begun.half_done.keep()
    assert begun.drafts.kept == {} and begun.left == ["nothing"]


async def test_keys_that_follow_each_other_are_kept_together() -> None:
    begun = Begun()
    for _ in range(3):
        begun.half_done.soon()
    assert len(begun.app.timers) == 1
    begun.form.text = "o"
    begun.app.timers[0]()
    await begun.app.settle()
    begun.half_done.soon()
    assert len(begun.drafts.kept) == 1 and len(begun.app.timers) == 2


async def test_nothing_is_kept_before_the_desk_is_open_or_while_it_is_being_put_back() -> None:
    begun = Begun()
    begun.form.text = "o"
    begun.half_done.waits = True
    await begun.half_done.keep()
    begun.half_done.waits, begun.app.desk_state = False, "failed"
    await begun.half_done.keep()
    begun.half_done.soon()
    assert begun.drafts.kept == {} and begun.app.timers == []


async def test_what_could_not_be_kept_is_tried_again() -> None:
    begun = Begun()
    begun.form.text, begun.drafts.fault = "o", OSError("full")
    await begun.half_done.keep()
    assert begun.drafts.kept == {}
    begun.drafts.fault = None
    await begun.half_done.keep()
    assert len(begun.drafts.kept) == 1


LEFT = {
    "process": "another machine:1",
    "mode": "register",
    "in_hand": [[1, PATEL.label]],
    "screens": [{"screen": "register", "words": "the form “Register a patient”", "state": {"text": "okafr"}}],
}


class FormsApp(StandIn):
    """Opens forms."""

    async def open_screen(self, name: str, arguments: Any = ()) -> None:
        self.opened.append(name)
        self.screens[-1], self.current_mode = Form(name), name


def left_behind(state: Mapping[str, Any]) -> tuple[FormsApp, Drafts, Recovery]:
    drafts = Drafts()
    drafts.kept[7] = json.dumps(state)
    app = FormsApp(desk=SimpleNamespace(drafts=drafts))
    return app, drafts, Recovery(app, SCREENS, HalfDone(app))


async def test_what_was_left_behind_is_put_back_after_a_yes() -> None:
    app, drafts, recovery = left_behind(LEFT)
    assert await recovery.offer()
    ((_, answered),) = app.pushed
    assert answered is not None
    answered(True)
    await app.settle()
    top = app.screen
    assert isinstance(top, Form) and top.text == "okafr" and app.opened == ["register"]
    assert app.patients_in_hand == (PATEL,)
    assert list(drafts.kept) == [7] and json.loads(drafts.kept[7])["process"] == this_process()


async def test_what_is_left_is_not_offered_again() -> None:
    app, drafts, recovery = left_behind(LEFT)
    await recovery.offer()
    ((_, answered),) = app.pushed
    assert answered is not None
    answered(None)
    await app.settle()
    assert drafts.kept == {} and app.opened == [] and len(app.pushed) == 1
    assert not await recovery.offer()


async def test_what_another_process_of_this_machine_is_at_is_offered_to_nobody_else() -> None:
    alive = this_process().rpartition(":")[0] + ":1"
    app, _, recovery = left_behind({**LEFT, "process": alive})
    assert not await recovery.offer() and app.pushed == []


def test_what_was_open_is_named_without_patients() -> None:
    screens = [{"words": "a call of 09:42"}, {"words": "“Book” on Booking"}, {"words": "the form “Details”"}]
    assert left_words({"screens": screens[:1]}) == "A call of 09:42 was open when the desk stopped."
    assert left_words({"screens": screens}) == (
        "A call of 09:42, “Book” on Booking and the form “Details” were open when the desk stopped."
    )
