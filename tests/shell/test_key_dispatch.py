from __future__ import annotations

from typing import Any

from clerkdesk.shell.key_arrival import KeyArrival
from clerkdesk.shell.key_dispatch import KeyDispatch
from tests.shell.stand_in import KEYMAP, HeardTyping, NamedScreen, StandIn, pasted, typed
from tests.spoken import on_screen


class Typed(HeardTyping):
    """A list on which a name may have been typed."""

    name = ""
    told = ""

    def name_typed(self, number: int) -> str:
        return self.name

    def forget(self) -> None:
        self.name = ""

    def why_not_enter(self, at: float) -> str:
        return self.told


class Listing(NamedScreen):
    """A list that takes keys or not."""

    ready = True

    def __init__(self) -> None:
        super().__init__()
        self.typing: Typed = Typed(self)

    def is_ready_for(self, key: str) -> bool:
        return self.ready

    def takes_words(self, words: str) -> bool:
        return False


class Keys:
    """The dispatch of keys over one list."""

    def __init__(self, **options: Any) -> None:
        self.screen = Listing()
        self.app = StandIn(self.screen)
        self.app.size = (80, 24)  # type: ignore[attr-defined]
        self.after = 0
        self.dispatch = KeyDispatch(
            self.app, KEYMAP, self.app, why_no_one_box=lambda: options.get("why_not", ""), after_each=self.count
        )
        self.arrival = KeyArrival(self.app, KEYMAP, self.dispatch)  # type: ignore[arg-type]

    def count(self) -> None:
        self.after += 1


async def test_a_key_that_acts_everywhere_is_carried_out_and_a_letter_goes_to_the_focus() -> None:
    keys = Keys()
    for event in typed("f3", "b"):
        await keys.dispatch.deliver(event)
    assert keys.app.commands == ["booking"] and [each.key for each in keys.app.forwarded] == ["b"]  # type: ignore[union-attr]
    assert keys.after == 2, "what a key leaves half done is kept behind each"


async def test_a_name_typed_before_the_key_of_the_one_box_goes_there() -> None:
    keys = Keys()
    keys.screen.typing.name = "pat"
    await keys.dispatch.deliver(typed("f2")[0])
    assert keys.app.commands == ["find"] and keys.screen.typing.name == ""


async def test_an_enter_that_ends_a_name_says_why_it_does_nothing() -> None:
    keys = Keys()
    keys.screen.typing.told = "Enter right behind it does nothing."
    await keys.dispatch.deliver(typed("enter")[0])
    assert keys.app.refused == [keys.screen.typing.told] and keys.app.forwarded == []


async def test_a_paste_over_a_list_goes_to_the_one_box_where_there_is_one() -> None:
    keys = Keys()
    await keys.dispatch.deliver(pasted("943 476\n5919"))
    assert keys.app.commands == ["find"]
    keys = Keys(why_not="Find is not part of this installation.")
    await keys.dispatch.deliver(pasted("943 476 5919"))
    assert keys.app.commands == [] and "not part of this installation" in keys.app.refused[0]


async def test_what_does_not_lead_to_a_box_is_not_typed_again() -> None:
    keys = Keys()
    await keys.dispatch.one_box.take("pat")
    (refused,) = keys.app.refused
    assert on_screen(refused) == "pat does nothing here; F1 lists what does." and keys.dispatch.gate.held == 0


async def test_the_key_that_leaves_waits_for_no_screen_that_is_not_ready() -> None:
    keys = Keys()
    keys.screen.ready = False
    await keys.arrival.take(typed("b")[0])
    assert keys.dispatch.gate.held == 1 and keys.app.commands == []
    await keys.arrival.take(typed("ctrl+q")[0])
    assert keys.app.commands == ["quit"] and keys.dispatch.gate.held == 0


async def test_a_window_that_is_too_small_takes_no_key() -> None:
    keys = Keys()
    keys.app.size = (40, 10)  # type: ignore[attr-defined]
    await keys.arrival.press(["enter"])
    assert keys.app.bells == 1 and keys.app.forwarded == [] and keys.dispatch.gate.held == 0


async def test_escape_and_a_letter_that_a_terminal_sent_as_one_are_two_keys() -> None:
    keys = Keys()
    await keys.dispatch.deliver(typed("alt+b")[0])
    assert keys.app.commands == ["back"] and keys.dispatch.gate.held == 1


async def test_the_key_that_leaves_waits_for_the_keys_before_it_and_no_longer_than_a_moment() -> None:
    keys = Keys()
    with keys.dispatch.gate.closed():
        await keys.arrival.take(typed("ctrl+q")[0])
        (after_a_moment,) = keys.app.timers
        assert keys.app.commands == [] and keys.dispatch.gate.held == 1
        await after_a_moment()
        assert keys.app.commands == ["quit"] and keys.dispatch.gate.held == 0
    await keys.app.settle()
