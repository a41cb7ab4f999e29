"""The message form without the call: digits, urgency, red flags, what is missing, and what is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from clerkdesk.screens.call.message import NOBODY, MessageForm
from clerkdesk.screens.call.proceed import Proceed
from clerkdesk.settings import DeskSettings
from clerkdesk.widgets.form import Form
from tests.conftest import MONDAY
from tests.screens.call.part_alone import Alone, alone
from tests.screens.scene import Scene


@asynccontextmanager
async def writing(scene: Scene, *, phone: bool = True) -> AsyncIterator[tuple[MessageForm, Alone]]:
    form = MessageForm(DeskSettings(), lambda: MONDAY, phone=phone)
    async with alone(form) as page:
        form.offer_routes(scene.desk.inbox.routes(scene.patient_id))
        form.go_to("text")
        yield form, page


async def test_enter_is_passed_on_and_takes_nothing_by_itself(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        assert not form.is_begun
        await page.type_text("ring her")
        await page.press("enter")
        assert form.is_begun and len(page.app.of(Proceed)) == 1
        assert page.app.of(Form.Submitted) == [] and page.app.of(Form.Incomplete) == []


async def test_a_message_without_a_digit_asks_for_whom_it_is(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        await page.type_text("ring her")
        form.submit()
        await page.press("end")
        (missing,) = page.app.of(Form.Incomplete)
        assert missing.sentence == "Who is it for? Choose a digit." and form.asks_for_whom
        await page.press("1")
        form.submit()
        await page.press("end")
        assert len(page.app.of(Form.Submitted)) == 1
        assert (form.written().digit, form.written().urgency) == ("1", "routine")


async def test_a_call_may_need_nobody_and_a_letter_may_not(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        form.go_to("for")
        await page.press(NOBODY)
        assert form.values["for"] == NOBODY and "nobody: dealt with" in page.app.text
    async with writing(scene, phone=False) as (form, page):
        form.go_to("for")
        await page.press(NOBODY)
        assert form.values["for"] == "" and "nobody: dealt with" not in page.app.text


@pytest.mark.parametrize(("key", "urgency"), [("plus", "today"), ("exclamation_mark", "urgent")])
async def test_signs_on_the_line_of_digits_say_how_soon(scene: Scene, key: str, urgency: str) -> None:
    async with writing(scene) as (form, page):
        await page.press(key)
        assert form.values["when"] == "routine", "in the text a sign is a sign"
        form.go_to("for")
        await page.press(key)
        assert form.values["when"] == urgency and form.asks_for_whom
        assert form.shows_script is (urgency == "urgent")


async def test_a_red_flag_is_never_routine_and_asks_to_whom_the_caller_was_put_through(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        assert "Put through" not in page.app.text and not form.flags
        await page.type_text("she has chest pain")
        assert form.flags == ("chest pain",) and form.values["when"] == "urgent" and form.shows_script
        assert "Put through" in page.app.text and page.app.of(MessageForm.Heard)
        form.go_to("when")
        await page.press("r")
        assert form.values["when"] == "urgent"
        form.go_to("for")
        await page.press("1")
        form.submit()
        await page.press("end")
        assert [each.sentence for each in page.app.of(Form.Incomplete)] == ["Say who you put the caller through to."]
        await page.type_text("Sister Webb")
        form.submit()
        await page.press("end")
        assert len(page.app.of(Form.Submitted)) == 1 and form.written().put_through == "Sister Webb"


async def test_a_red_flag_that_is_typed_away_may_be_routine_again(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        await page.type_text("chest pain")
        await page.press(*["backspace"] * 10)
        assert form.flags == ()
        form.go_to("when")
        await page.press("r")
        assert form.values["when"] == "routine" and not form.shows_script


@pytest.mark.parametrize("field", ["best_time", "caller"])
async def test_a_red_flag_is_heard_in_every_field_in_which_the_caller_speaks(scene: Scene, field: str) -> None:
    async with writing(scene) as (form, page):
        form.go_to(field)
        await page.type_text("bleeding")
        assert form.flags == ("bleeding",) and form.values["when"] == "urgent"


async def test_words_of_the_first_line_stand_before_the_message(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        form.put_before("zzyzx chest pain")
        await page.type_text("please ring")
        assert form.flags == ("chest pain",) and form.values["when"] == "urgent"
        form.go_to("for")
        await page.press("1")
        assert form.written().text == "zzyzx chest pain · please ring"


async def test_words_go_on_behind_what_is_typed(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        form.begin_with("wants half")
        form.go_on()
        await page.type_text("term")
        assert form.values["text"] == "wants half term"
        form.begin_with("please")
        assert form.values["text"] == "wants half term please"


async def test_who_rings_is_filled_in_unless_the_clerk_has_said_so(scene: Scene) -> None:
    async with writing(scene) as (form, _):
        form.name_caller("Mary O'Neil, mother")
        caller = form.written().rung_by("+447700900456", is_identified=True)
        assert (caller.name, caller.relationship, caller.number) == ("Mary O'Neil", "mother", "+447700900456")
        assert caller.identity_confirmed
        form.name_caller("Pat Webb, neighbour")
        assert form.values["caller"] == "Mary O'Neil, mother"


async def test_a_call_back_that_was_promised_has_its_moment(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        await page.type_text("ring me")
        form.go_to("ring_back")
        await page.type_text("15")
        assert form.written().ring_back_at == datetime(2025, 3, 3, 15, 0)


async def test_what_came_otherwise_says_by_which_way(scene: Scene) -> None:
    async with writing(scene, phone=False) as (form, page):
        form.go_to("channel")
        await page.press("l")
        assert form.written().channel == "letter"
    async with writing(scene) as (form, page):
        assert "channel" not in form.values and form.written().channel == "phone"


async def test_everything_comes_back_with_field_and_cursor(scene: Scene) -> None:
    async with writing(scene) as (form, page):
        await page.type_text("she has chest pain")
        form.go_to("for")
        await page.press("2")
        form.go_to("text")
        await page.press("left", "left")
        kept = form.get_state()
    form = MessageForm(DeskSettings(), lambda: MONDAY, phone=True)
    async with alone(form) as page:
        form.set_state(kept)
        await page.press("left", "right")
        assert form.get_state() == kept, "the digit stands before it is known whom it is for"
        assert form.flags == ("chest pain",) and form.values["for"] == "2"
