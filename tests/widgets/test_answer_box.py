"""The text box of a bar, without the bar: each question keeps its text and its undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult

from clerkdesk.widgets.answer_box import AnswerBox


class OneBox(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.box = AnswerBox()

    def compose(self) -> ComposeResult:
        yield self.box


@asynccontextmanager
async def _a_box() -> AsyncIterator[AnswerBox]:
    app = OneBox()
    async with app.run_test():
        yield app.box


async def test_a_question_shows_its_text_and_prompt() -> None:
    async with _a_box() as box:
        box.ask("why", "half term", "reason in your words")
        assert (box.value, box.placeholder, box.display) == ("half term", "reason in your words", True)


async def test_the_cursor_of_a_saved_text_is_put_back() -> None:
    async with _a_box() as box:
        box.ask("why", "half term", "reason", 4)
        assert box.cursor_position == 4
        box.ask("by", "Dr Shah", "who decided", 99)
        assert box.cursor_position == len("Dr Shah")


async def test_the_same_question_again_keeps_the_position_of_the_cursor() -> None:
    async with _a_box() as box:
        box.ask("why", "half term", "reason", 4)
        box.ask("why", "half term", "reason", 4)
        assert box.cursor_position == 4 and box.selection.is_empty


async def test_a_question_with_choices_hides_the_box_and_the_text_starts_afresh_after_it() -> None:
    async with _a_box() as box:
        box.ask("why", "half term", "reason")
        box.leave()
        assert not box.display
        box.ask("why", "half term", "reason")
        assert box.display and box.selected_text == "half term"
