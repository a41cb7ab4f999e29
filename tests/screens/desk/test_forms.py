from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from clerkdesk.widgets.form import Form
from tests.drivers import Driver, driving
from tests.screens.trial import FormScreen, TrialDesk


@asynccontextmanager
async def filling() -> AsyncIterator[tuple[Driver, FormScreen]]:
    async with driving(TrialDesk()) as driver:
        await driver.press("f9")
        screen = driver.screen
        assert isinstance(screen, FormScreen)
        yield driver, screen


async def test_of_two_wrong_fields_the_one_in_focus_is_told() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("f9")
        await driver.type_text("Patel")
        await driver.press("tab")
        await driver.type_text("140367")
        await driver.press("tab")
        await driver.type_text("999")
        await driver.press("tab")
        await driver.type_text("NN1")
        await driver.press("enter")
        form = driver.screen.query_one(Form)
        assert form.focused_field is form.field("nhs_number")
        assert driver.status == form.field("nhs_number").problem()
        await driver.press("tab", "tab")
        assert driver.status == form.field("postcode").problem()


async def test_enter_goes_to_the_first_missing_field_and_says_so() -> None:
    async with filling() as (driver, screen):
        await driver.type_text("O'Neil-[/]")
        await driver.press("tab", "tab", "enter")
        assert driver.status == "Date of birth is missing."
        assert screen.form.focused_field is screen.form.field("date_of_birth")


async def test_enter_on_a_complete_form_submits_what_was_read() -> None:
    async with filling() as (driver, screen):
        await driver.type_text("O'Neil-[/]")
        await driver.press("tab")
        await driver.type_text("14/3/67")
        await driver.press("tab", "tab")
        await driver.type_text("nn12ab")
        await driver.press("tab", "F", "tab", "y", "enter")
        assert screen.submitted == [
            {
                "family_name": "O'Neil-[/]",
                "date_of_birth": "1967-03-14",
                "nhs_number": "",
                "postcode": "NN1 2AB",
                "gender": "2",
                "texts": "yes",
            }
        ]


async def test_a_date_is_echoed_in_full_while_it_is_typed() -> None:
    async with filling() as (driver, _):
        await driver.press("down")
        await driver.type_text("140367")
        assert "14 Mar 1967 (59)" in driver.text


async def test_a_field_has_the_room_that_its_echo_leaves() -> None:
    address = "Flat 12, Wellington House, 148 Long Buckby Road"
    async with filling() as (driver, _):
        await driver.type_text(address)
        assert driver.app.size.width == 80 and address in driver.text
        await driver.press("tab")
        await driver.type_text("140367")
        assert "140367" in driver.text and "✓ 14 Mar 1967 (59)" in driver.text


async def test_a_wrong_number_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    async with filling() as (driver, screen):
        await driver.type_text("Patel")
        await driver.press("down")
        await driver.type_text("1/1/70")
        await driver.press("down")
        await driver.type_text("999 000 0019")
        await driver.press("enter")
        assert "last digit" in driver.status and "999 000 0019" in driver.text and screen.submitted == []


async def test_down_in_a_choice_goes_on_and_opens_nothing() -> None:
    async with filling() as (driver, screen):
        screen.form.go_to("gender")
        await driver.press("down")
        assert screen.form.focused_field is screen.form.field("texts")


async def test_a_letter_that_is_no_choice_changes_nothing_and_says_so() -> None:
    async with filling() as (driver, screen):
        screen.form.go_to("gender")
        await driver.press("m", "q")
        assert screen.form.values["gender"] == "1" and "q is none of f, m" in driver.status


@pytest.mark.parametrize("word", [" Flat 9", "new road", "Nk"])
async def test_a_word_typed_over_a_choice_leaves_what_stood_before(word: str) -> None:
    async with filling() as (driver, screen):
        screen.form.go_to("texts")
        await driver.press("y", "tab")
        screen.form.go_to("texts")
        await driver.type_text(word)
        assert screen.form.values["texts"] == "yes", "what stood before the word"
        await driver.press("n")
        assert screen.form.values["texts"] == "no", "a letter chooses as ever"


async def test_a_refused_letter_is_forgotten_once_the_choice_is_left() -> None:
    async with filling() as (driver, screen):
        screen.form.go_to("gender")
        await driver.press("q", "tab")
        assert "q is none of" not in driver.text


async def test_ctrl_z_takes_back_typing_and_nothing_else() -> None:
    async with filling() as (driver, screen):
        await driver.type_text("Patel")
        await driver.press("ctrl+z", "ctrl+z")
        assert screen.form.values["family_name"] == "Pat"


async def test_a_question_mark_in_a_field_is_a_question_mark() -> None:
    async with filling() as (driver, screen):
        await driver.type_text("Pa?")
        assert screen.form.values["family_name"] == "Pa?"


async def test_keys_typed_blind_through_a_whole_form_end_where_they_belong() -> None:
    async with driving(TrialDesk()) as driver:
        driver.send("f9")
        driver.send_text("Patel")
        driver.send("tab")
        driver.send_text("14/3/67")
        driver.send("tab", "tab")
        driver.send_text("nn1 2ab")
        driver.send("tab")
        driver.send_text("m")
        await driver.settle()
        screen = driver.screen
        assert isinstance(screen, FormScreen)
        values = screen.form.values
    assert (values["family_name"], values["date_of_birth"], values["postcode"], values["gender"]) == (
        "Patel", "1967-03-14", "NN1 2AB", "1",
    )  # fmt: skip


async def test_a_half_filled_form_is_put_back_to_the_field_and_the_cursor() -> None:
    async with filling() as (driver, screen):
        await driver.type_text("Patel")
        await driver.press("tab")
        await driver.type_text("14/3")
        await driver.press("left")
        kept = json.dumps(screen.form.get_state())
    async with filling() as (driver, screen):
        screen.form.set_state(json.loads(kept))
        await driver.settle()
        assert json.dumps(screen.form.get_state()) == kept
