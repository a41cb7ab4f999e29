"""A red flag is heard in whatever is typed that a patient or caller may have said: bars, forms, the one box (R-723)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import clerkdesk
from clerkdesk.screens.card.details import DetailsScreen
from clerkdesk.screens.referrals.screen import ReferScreen
from clerkdesk.services.patients.correcting import Corrected
from clerkdesk.settings import DeskSettings
from clerkdesk.widgets.bar import Bar
from tests.drivers import Driver, driving
from tests.screens.front_desk import FrontDesk, at_the_front_desk
from tests.screens.trial import FormScreen, TrialDesk

SCRIPT = DeskSettings().red_flag_script.split(".")[0]
CODE = Path(clerkdesk.__file__).parent
NOT_SAID = {
    ("awaiting_bar", "what"): "what a clinician ordered",
    ("awaiting_bar", "then_what"): "what a clinician ordered",
    ("outcome_bar", "what"): "what a clinician ordered",
    ("vet_bar", "comment"): "what a clinician wrote of the referral",
    ("vet_bar", "advice"): "what a clinician wrote of the referral",
    ("joining", "takes"): "numbers of pathways",
    ("bars", "clerk"): "a name of the staff",
    ("bars", "first"): "a day",
    ("bars", "last"): "a day",
    ("bars", "kind"): "a kind of act",
    ("bars", "scenario"): "changes to a forecast",
    ("referrals", "reason"): "what the referrer wrote, unless the patient refers themselves",
}
"""Texts in which symptoms are usual, and who wrote them instead of the patient."""
BOXES = {
    "answer_box": "hears by the questions of its bar",
    "fields": "hears by its form",
    "find/screen": "hears by itself",
    "call/box": "hears by its call",
    "desk/asking": "names and secrets of the staff",
    "choose_row": "a name to search for",
    "filter_box": "a name to search for",
    "clinics/cancel_clinic": "a number",
}
"""Every place where letters are typed."""


def _takes_letters(node: ast.AST) -> bool:
    made = isinstance(node, ast.Call) and _named(node.func) == "DeskInput"
    return made or (isinstance(node, ast.ClassDef) and "DeskInput" in map(_named, node.bases))


def _nodes() -> Iterator[tuple[Path, ast.AST]]:
    for part in ("widgets", "screens"):
        for path in sorted((CODE / part).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from ((path.relative_to(CODE / part), node) for node in ast.walk(tree))


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def test_only_what_somebody_else_wrote_is_not_heard() -> None:
    deaf = set()
    for path, node in _nodes():
        if not isinstance(node, ast.Call) or _named(node.func) not in ("TextStep", "TextField"):
            continue
        if any(each.arg == "said" for each in node.keywords):
            name = node.args[0]
            assert isinstance(name, ast.Constant)
            deaf.add((path.parent.name if path.stem == "screen" else path.stem, str(name.value)))
    assert deaf == set(NOT_SAID)


def test_letters_are_typed_nowhere_else() -> None:
    assert {str(path.with_suffix("")) for path, node in _nodes() if _takes_letters(node)} == set(BOXES)


async def _comment(driver: Driver, text: str) -> None:
    await driver.press("b", "n", "i", "tab")
    await driver.type_text(text)


async def test_the_script_comes_with_the_words_and_goes_with_them() -> None:
    async with driving(TrialDesk()) as driver:
        await _comment(driver, "she has chest p")
        assert SCRIPT not in driver.text
        await driver.type_text("ain and is breathless")
        assert f"! chest pain, breathless: {SCRIPT}" in driver.text
        await driver.press(*["backspace"] * 40)
        assert SCRIPT not in driver.text


async def test_enter_asks_once_before_it_counts_and_what_is_typed_ahead_is_no_answer() -> None:
    async with driving(TrialDesk()) as driver:
        await _comment(driver, "took an overdose")
        driver.send("enter", "enter")
        await driver.settle()
        assert driver.app.trial.done == [] and "Red flag: first do what the line above says" in driver.text
        await driver.press("enter")
        assert [values["comment"] for _, values in driver.app.trial.done] == ["took an overdose"]
        assert SCRIPT not in driver.text


async def test_another_red_flag_asks_again_and_a_bar_that_is_left_forgets() -> None:
    async with driving(TrialDesk()) as driver:
        await _comment(driver, "overdose")
        await driver.press("enter")
        await driver.type_text(" and unconscious")
        await driver.press("enter")
        assert driver.app.trial.done == []
        while driver.screen.query_one(Bar).is_open:
            await driver.press("f12")
        assert SCRIPT not in driver.text
        await _comment(driver, "overdose")
        await driver.press("enter")
        assert driver.app.trial.done == [] and SCRIPT in driver.text


async def test_ordinary_words_ask_nothing() -> None:
    async with driving(TrialDesk()) as driver:
        await _comment(driver, "is on a cruise")
        await driver.press("enter")
        assert len(driver.app.trial.done) == 1


async def test_a_form_shows_the_script_and_asks_once() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("f9")
        screen = driver.screen
        assert isinstance(screen, FormScreen)
        await driver.type_text("Fever since Monday")
        assert SCRIPT in driver.text
        await driver.press("tab")
        await driver.type_text("140367")
        await driver.press("enter")
        assert screen.submitted == [] and "Red flag: first do what the line above says" in driver.status
        await driver.press("enter")
        assert len(screen.submitted) == 1


async def test_what_stands_on_record_is_no_red_flag_of_this_call_and_what_is_added_is(front: FrontDesk) -> None:
    record = front.desk.patients.correct(front.anjali.patient_id, {"safe_contact_note": "ring twice: breathless"})
    assert isinstance(record, Corrected), record
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj 14/3/67")
        await page.press("ctrl+y")
        await page.until(lambda: "NN1 2AB" in page.text, "what stands on record")
        screen = page.app.screen
        assert isinstance(screen, DetailsScreen) and SCRIPT not in page.text
        screen.form.go_to("safe_contact_note")
        await page.press("end")
        await page.type_text(" and bleeding")
        assert f"! breathless, bleeding: {SCRIPT}" in page.text


async def test_the_reason_of_a_referral_names_symptoms_unless_the_patient_refers_themselves(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj 14/3/67")
        await page.press("ctrl+r")
        await page.until(lambda: isinstance(page.app.screen, ReferScreen), "the form for the referral")
        screen = page.app.screen
        assert isinstance(screen, ReferScreen)
        screen.form.go_to("reason")
        await page.type_text("rectal bleeding")
        assert SCRIPT not in page.text
        screen.form.go_to("route")
        await page.press("s")
        assert f"! bleeding: {SCRIPT}" in page.text


async def test_the_one_box_hears_it_too_and_takes_a_command_for_no_symptom(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("pa140367 has chest pain")
        assert f"! chest pain: {SCRIPT}" in page.text
        await page.press("f2")
        await page.type_text(".list stroke")
        assert SCRIPT not in page.text
