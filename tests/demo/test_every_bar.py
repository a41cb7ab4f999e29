"""Every bar of the practice desk, given a letter that is no choice in it, and a number that a caller says."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func, select

from clerkdesk.app import ClerkDesk
from clerkdesk.data.tables import AppointmentEvent, ContactAttempt, Offer, WaitingListEvent
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.screens.find import FindScreen
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.desk.opening import open_desk
from clerkdesk.settings import Settings
from clerkdesk.widgets.bar_prompts import bare_prompt
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, ChoiceStep, TextStep
from tests.demo.conftest import NOW
from tests.drivers import Driver, driving

FACTS = (AppointmentEvent, ContactAttempt, Offer, WaitingListEvent)
NHS_NUMBER = "9434765919"
SAID = ("9434765919", "943 476 5919", "14/3/1967", "14 3 67", "140367", "1 2 3456")
ON = {
    "booking": ("f3",),
    "card": ("f3", "enter"),
    "validation": ("f5",),
    "today": ("f6", "down"),
    "clinics": ("f7",),
    "inbox": ("f9",),
    "reviews": ("f3", "reviews"),
    "handover": ("f10",),
    "report": ("ctrl+t",),
    "forecast": ("f3", "forecast"),
}
"""How each screen with bars is reached."""
ELSEWHERE = {
    "find": "its bars are those of the card, opened there",
    "call": "its bars are those of the card, behind the proof of who rings",
    "register": "asks one question, without a choice",
    "refer": "asks what the service asks back, without a letter of a list",
    "details": "a form without bars",
    "audit": "its bars ask for names of the staff, days and kinds, and only some roles may read it",
    "history": "shows what was said, and acts on nothing",
}
"""Screens of the registry that are not walked, and why."""
NO = ("no ", "no,", "no:", "not ", "did not ", "declined")
"""How the label of a choice begins that says no."""


@asynccontextmanager
async def at_the_practice_desk(
    practice_file: Path, tmp_path: Path, size: tuple[int, int] = (100, 40)
) -> AsyncIterator[Driver]:
    copy = tmp_path / "desk.db"
    shutil.copy(practice_file, copy)

    def opened() -> Desk:
        return open_desk(str(copy), Settings(), username=None, fixed_time=NOW.isoformat())

    async with driving(ClerkDesk(opened), size) as driver:
        yield driver


async def _go(driver: Driver, name: str) -> None:
    for key in ON[name]:
        if key in ON:
            await driver.app.open_screen(key)
            await driver.settle()
        else:
            await driver.press(key)


async def _facts(driver: Driver) -> list[int]:
    def count(desk: Desk) -> list[int]:
        with desk.context.reading() as session:
            return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in FACTS]

    return await driver.app.read(count)


def _letters(driver: Driver) -> list[str]:
    screen = driver.screen
    return [
        screen.host.keymap.key_of(each.name) for each in screen.commands.listed() if not screen.commands.why_not(each)
    ]


def _no_choice(driver: Driver) -> str:
    spec = driver.screen.bar.spec
    assert spec is not None
    known = {choice.key.lower() for step in spec.steps if isinstance(step, ChoiceStep) for choice in step.choices}
    return next(letter for letter in "zqyjxwvugdb" if letter not in known)


def _says_no_with_n_alone(spec: BarSpec) -> bool:
    choices = [choice for step in spec.steps if isinstance(step, ChoiceStep) for choice in step.choices]
    return all(f"{choice.label} ".lower().startswith(NO) for choice in choices if choice.key == "n")


def test_every_screen_of_the_registry_is_walked_or_it_is_said_why_not() -> None:
    assert {*ON, *ELSEWHERE} == set(SCREENS)


@pytest.mark.parametrize("name", ON)
async def test_a_bar_refuses_a_letter_that_is_no_choice_and_takes_a_number_for_a_number(
    name: str, practice_file: Path, tmp_path: Path
) -> None:
    async with at_the_practice_desk(practice_file, tmp_path) as driver:
        await _go(driver, name)
        before = await _facts(driver)
        for letter in _letters(driver):
            await _go(driver, name)
            screen = driver.screen
            await driver.press(letter)
            if not screen.bar.is_open or driver.screen is not screen:
                continue
            assert screen.bar.spec is not None and _says_no_with_n_alone(screen.bar.spec), letter
            asks = isinstance(screen.bar.progress and screen.bar.progress.step, ChoiceStep)
            if asks:
                wrong = _no_choice(driver)
                await driver.press(wrong)
                assert driver.screen is screen and screen.bar.is_open, (letter, wrong)
                assert f"{wrong} is no choice here" in driver.text, letter
            await driver.type_text(NHS_NUMBER)
            await driver.press("enter")
            found = driver.screen
            if isinstance(found, FindScreen):
                assert found._box.value == NHS_NUMBER, letter
            else:
                assert found is screen and screen.bar.is_open and "number" in driver.text, letter
            assert await _facts(driver) == before, letter
            while screen.bar.is_open:
                await driver.press("f12")
            await driver.press("f12")


def _answers_before(spec: BarSpec, asked: ChoiceStep | TextStep) -> dict[str, str] | None:
    """Return answers that lead to a question; None if no choice that can be made does."""
    steps = {step.name: step for step in spec.steps}
    ways: list[tuple[str, dict[str, str]]] = [(spec.steps[0].name, {})]
    while ways:
        name, answers = ways.pop()
        if name == asked.name:
            return answers
        step = steps.get(name)
        if step is None or name in answers:
            continue
        if isinstance(step, TextStep):
            ways.append((step.then, {**answers, name: "x"}))
            continue
        for choice in step.choices:
            if not choice.why_not:
                ways.append((step.then if choice.then is None else choice.then, {**answers, name: choice.code}))
    return None


@pytest.mark.parametrize("name", ON)
async def test_a_red_flag_in_any_text_of_a_bar_brings_the_script(
    name: str, practice_file: Path, tmp_path: Path
) -> None:
    async with at_the_practice_desk(practice_file, tmp_path) as driver:
        await _go(driver, name)
        for letter in _letters(driver):
            await _go(driver, name)
            screen = driver.screen
            await driver.press(letter)
            if not screen.bar.is_open or driver.screen is not screen:
                continue
            spec = screen.bar.spec
            assert spec is not None
            for step in (each for each in spec.steps if isinstance(each, TextStep)):
                answers = _answers_before(spec, step)
                if answers is None:
                    continue
                typed = {"at": step.name, "answers": {**answers, step.name: "now has chest pain"}}
                screen.bars.open(spec, state=typed)
                await driver.settle()
                assert ("! chest pain: Do not take a message" in driver.text) is step.said, (letter, step.name)
            while screen.bar.is_open:
                await driver.press("f12")
            assert "Do not take a message" not in driver.text


EVIDENCE = " · ".join(f"evidence {place} of what the record shows" for place in range(60))
REFUSAL = "Refused because of what stands in the record. " * 8


async def _long_preview(answer: BarAnswer) -> str:
    del answer
    return EVIDENCE


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("name", ON)
async def test_what_is_typed_in_a_bar_is_in_sight_however_much_it_shows(
    name: str, size: tuple[int, int], practice_file: Path, tmp_path: Path
) -> None:
    async with at_the_practice_desk(practice_file, tmp_path, size) as driver:
        await _go(driver, name)
        for letter in _letters(driver):
            await _go(driver, name)
            screen = driver.screen
            await driver.press(letter)
            if not screen.bar.is_open or driver.screen is not screen:
                continue
            spec = screen.bar.spec
            assert spec is not None
            longest = replace(spec, note=EVIDENCE, say=REFUSAL, preview=_long_preview)
            for step in (each for each in spec.steps if isinstance(each, TextStep)):
                answers = _answers_before(spec, step)
                if answers is None:
                    continue
                screen.bars.open(longest, state={"at": step.name, "answers": answers})
                await driver.type_text("chest pain zq")
                for told in ("", REFUSAL):
                    driver.app.say(REFUSAL)
                    screen.bar.tell(told)
                    await driver.settle()
                    assert "chest pain zq" in driver.text, (letter, step.name, driver.text)
                    assert not told or "! Refused because" in driver.text, (letter, step.name, driver.text)
            while screen.bar.is_open:
                await driver.press("f12")


@pytest.mark.parametrize("name", ON)
async def test_help_over_a_bar_is_of_this_bar_and_gives_it_back_as_it_was(
    name: str, practice_file: Path, tmp_path: Path
) -> None:
    async with at_the_practice_desk(practice_file, tmp_path, (100, 60)) as driver:
        await _go(driver, name)
        for letter in _letters(driver):
            await _go(driver, name)
            screen = driver.screen
            await driver.press(letter)
            if not screen.bar.is_open or driver.screen is not screen:
                continue
            spec = screen.bar.spec
            assert spec is not None
            for step in spec.steps[:1] + tuple(each for each in spec.steps[1:] if isinstance(each, TextStep))[:1]:
                answers = _answers_before(spec, step)
                if answers is None:
                    continue
                screen.bars.open(spec, state={"at": step.name, "answers": answers})
                await driver.settle()
                if isinstance(step, TextStep):
                    await driver.type_text("dog ate")
                before, focused = screen.bar.get_state(), screen.focused
                await driver.press("f1")
                assert "You are in the bar" in driver.text and bare_prompt(step)[:20] in driver.text, letter
                if isinstance(step, ChoiceStep):
                    flat = " ".join(driver.text.replace("│", " ").split())
                    assert all(choice.label.split()[0] in flat for choice in step.choices[:6]), letter
                await driver.press("f12")
                assert (driver.screen, screen.bar.get_state(), screen.focused) == (screen, before, focused), letter
            while screen.bar.is_open:
                await driver.press("f12")


@pytest.mark.parametrize("pace", ["slowly", "fast"])
async def test_a_number_typed_over_the_slots_books_nobody(pace: str, practice_file: Path, tmp_path: Path) -> None:
    async with at_the_practice_desk(practice_file, tmp_path) as driver:
        before = await _facts(driver)
        for said, opened_by in product(SAID, ("", "b")):
            await driver.press("f3", *opened_by)
            if pace == "slowly":
                await driver.press(*said)
            else:
                await driver.type_text(said)
            await driver.press("enter")
            assert await _facts(driver) == before
            assert isinstance(driver.screen, FindScreen) and driver.screen._box.value == said


async def test_one_digit_chooses_a_slot_a_second_another_and_backspace_leaves_a_number(
    practice_file: Path, tmp_path: Path
) -> None:
    async with at_the_practice_desk(practice_file, tmp_path) as driver:
        await driver.press("b", "2", "3")
        progress = driver.screen.bar.progress
        assert progress is not None and "is a number" not in driver.text
        chosen = progress.answer()["slot"]
        await driver.press("4")
        assert "234 is a number, not a choice" in driver.text
        await driver.press("backspace")
        assert progress.answer()["slot"] == chosen
        await driver.press("2")
        assert progress.answer()["slot"] not in ("", chosen)
