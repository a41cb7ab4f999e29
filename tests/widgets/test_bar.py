"""The bar without a screen: it opens on its first question, letters and digits choose, Enter commits, Tab goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.events import Key
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from clerkdesk.keys import Keymap
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import (
    BarChoicePicked,
    BarClosed,
    BarFitsNothing,
    BarHoldEnded,
    BarNumberTyped,
    BarOpened,
    BarSubmitted,
)
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from tests.drivers import painted_text

MessageT = TypeVar("MessageT", bound=Message)


async def nothing(answer: BarAnswer) -> Kept | None:
    return None


SLOTS = ChoiceStep(
    "slot",
    "slot",
    (
        Choice("1", "slot-1", "09:00", say="Nine o'clock."),
        Choice("2", "slot-2", "10:00", say="Ten o'clock."),
        Choice("3", "slot-3", "11:00", why_not="Bev took 11:00."),
        Choice("n", "none", "declined", then="reason"),
    ),
    default="slot-1",
)
REASONS = ChoiceStep(
    "reason", "reason", (Choice("h", "holiday", "holiday"), Choice("o", "other", "other", then="comment"))
)
BOOK = BarSpec(
    "book",
    "Book",
    "PATEL Anjali-[/]",
    nothing,
    (SLOTS, REASONS, TextStep("comment", "comment", required=True)),
    enter="accepts",
    context={"entry": 7},
)


class BarAlone(App[None]):
    """Nothing but the bar, and what it asks of its app."""

    def __init__(self) -> None:
        super().__init__()
        self.keymap = Keymap.of()
        self.gate = SimpleNamespace(typed_at=0.0)
        self.keys_delivered = 0
        self.bar = Bar()
        self.sent: list[Message] = []
        self.left_over: list[str] = []
        """Keys that the bar did not take."""

    def compose(self) -> ComposeResult:
        yield self.bar

    def post_message(self, message: Message) -> bool:
        """Hear what comes up from the bar, as a screen would."""
        if type(message).__name__.startswith("Bar"):
            self.sent.append(message)
        return super().post_message(message)

    def on_key(self, event: Key) -> None:
        self.left_over.append(event.key)

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        return [message for message in self.sent if isinstance(message, kind)]


class Page:
    """The bar as a clerk presses it."""

    def __init__(self, app: BarAlone, pilot: Pilot[None]) -> None:
        self.app = app
        self.bar = app.bar
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.keys_delivered += 1
            await self._pilot.press(key)
        await self._pilot.pause()

    @property
    def text(self) -> str:
        return " ".join(painted_text(self.app).split())

    @property
    def answers(self) -> dict[str, str]:
        state = self.bar.get_state()
        return {} if state is None else state["answers"]

    @property
    def is_typing(self) -> bool:
        """Whether the text box has the focus."""
        return isinstance(self.app.focused, Input)


@asynccontextmanager
async def opened(spec: BarSpec = BOOK) -> AsyncIterator[Page]:
    app = BarAlone()
    async with app.run_test(size=(80, 24)) as pilot:
        page = Page(app, pilot)
        app.bar.open(spec)
        await pilot.pause()
        yield page


async def test_a_bar_is_hidden_until_it_is_opened_and_takes_the_focus() -> None:
    app = BarAlone()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.bar.display and not app.bar.is_open and app.bar.get_state() is None
        app.bar.open(BOOK)
        await pilot.pause()
        assert app.bar.display and app.bar.has_focus and len(app.of(BarOpened)) == 1
        painted = " ".join(painted_text(app).split())
        assert "Book PATEL Anjali-[/]" in painted and "Enter accepts" in painted and "Nine o'clock." in painted


async def test_enter_alone_commits_the_default() -> None:
    async with opened() as page:
        await page.press("enter")
        (submitted,) = page.app.of(BarSubmitted)
        assert submitted.spec is BOOK and submitted.progress.answer()["slot"] == "slot-1"
        assert page.bar.busy, "keys wait until the act is carried out"
        await page.press("enter")
        assert len(page.app.of(BarSubmitted)) == 1


async def test_a_digit_chooses_and_what_is_said_goes_with_it() -> None:
    async with opened() as page:
        await page.press("2")
        (picked,) = page.app.of(BarChoicePicked)
        assert (picked.step, picked.choice.code) == ("slot", "slot-2")
        assert "Ten o'clock." in page.text and "Nine o'clock." not in page.text
        await page.press("enter")
        assert page.app.of(BarSubmitted)[0].progress.answer()["slot"] == "slot-2"


async def test_a_choice_that_is_gone_says_why_and_leaves_no_default_in_its_place() -> None:
    async with opened() as page:
        await page.press("3")
        assert page.bar.told == "Bev took 11:00." and "Bev took 11:00." in page.text
        await page.press("enter")
        assert page.app.of(BarChoicePicked) == [] and page.app.of(BarSubmitted) == []
        assert page.bar.told == "Choose the slot first."


async def test_a_letter_leads_to_its_question_and_enter_asks_what_is_missing() -> None:
    async with opened() as page:
        await page.press("n", "enter")
        assert page.app.of(BarSubmitted) == [] and page.bar.told == "Choose the reason first."
        await page.press("h", "enter")
        assert page.app.of(BarSubmitted)[0].progress.answer()["reason"] == "holiday"


async def test_a_question_in_words_gets_the_text_box_and_is_asked_for() -> None:
    async with opened() as page:
        await page.press("n", "o")
        assert page.is_typing
        await page.press("enter")
        assert page.app.of(BarSubmitted) == [] and page.bar.told == "Type the comment first."
        await page.press("a", "t", "space", "1", "enter")
        assert page.app.of(BarSubmitted)[0].progress.answer()["comment"] == "at 1"


async def test_tab_goes_on_and_shift_tab_and_backspace_go_back() -> None:
    async with opened(replace(BOOK, steps=(replace(SLOTS, then="note"), TextStep("note", "note")))) as page:
        await page.press("tab")
        assert page.is_typing
        await page.press("x", "shift+tab")
        assert page.bar.has_focus
        await page.press("tab")
        assert page.bar.query_one(Input).value == "x" and page.is_typing
        await page.press("backspace", "backspace")
        assert page.bar.has_focus, "Backspace in an empty box goes back"


async def test_going_back_asks_the_question_before_and_keeps_its_answer() -> None:
    async with opened() as page:
        assert not page.bar.step_back(), "there is none before the first"
        await page.press("n", "o")
        assert page.bar.step_back() and not page.is_typing
        assert page.bar.step_back()
        assert page.answers["slot"] == "none"
        assert not page.bar.step_back()


async def test_a_letter_that_is_no_choice_is_passed_on_and_asked_about_before_enter_counts() -> None:
    async with opened() as page:
        await page.press("z")
        assert [each.text for each in page.app.of(BarFitsNothing)] == ["z"] and page.bar.typed.misfits == "z"
        await page.press("enter")
        assert page.app.of(BarSubmitted) == [] and page.bar.told.startswith(
            "“z” was no choice here. Enter again accepts"
        )
        await page.press("enter")
        assert len(page.app.of(BarSubmitted)) == 1


async def test_digits_behind_one_another_are_a_number_and_choose_nothing() -> None:
    async with opened() as page:
        await page.press("2", "1", "0", "7")
        assert page.bar.digits.is_number and "2107" in page.text
        await page.press("enter")
        assert [each.number for each in page.app.of(BarNumberTyped)] == ["2107"] and page.app.of(BarSubmitted) == []
        page.bar.forget_number()
        await page.press("enter")
        assert len(page.app.of(BarSubmitted)) == 1


async def test_a_bar_that_is_closed_takes_no_key_and_says_so_once() -> None:
    async with opened() as page:
        page.bar.close()
        page.bar.close()
        await page.press("2", "enter")
        assert len(page.app.of(BarClosed)) == 1 and page.app.of(BarChoicePicked) == []
        assert not page.bar.display and page.bar.told == ""


async def test_a_key_that_is_no_letter_is_left_to_the_screen() -> None:
    async with opened() as page:
        await page.press("2", "escape", "f3")
        assert page.app.left_over == ["escape", "f3"] and page.bar.is_open


async def test_a_sentence_stays_until_the_next_key_and_a_remark_never_replaces_it() -> None:
    async with opened() as page:
        page.bar.tell("Another desk was faster.")
        page.bar.remark("2 patients ahead.")
        await page.press("down")
        assert page.bar.told == "Another desk was faster."
        await page.press("2")
        assert page.bar.told == ""
        page.bar.remark("2 patients ahead.")
        assert page.bar.told == "2 patients ahead."


async def test_questions_that_the_act_raised_are_asked_before_enter_counts_again() -> None:
    async with opened() as page:
        await page.press("enter")
        page.bar.busy = False
        page.bar.ask_further([TextStep("why", "why the earlier slot is not taken", required=True)])
        await page.press("enter")
        assert len(page.app.of(BarSubmitted)) == 1 and page.is_typing
        await page.press("x", "enter")
        assert page.app.of(BarSubmitted)[-1].progress.answer()["why"] == "x"


async def test_choices_are_declared_again_with_the_answers_kept() -> None:
    async with opened() as page:
        await page.press("2")
        gone = replace(SLOTS, choices=(replace(SLOTS.choices[0], why_not="Bev took 09:00."), *SLOTS.choices[1:]))
        page.bar.declare_again(replace(BOOK, steps=(gone, *BOOK.steps[1:])))
        assert page.answers["slot"] == "slot-2"
        await page.press("1")
        assert page.bar.told == "Bev took 09:00." and "slot" not in page.answers


async def test_a_hold_is_counted_down_and_its_end_is_said() -> None:
    async with opened() as page:
        page.bar.hold(95)
        await page.press("down")
        assert "held 1:3" in page.text
        page.bar.hold(0.2)
        while not page.app.of(BarHoldEnded):
            await page.press("down")
        assert page.bar.told.startswith("The slot is no longer held for this patient") and "held 0" not in page.text
        page.bar.hold(None)
        assert page.bar.is_open


async def test_a_half_answered_bar_comes_back_at_its_question_with_the_cursor() -> None:
    async with opened() as page:
        await page.press("n", "o", "a", "b", "c", "left")
        kept = page.bar.get_state()
        assert kept is not None and (kept["bar"], kept["context"]) == ("book", {"entry": 7})
    async with opened() as page:
        page.bar.open(BOOK, state=kept)
        await page.press("x")
        assert page.is_typing and page.answers == {**kept["answers"], "comment": "abxc"}


async def test_the_effect_of_enter_is_shown_for_the_choice_that_stands() -> None:
    async def preview(answer: BarAnswer) -> str:
        return f"then {answer['slot']}"

    async with opened(replace(BOOK, preview=preview)) as page:
        assert "then slot-1" in page.text
        await page.press("2")
        assert "then slot-2" in page.text and "then slot-1" not in page.text
