"""Whom a call is about, without the call: what is typed is looked up, chosen, settled, and kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from textual.events import Paste
from textual.message import Message

from clerkdesk.rules.contact.said_behind import part_said
from clerkdesk.screens.call.caller import WHO, CallerFinder
from clerkdesk.screens.call.proceed import Proceed
from clerkdesk.screens.find.rows import read_answers
from tests.builders import a_patient
from tests.screens.call.part_alone import Alone, alone
from tests.screens.scene import MOTHERS_NUMBER, Scene

MAEVE = "O'NEIL Maeve"


class Finding:
    """A finder that is answered from a real desk."""

    def __init__(self, scene: Scene) -> None:
        self.desk = scene.desk
        today = scene.clock.at.date()
        self.finder = CallerFinder("From", partial(part_said, today=today), lambda: scene.clock.at)
        self.looked_for: list[str] = []

    def hears(self, message: Message) -> None:
        if isinstance(message, CallerFinder.LookFor):
            self.looked_for.append(message.text)
            self.finder.show(read_answers(self.desk, message.text))
            self.finder.draw("")

    def press(self, digit: str) -> None:
        if self.finder.found.has_focus:
            self.finder.press(int(digit))


@asynccontextmanager
async def finding(scene: Scene) -> AsyncIterator[tuple[CallerFinder, Alone]]:
    it = Finding(scene)
    async with alone(it.finder, hears=it.hears, digit=it.press) as page:
        it.finder.draw("")
        it.finder.begin_again()
        yield it.finder, page


async def test_the_only_one_who_fits_is_named_and_taken_with_enter(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text(MOTHERS_NUMBER)
        assert finder.is_open_question and not page.app.of(CallerFinder.Meant)
        assert f"→ mother of {MAEVE}, 7 · Enter" in " ".join(page.app.text.split())
        await page.press("enter")
        (meant,) = page.app.of(CallerFinder.Meant)
        assert (meant.is_another, meant.then) == (True, "rows")
        assert (finder.patient_id, finder.match) == (scene.patient_id, "telephone of mother")
        assert not finder.is_open_question and not finder.found.rows


async def test_each_text_is_looked_up_once_as_it_is_typed(scene: Scene) -> None:
    async with finding(scene) as (_, page):
        await page.type_text("on ")
        await page.press("left", "right")
        assert [each.text for each in page.app.of(CallerFinder.LookFor)] == ["o", "on"]
        await page.press("backspace", "backspace")
        assert [each.text for each in page.app.of(CallerFinder.LookFor)] == ["o", "on", "o"]


async def test_an_emptied_box_leaves_nobody_to_choose(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text("on")
        assert finder.is_open_question and not page.app.of(CallerFinder.Typed)[-1].is_settled
        await page.press("backspace", "backspace")
        assert not finder.is_open_question and page.app.of(CallerFinder.Typed)[-1].is_settled


async def test_several_who_fit_are_listed_and_a_digit_chooses(scene: Scene) -> None:
    other = a_patient(scene.desk, "O'Neil", "Sean")
    async with finding(scene) as (finder, page):
        await page.type_text("o'neil")
        await page.press("enter")
        assert page.app.of(CallerFinder.Unsettled)[0].sentence == WHO
        assert finder.found.has_focus and page.app.of(CallerFinder.Meant) == []
        names = [row.name for row in finder.found.rows]
        assert MAEVE in page.app.text and sorted(names) == [MAEVE, "O'NEIL Sean"]
        await page.press(str(names.index("O'NEIL Sean") + 1))
        assert finder.patient_id == other and page.app.of(CallerFinder.Meant)[0].then == "on"


async def test_enter_on_the_list_takes_the_row_under_the_cursor(scene: Scene) -> None:
    a_patient(scene.desk, "O'Neil", "Sean")
    async with finding(scene) as (finder, page):
        await page.type_text("o'neil")
        await page.press("down", "down")
        row = finder.found.row
        assert row is not None and finder.found.row_number == 1
        await page.press("enter")
        assert finder.patient_id == row.patient.id


async def test_a_digit_without_a_row_says_so_and_zero_means_nobody(scene: Scene) -> None:
    a_patient(scene.desk, "O'Neil", "Sean")
    async with finding(scene) as (finder, page):
        await page.type_text("o'neil")
        await page.press("enter")
        assert finder.press(7) == "7 is none of these: 1-2 chooses, 0 none of these."
        assert finder.is_open_question
        await page.press("0")
        (meant,) = page.app.of(CallerFinder.Meant)
        assert (meant.is_another, meant.then, finder.patient_id) == (False, "text", None)


async def test_what_may_not_be_known_yet_stands_in_no_column(scene: Scene) -> None:
    a_patient(scene.desk, "O'Neil", "Sean")
    async with finding(scene) as (_, page):
        await page.type_text("o'neil")
        assert MAEVE in page.app.text and "Tue 1 Apr" not in page.app.text


async def test_a_number_that_nobody_has_is_a_call_about_nobody(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text("07700 900999")
        await page.press("enter")
        (meant,) = page.app.of(CallerFinder.Meant)
        assert (finder.patient_id, meant.then) == (None, "text")
        assert (finder.number, finder.words_about_nobody) == ("+447700900999", "")


async def test_words_that_mean_nobody_settle_nobody_and_are_the_caller_s(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text("zzyzx chest pain")
        await page.press("enter")
        (unsettled,) = page.app.of(CallerFinder.Unsettled)
        assert not unsettled.several and "parks the call" in unsettled.sentence
        assert finder.words_about_nobody == "zzyzx chest pain" and page.app.of(CallerFinder.Meant) == []


@pytest.mark.parametrize("who", [MOTHERS_NUMBER, "on030218", "NN1 2AB"])
async def test_a_word_behind_an_identifier_takes_its_only_patient_and_goes_on(scene: Scene, who: str) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text(f"{who} w")
        assert [each.said for each in page.app.of(CallerFinder.TypedOn)] == ["w"]
        assert (finder.typed, finder.patient_id) == (who, scene.patient_id)
        assert page.app.of(CallerFinder.Meant)[0].then == ""


async def test_pasted_words_behind_an_identifier_go_on_whole(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        finder.box.post_message(Paste(f"{MOTHERS_NUMBER} rang about 3 days of pain"))
        await page.press("end")
        assert [each.said for each in page.app.of(CallerFinder.TypedOn)] == ["rang about 3 days of pain"]
        assert (finder.typed, finder.patient_id) == (MOTHERS_NUMBER, scene.patient_id)


async def test_enter_on_what_is_settled_goes_on_and_other_words_open_the_question_again(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text(MOTHERS_NUMBER)
        await page.press("enter", "enter")
        assert len(page.app.of(Proceed)) == 1 and len(page.app.of(CallerFinder.Meant)) == 1
        finder.begin_again()
        await page.type_text("on030218")
        assert finder.is_open_question and finder.patient_id == scene.patient_id
        await page.press("enter")
        assert not page.app.of(CallerFinder.Meant)[-1].is_another


async def test_an_answer_to_an_earlier_text_is_dropped(scene: Scene) -> None:
    late = read_answers(scene.desk, "o'neil")
    async with finding(scene) as (finder, page):
        await page.type_text("zzyzx")
        assert not finder.show(late)
        assert not finder.found.rows and finder.answers.text == "zzyzx"


async def test_what_was_settled_comes_back_with_the_cursor(scene: Scene) -> None:
    async with finding(scene) as (finder, page):
        await page.type_text(MOTHERS_NUMBER)
        await page.press("enter", "left", "left")
        kept = finder.get_state()
    async with finding(scene) as (finder, page):
        finder.set_state(kept)
        await page.press("right", "left")
        assert finder.get_state() == kept
        assert (finder.patient_id, finder.settled_number) == (scene.patient_id, "+447700900456")
        assert page.app.of(CallerFinder.LookFor) == [] and not finder.is_open_question
