"""The line with the effect of Enter: the latest question counts, and an answer that comes late is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from clerkdesk.widgets.bar_preview import BarPreview
from clerkdesk.widgets.bar_progress import BarProgress
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept

SLOTS = ChoiceStep("slot", "slot", (Choice("1", "first", "09:00"), Choice("2", "second", "10:00")), default="first")


@dataclass
class Asking:
    """A bar whose questions are answered when `answer` is called."""

    waiting: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.preview = BarPreview(self, lambda: self.shown.append(self.preview.words))

    def run_worker(
        self, work: Callable[[], Awaitable[None]], *, group: str, exclusive: bool, exit_on_error: bool
    ) -> None:
        self.waiting.append(work)

    def answer(self) -> None:
        """Answer the oldest question."""

        async def answered(work: Callable[[], Awaitable[None]]) -> None:
            await work()

        asyncio.run(answered(self.waiting.pop(0)))


def progress(*, previews: bool = True) -> BarProgress:
    async def nothing(answer: BarAnswer) -> Kept | None:
        return None

    async def then(answer: BarAnswer) -> str:
        return f"then {answer['slot']}"

    return BarProgress(BarSpec("book", "Book", "PATEL Anjali", nothing, (SLOTS,), preview=then if previews else None))


def test_the_answer_is_shown_when_it_arrives() -> None:
    asking, bar = Asking(), progress()
    asking.preview.ask(bar)
    assert asking.preview.words == "" and asking.shown == []
    asking.answer()
    assert asking.preview.words == "then first" and asking.shown == ["then first"]


def test_another_choice_takes_the_line_away_until_its_own_is_known() -> None:
    asking, bar = Asking(), progress()
    asking.preview.ask(bar)
    asking.answer()
    bar.pick("2")
    asking.preview.ask(bar)
    assert asking.preview.words == ""
    asking.answer()
    assert asking.preview.words == "then second"


def test_an_answer_about_a_bar_that_is_left_or_replaced_is_dropped() -> None:
    asking = Asking()
    asking.preview.ask(progress())
    asking.preview.forget()
    asking.answer()
    asking.preview.ask(progress())
    asking.preview.ask(progress(previews=False))
    asking.answer()
    assert asking.preview.words == "" and asking.shown == [] and asking.waiting == []
