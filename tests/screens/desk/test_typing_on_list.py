from __future__ import annotations

from textual.events import Key

from tests.screens.desk.parts_alone import parts_alone


async def test_a_letter_carries_out_its_command() -> None:
    async with parts_alone() as alone:
        await alone.press("b")
        assert alone.told.commands == ["book"] and alone.told.refused == []


async def test_letters_that_do_nothing_are_a_name_that_the_one_box_looks_up() -> None:
    async with parts_alone() as alone:
        alone.screen.reason = "Nobody waits."
        await alone.press("b", "a")
        assert "F2 looks up “ba”" in alone.told.refused[-1]
        await alone.press("t")
        assert "“bat” does nothing here" in alone.told.refused[-1]
        assert alone.screen.typing.name_typed(alone.app.keys_delivered + 1) == "bat"
        assert "Enter right behind it does nothing" in alone.screen.typing.why_not_enter(0.0)
        alone.screen.typing.forget()
        assert alone.screen.typing.name_typed(alone.app.keys_delivered + 1) == ""


async def test_a_digit_that_chooses_nothing_goes_to_the_one_box() -> None:
    async with parts_alone() as alone:
        used: list[str] = []

        def takes_one(key: Key) -> bool:
            used.append(key.key)
            return key.key == "1"

        alone.screen.typing.takes_key = takes_one
        await alone.press("1")
        assert used == ["1"] and alone.told.to_one_box == []
        await alone.press("9")
        assert alone.told.to_one_box == ["19"]


async def test_digits_that_turn_out_to_be_a_number_are_given_back() -> None:
    async with parts_alone() as alone:
        given_back: list[str] = []
        alone.screen.typing.takes_key = lambda key: key.key == "1"
        alone.screen.typing.gives_back_digits = given_back.append
        await alone.press("1", "9")
        assert given_back == ["1"]


async def test_words_go_to_the_screen_that_takes_them_if_their_first_letter_does_nothing() -> None:
    async with parts_alone() as alone:
        alone.screen.reason = "Nobody waits."
        alone.screen.typing.goes_to_words = lambda: True
        await alone.press("b")
        assert alone.told.to_one_box == ["b"] and alone.told.refused == []


async def test_no_letter_acts_while_a_bar_is_open_or_a_box_is_typed_into() -> None:
    async with parts_alone() as alone:
        assert not alone.screen.typing.takes_letters
        alone.screen.bars.open(alone.spec())
        assert alone.screen.typing.takes_letters
        await alone.press("h")
        assert alone.told.commands == []
        alone.screen.bar.close()
        await alone.pilot.pause()
        alone.screen.set_focus(alone.screen.box)
        assert alone.screen.typing.takes_letters
        await alone.press("b")
        assert alone.told.commands == [] and alone.screen.box.value == "b"


async def test_a_refused_digit_rings_and_begins_a_number_with_the_next() -> None:
    async with parts_alone() as alone:

        def refuse(key: Key) -> bool:
            alone.screen.typing.refuse_digit(f"No slot {key.key}.")
            return True

        alone.screen.typing.takes_key = refuse
        await alone.press("4")
        assert alone.told.bells == 1 and alone.screen.frame.status.sentence == "No slot 4."
        await alone.press("7")
        assert alone.told.to_one_box == ["47"]
