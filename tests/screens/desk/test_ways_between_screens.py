"""The ways between screens: what fits nothing, function keys from anywhere, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from textual.events import Key

from clerkdesk.keys import COMMANDS, Command
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.widgets.row_table import RowTable
from tests.drivers import Driver
from tests.screens.scene import Scene

BENEATH = [place.name for place in SCREENS.values() if not place.overlay]
OVER = [place.name for place in SCREENS.values() if place.overlay]
FUNCTION_KEYS = [item for item in COMMANDS if item.opens and item.key.startswith("f")]
STACKS = {
    "n": [*product(BENEATH, OVER), *product(("find",), OVER, OVER)],
    "8": [*product(("find", "card"), OVER), *product(("find",), OVER, OVER)],
}
"""By the letter and the digit that fit nothing there."""


async def _stack(driver: Driver, names: tuple[str, ...]) -> None:
    """Open screens over each other, as the palette does."""
    app = driver.app
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    for screens in app._screen_stacks.values():
        for screen in [screen for screen in screens if not isinstance(screen, DeskScreen) or screen.NAME in OVER]:
            screens.remove(screen)
            await screen.remove()
    for name in names:
        await app.open_screen(name)
    await driver.settle()


def _typed_into(driver: Driver, letter: str) -> bool:
    focused = driver.screen.focused
    return letter in str(getattr(focused, "value", ""))


@pytest.mark.parametrize("letter", STACKS)
async def test_what_fits_nothing_is_shown_in_a_box_or_used_or_refused_on_every_stack_of_screens(
    scene: Scene, letter: str
) -> None:
    async with scene.at_the_desk() as driver:
        for names in STACKS[letter]:
            await _stack(driver, names)
            before = driver.screen
            await driver.press(letter)
            shown = _typed_into(driver, letter) or bool(driver.status) or driver.screen is before
            assert shown and not driver.app.gate.is_busy, names


def _ways() -> Iterator[tuple[tuple[str, ...], Command]]:
    """Each function key on each screen, and with each overlay over the very screen that it stands for."""
    for place, name in enumerate(BENEATH):
        yield (name,), FUNCTION_KEYS[place % len(FUNCTION_KEYS)]
    yield from (((item.opens, over), item) for item, over in product(FUNCTION_KEYS, OVER) if item.opens in BENEATH)
    yield from (((BENEATH[0], over), item) for item, over in product(FUNCTION_KEYS, OVER) if item.opens in OVER)


async def test_a_function_key_leads_to_its_screen_from_every_screen(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        for names, item in _ways():
            await _stack(driver, names)
            await driver.press(item.key)
            in_its_own_box = names[-1] == "call" and item.name == "find"
            assert ("call" if in_its_own_box else item.opens) == driver.screen.NAME, (names, item.key)


@pytest.mark.parametrize("over", OVER)
async def test_what_lay_over_a_screen_is_one_key_away_when_the_screen_itself_was_asked_for(
    scene: Scene, over: str
) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f9")
        await driver.app.open_screen(over)
        await driver.settle()
        kept = driver.screen
        await driver.press("f9")
        assert driver.screen.NAME == "inbox" and "F12 goes back to it" in driver.status
        await driver.press("f12")
        assert driver.screen is kept
        await driver.press("f5", "f9", "f12")
        assert driver.screen is kept


async def test_a_question_that_was_laid_aside_comes_back_and_is_still_a_question(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f9", "ctrl+q", "f9")
        assert driver.screen.NAME == "inbox"
        await driver.press("f12")
        assert "Leave clerkdesk?" in driver.text
        await driver.press("escape")
        assert driver.screen.NAME == "inbox"


async def test_the_slip_asked_for_twice_is_one_slip(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f10", "f10")
        assert [screen.NAME for screen in driver.app.screen_stack if isinstance(screen, DeskScreen)] == [
            "booking",
            "handover",
        ]


async def test_a_function_key_acts_from_the_palette_too(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        driver.send("ctrl+p", "f9")
        await driver.until(lambda: isinstance(driver.app.screen, DeskScreen) and driver.screen.NAME == "inbox")


async def test_the_key_that_leaves_acts_while_keys_are_typed_again_for_ever(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        gate = driver.app.gate

        async def to_nowhere(text: str) -> None:
            gate.type_again(Key(text, text))

        driver.app.to_one_box = to_nowhere  # type: ignore[method-assign]
        driver.send_text("n")
        driver.send("ctrl+q")
        await driver.until(lambda: "Leave clerkdesk?" in driver.text)


async def test_the_key_that_leaves_acts_behind_a_key_that_is_refused(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        driver.send_text("z")
        driver.send("ctrl+q")
        await driver.until(lambda: "Leave clerkdesk?" in driver.text)


async def test_each_open_call_is_in_the_inbox_and_on_the_slip_wherever_it_lies(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f7", "f8")
        await driver.type_text("07700900999 first")
        calls = [driver.screen]
        await driver.press("f3", "f8")
        await driver.type_text("07700900998 second")
        calls.append(driver.screen)
        await driver.app.half_done.keep()
        await driver.press("f9")
        assert len(driver.screen.query_one(RowTable).rows) == 2
        await driver.press("f10")
        assert len(driver.screen.query_one(RowTable).rows) == 2
        await driver.press("f9", "home", "enter")
        taken_up = driver.screen
        assert taken_up in calls
        await driver.press("f9", "f12")
        assert driver.screen is taken_up
    assert len(scene.desk.calls.waiting()) == 2


async def test_a_form_that_was_emptied_begins_in_its_first_field(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("ctrl+n")
        await driver.type_text("Webb")
        await driver.press("tab", "tab")
        await driver.type_text("1403")
        await driver.press("ctrl+n", "enter")
        await driver.type_text("Okafor")
        assert driver.screen.form.values["family_name"] == "Okafor"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("twin", "name"), [("n", "register"), ("N", "register"), ("r", "refer"), ("s", "report")])
async def test_a_key_that_a_browser_keeps_has_a_twin(scene: Scene, twin: str, name: str) -> None:
    async with scene.at_the_desk() as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        await driver.press("ctrl+g", twin)
        assert name == driver.screen.NAME


async def test_a_filter_has_its_label_says_that_it_is_on_and_ends_with_the_visit(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        for key in ("f3", "f7"):
            await driver.press(key, "/")
            await driver.type_text("zz")
            assert "Filter on  zz" in driver.text
            await driver.press("enter", "f9", key)
            assert "Filter" not in driver.text.replace("filter", "")
