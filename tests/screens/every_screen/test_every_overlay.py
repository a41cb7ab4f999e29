"""Every kind of thing that can lie over a screen, under every function key and under a letter that fits nothing.

A function key leads to its screen; what was open is one F12 away, or was only read and is gone; F12 goes one step back.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from textual.widgets import Input

from clerkdesk.keys import COMMANDS, Command
from clerkdesk.screens.desk.asking import AskingScreen
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.help import HelpScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.key_check import KeyCheck
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.lines import StatusLine
from tests.drivers import Driver
from tests.screens.scene import LENA, Scene

OPENED: Mapping[str, tuple[str, ...]] = {
    "sheet of help": ("f3", "f1"),
    "sheet of why": ("f3", "w"),
    "question": ("f9", "ctrl+q"),
    "palette": ("f5", "ctrl+p"),
    "theme list": ("f9", "command theme"),
    "list box": ("f3", "ctrl+l"),
    "list box of receptions": ("f6", "ctrl+l"),
    "key check": ("f2", "command key_check"),
    "bar": ("f4", "k"),
    "filter": ("f9", "/"),
    "form": ("ctrl+n", "W"),
    "call": ("f7", "f8"),
    "letter": ("f9", "i"),
    "handover slip": ("f3", "f10"),
    "reviews": ("f5", "command reviews"),
}
"""The keys that open each kind, from a screen that it may lie over."""
ONLY_READ = ("sheet of help", "sheet of why", "palette", "key check", "filter")
"""What another screen closes: nothing was begun in it."""
KEYS = [item for item in COMMANDS if item.key.startswith("f") and item.opens]


async def _open(driver: Driver, kind: str) -> None:
    await _press(driver, *OPENED[kind])


async def _press(driver: Driver, *keys: str) -> None:
    for key in keys:
        if key.startswith("command "):
            await driver.app.run_command(key.removeprefix("command "))
            await driver.settle()
        else:
            await driver.press(key)


async def _clear(driver: Driver) -> None:
    """Leave everything, by the key that goes back."""
    for _ in range(12):
        if len(driver.app.screen_stack) == 1 and not driver.screen.bar.is_open:
            break
        await driver.press("f12")
    assert len(driver.app.screen_stack) == 1


def _what_is_open(driver: Driver) -> object:
    """The top screen with what stands on it."""
    top = driver.app.screen
    spec = top.bar.spec if isinstance(top, DeskScreen) else None
    return top, spec.name if spec is not None else ""


def _keys_for(kind: str) -> list[Command]:
    """Three of the nine screen keys for each kind, so that every key meets a third of them."""
    place = list(OPENED).index(kind)
    return KEYS[place % 3 :: 3]


@pytest.mark.parametrize("half", [0, 1])
async def test_every_function_key_acts_on_everything_that_lies_over_a_screen(scene: Scene, half: int) -> None:
    async with scene.at_the_desk(LENA) as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        for kind in list(OPENED)[half::2]:
            for item in _keys_for(kind):
                await _open(driver, kind)
                before = _what_is_open(driver)
                await driver.press(item.key)
                if isinstance(driver.app.screen, KeyCheck):
                    assert kind == "key check"
                    await driver.press("escape")
                    continue
                own_box = kind in ("call", "letter") and item.name == "find"
                assert own_box or item.opens == driver.screen.NAME, (kind, item.key, driver.screen.NAME)
                stands = _what_is_open(driver) == before
                if kind not in ONLY_READ and not own_box and not stands:
                    await driver.press("f12")
                    assert _what_is_open(driver) == before, (kind, item.key)
                await _clear(driver)


def _said(driver: Driver) -> str:
    """What any screen of the stack says in its status line, with what a question stands over."""
    return " ".join(line.sentence for screen in driver.app.screen_stack for line in screen.query(StatusLine))


async def test_the_lock_covers_everything_and_the_key_that_goes_back_goes_one_step(scene: Scene) -> None:
    async with scene.at_the_desk(LENA) as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        for kind in (each for each in OPENED if each != "key check"):
            await _open(driver, kind)
            stands = _what_is_open(driver)
            await driver.press("f11")
            assert isinstance(driver.app.screen, AskingScreen) and "Locked" in driver.text, kind
            assert "NEIL" not in driver.text, kind
            driver.send("enter")
            await driver.until(lambda: not isinstance(driver.app.screen, AskingScreen), kind)
            await driver.settle()
            assert _what_is_open(driver) == stands, kind
            await driver.press("f1")
            if isinstance(driver.app.screen, HelpScreen):
                before = driver.app.screen_stack[-2]
                await driver.press("f12")
                assert driver.app.screen is before, kind
            else:
                assert "Escape or F12 leaves this" in _said(driver), kind
            before, open_before, mode = driver.app.screen, _what_is_open(driver), driver.app.current_mode
            filters = _filters(driver)
            await driver.press("f12")
            went = driver.app.screen is not before or _what_is_open(driver) != open_before
            assert (
                went
                or filters != _filters(driver)
                or mode != driver.app.current_mode
                or not driver.app.navigation.modes_before
            )
            await _clear(driver)


def _filters(driver: Driver) -> list[bool]:
    return [box.line.display for box in driver.app.screen.query(FilterBox)]


async def test_a_letter_that_fits_nothing_ends_somewhere_on_every_stack(scene: Scene) -> None:
    """Two kinds of things over the one box, and a letter: it is in a box, it was refused, or it did nothing at all."""
    kinds = [kind for kind in OPENED if kind not in ("key check", "form")]
    async with scene.at_the_desk(LENA) as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        for place, under in enumerate(("call", "handover slip", "reviews")):
            for over in kinds[place::3]:
                await driver.press("f2")
                await _press(driver, *OPENED[under][1:], *OPENED[over][1:])
                letter = "é8n"[place]
                driver.send_text(letter)
                await driver.settle()
                top = driver.app.screen
                typed = any(letter in box.value for box in top.query(Input))
                refused = isinstance(top, DeskScreen) and (bool(driver.status) or top.bar.is_open)
                assert typed or refused or not isinstance(top, DeskScreen), (under, over, driver.text)
                driver.send("ctrl+q")
                await driver.until(lambda: "Leave clerkdesk?" in driver.text, "the question")
                await driver.press("escape")
                await _clear(driver)
