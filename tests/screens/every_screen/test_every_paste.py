"""A paste of several lines on every screen, in every box, bar, form and dialog: taken whole, or refused in words."""

from __future__ import annotations

from collections.abc import AsyncIterator

from textual.events import Paste
from textual.widgets import Input

from clerkdesk.screens.desk.choose_theme import ChooseTheme
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.dialog import Question, Sheet
from clerkdesk.widgets.fields import KeyLine
from clerkdesk.widgets.lines import StatusLine
from tests.drivers import Driver
from tests.screens.every_screen.test_every_form import FORMS
from tests.screens.scene import Scene

LINES = "zebra one\r\n  two\t2\n\nthree"
WHOLE = "zebra one two 2 three"
LEFT_OUT = "it was left out"


async def _paste(driver: Driver) -> None:
    driver.app.post_message(Paste(LINES))
    await driver.settle()


def _boxes(driver: Driver) -> list[Input]:
    return [box for box in driver.screen.query(Input) if box.display and box.is_on_screen and not box.disabled]


def _inside(driver: Driver) -> bool:
    return any(WHOLE in box.value for box in driver.app.screen.query(Input))


async def _at_each_screen(driver: Driver) -> AsyncIterator[str]:
    """Every screen of the registry, each with the box that narrows its list open where it has one; and a letter."""
    for name in SCREENS:
        await driver.app.open_screen(name)
        await driver.settle()
        yield name
    await driver.press(*FORMS["letter"])
    yield "letter"


async def test_every_box_of_every_screen_takes_all_lines(scene: Scene) -> None:
    async with scene.at_the_desk(size=(100, 60)) as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        async for name in _at_each_screen(driver):
            if "filter" in {item.name for item in driver.screen.commands.listed()}:
                await driver.press("/")
            screen = driver.screen
            for box in _boxes(driver):
                screen.set_focus(box)
                box.value = ""
                await _paste(driver)
                assert _inside(driver), (name, box)
            for line in screen.query(KeyLine):
                screen.set_focus(line)
                await driver.settle()
                await _paste(driver)
                assert LEFT_OUT in driver.status, (name, line)


async def test_what_is_pasted_over_a_list_goes_to_the_one_box_and_in_a_question_it_is_refused(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        for name in SCREENS:
            await driver.app.open_screen(name)
            await driver.settle()
            screen = driver.screen
            tables = [each for each in screen.focus_chain if not isinstance(each, Input | KeyLine)]
            if tables and not screen.query(KeyLine):
                screen.set_focus(tables[0])
                await _paste(driver)
                assert _inside(driver), name


async def _bar(driver: Driver) -> None:
    async def commit(answer: BarAnswer) -> Kept | None:
        raise AssertionError(answer)

    letters = ChoiceStep("reason", "reason", (Choice("z", "z", "zoo"),), then="why")
    spec = BarSpec("escalate", "Escalate", "somebody", commit, (letters, TextStep("why", "why", required=True)))
    driver.screen.bars.open(spec)
    await driver.settle()


async def test_a_bar_takes_all_lines_where_it_asks_for_words_and_none_where_a_letter_answers(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f9")
        await _bar(driver)
        await _paste(driver)
        assert LEFT_OUT in driver.status
        progress = driver.screen.bar.progress
        assert progress is not None and "reason" not in progress.answer().values
        await driver.press("z")
        await _paste(driver)
        assert progress.answer()["why"] == WHOLE


async def test_dialogs_and_the_palette_take_all_lines_or_say_that_they_take_none(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        beneath = driver.screen
        for dialog in (Question("Is it so?"), Sheet("Read", "this")):
            await driver.app.push_screen(dialog)
            await driver.settle()
            await _paste(driver)
            assert driver.app.screen is dialog and LEFT_OUT in beneath.query_one(StatusLine).sentence
            await driver.press("escape")
        await driver.app.run_command("theme")
        await driver.settle()
        await _paste(driver)
        assert isinstance(driver.app.screen, ChooseTheme) and _inside(driver)
        await driver.press("escape", "ctrl+p")
        await _paste(driver)
        assert _inside(driver)
