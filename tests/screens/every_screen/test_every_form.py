"""Every form of the desk, opened, half filled, left, come back to, emptied: the focus is where the clerk types next.

A form begins in its first field, with what is typed ahead of it; it is found again as it was left.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from textual.screen import Screen
from textual.widget import Widget

import clerkdesk.screens
from clerkdesk.screens.desk.host import InHand
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.fields import ChoiceField, Field
from clerkdesk.widgets.form import Form
from tests.builders import a_patient
from tests.drivers import Driver
from tests.screens.scene import Scene

FORMS: Mapping[str, tuple[str, ...]] = {
    "register": ("ctrl+n",),
    "refer": ("ctrl+r",),
    "details": ("ctrl+y",),
    "call": ("f8",),
    "letter": ("f9", "i"),
}
"""How each form is opened."""
MADE_IN = {"register/screen.py", "referrals/screen.py", "card/details.py", "call/sheet.py"}
"""The modules that make a form; a letter is a call that came by another channel."""
OF_ONE_PATIENT = ("refer", "details")
AWAY = ("f3", "f9", "f10")


def _first(driver: Driver) -> DeskInput:
    """The first box on the screen into which a clerk can type."""
    return next(each for each in driver.screen.focus_chain if isinstance(each, DeskInput) and each.is_on_screen)


def _forms(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Form"):
            yield node.func.id


def test_every_form_is_in_the_walk() -> None:
    folder = Path(clerkdesk.screens.__file__).parent
    made = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if any(_forms(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert made == MADE_IN, "add to FORMS how the new form is opened"


def _state(driver: Driver) -> Any:
    return driver.screen.query_one(Form).get_state()


async def _come_back_to(driver: Driver, form: Screen[Any]) -> None:
    while driver.screen is not form:
        before = driver.screen
        await driver.press("f12")
        assert driver.screen is not before, before.NAME


async def test_a_form_begins_in_its_first_field_and_is_found_again_as_it_was_left(scene: Scene) -> None:
    async with scene.at_the_desk(size=(100, 40)) as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        for name, keys in FORMS.items():
            await driver.press(*keys[:-1])
            driver.send(*keys[-1:])
            driver.send_text("Webb")
            await driver.settle()
            form, first = driver.screen, _first(driver)
            assert first.has_focus and first.value.endswith("Webb"), (name, first.value)
            await driver.press("tab")
            await driver.type_text("12")
            left, focused = _state(driver), form.focused
            for key in AWAY:
                await driver.press(key)
                await _come_back_to(driver, form)
                assert (_state(driver), form.focused) == (left, focused), (name, key)


def _is_within(field: Field, body: Widget) -> bool:
    return body.region.contains_region(field.region)


async def test_every_field_in_focus_is_seen_with_its_choices_on_the_smallest_window(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        driver.app.take_in_hand(InHand(scene.patient_id, "O'NEIL Maeve"))
        for keys in FORMS.values():
            await driver.press(*keys)
            body = driver.screen.query_one("#body")
            for field in driver.screen.query(Field):
                if not (field.display and field.focus_target.focusable):
                    continue
                for _ in driver.screen.focus_chain:
                    if driver.app.focused is not field.focus_target:
                        await driver.press("tab")
                assert driver.app.focused is field.focus_target, (keys, field.field_name)
                # The form scrolls to it within a moment.
                await driver.until(partial(_is_within, field, body), field.field_name)
                shown = " ".join(driver.text.split())
                for choice in field.choices if isinstance(field, ChoiceField) else ():
                    assert f"{choice.key} {choice.label}" in shown, (keys, choice.label, driver.text)


async def _emptied(driver: Driver, scene: Scene, name: str) -> None:
    """Half fill a form, then come by another one in the way that the desk has for it."""
    await driver.press(*FORMS[name], "tab")
    await driver.type_text("12")
    if name == "register":
        await driver.press("ctrl+n", "enter")
    elif name in OF_ONE_PATIENT:
        other = a_patient(scene.desk, "Okafor", nhs_number=None, postcode="", postcode_key="")
        driver.app.take_in_hand(InHand(other, "OKAFOR"))
        await driver.press(*FORMS[name])
        assert "What was begun for O'NEIL Maeve is kept for them." in driver.status
    else:
        await driver.press("f12", *FORMS[name])


async def test_a_form_that_begins_anew_begins_in_its_first_field(scene: Scene) -> None:
    maeve = InHand(scene.patient_id, "O'NEIL Maeve")
    async with scene.at_the_desk(size=(100, 40)) as driver:
        for name, keys in FORMS.items():
            driver.app.take_in_hand(maeve)
            await _emptied(driver, scene, name)
            driver.send_text("Webb")
            await driver.settle()
            assert _first(driver).value == "Webb", driver.text
            if name in OF_ONE_PATIENT:
                driver.app.take_in_hand(maeve)
                await driver.press(*keys)
                found = [each.value for each in driver.screen.query(DeskInput)]
                assert any(value.endswith("12") for value in found), "what was begun comes back"
