from __future__ import annotations

from textual.screen import Screen

from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.one_box import OneBox
from tests.shell.stand_in import Keeper, NamedScreen, StandIn, pasted

NOTHING_HERE = "Nothing here takes what was pasted: it was left out."


class House(StandIn):
    """An app whose find command opens the one box, unless `leads` says otherwise."""

    def __init__(self, *screens: Screen[object], leads: bool = True) -> None:
        super().__init__(*screens)
        self._leads = leads
        self.keeper = Keeper()
        self.gate = KeyGate(self.keeper)
        self.reason = ""
        self.one_box = OneBox(self, self.gate, lambda: self.reason)

    async def run_command(self, name: str) -> None:
        await super().run_command(name)
        if self._leads:
            self.screens.append(NamedScreen(name))

    async def typed_there(self) -> list[str]:
        await self.keeper.later()
        return self.keeper.delivered


class TakesItself(NamedScreen):
    """A screen that takes words without the one box."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def takes_words(self, text: str) -> bool:
        self.words.append(text)
        return True


async def test_letters_typed_elsewhere_are_typed_in_the_one_box() -> None:
    house = House()
    await house.one_box.take("pa1")
    assert house.commands == ["find"] and house.refused == []
    assert await house.typed_there() == ["p", "a", "1"]


async def test_a_name_is_looked_up_in_the_one_box_even_where_the_screen_takes_words() -> None:
    screen = TakesItself()
    house = House(screen)
    await house.one_box.look_up("patel")
    assert house.commands == ["find"] and screen.words == []
    assert await house.typed_there() == list("patel")


async def test_a_screen_that_takes_words_gets_them_and_no_box_opens() -> None:
    screen = TakesItself()
    house = House(screen)
    await house.one_box.take("pa1")
    assert screen.words == ["pa1"] and house.commands == []


async def test_a_paste_over_a_list_goes_into_the_one_box() -> None:
    house = House()
    await house.one_box.take_paste(pasted("999 123 4567"))
    assert house.commands == ["find"]
    assert await house.typed_there() == ["999 123 4567"]


async def test_a_paste_is_left_out_where_letters_answer_a_question() -> None:
    screen = NamedScreen()
    screen.typing.takes_letters = True  # type: ignore[misc]
    house = House(screen)
    await house.one_box.take_paste(pasted("999 123 4567"))
    assert house.refused == [NOTHING_HERE] and house.commands == []


async def test_no_box_opens_where_there_is_a_reason_against_it() -> None:
    house = House()
    house.reason = "The desk is not open yet."
    await house.one_box.take("pa1")
    assert house.refused == ["pa1 does nothing here. The desk is not open yet."]
    assert house.commands == [] and await house.typed_there() == []


async def test_what_was_typed_is_dropped_where_no_box_opened() -> None:
    house = House(leads=False)
    await house.one_box.take("pa1")
    (refusal,) = house.refused
    assert refusal.startswith("pa1 does nothing here; ")
    assert house.gate.held == 0 and await house.typed_there() == []
