"""A bar and slots without a screen of the desk, for tests of the parts of screens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from textual.app import App, ComposeResult

from clerkdesk.keys import Keymap
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.desk.host import Host, InHand
from clerkdesk.services.desk.facade import Desk
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import BarChoicePicked
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.columns import Tone
from tests.conftest import MONDAY
from tests.drivers import painted_text

ResultT = TypeVar("ResultT")
_PATIENCE_SECONDS = 30.0


class AtADesk:
    """As much of a host as a part uses: it carries out acts on a real desk, at once or when `answers` is set."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.keymap = Keymap.of()
        self.answers = asyncio.Event()
        self.answers.set()
        self.refused: list[str] = []
        self.said: list[tuple[str, Tone]] = []
        self.in_hand: list[InHand] = []
        self.cards: list[InHand] = []
        self.commands: list[str] = []
        self.private = False

    def now(self) -> datetime:
        return MONDAY

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        return work(self.desk)

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        result = work(self.desk)
        await self.answers.wait()
        return result

    def refuse(self, sentence: str) -> None:
        self.refused.append(sentence)

    def say(self, sentence: str, tone: Tone = "") -> None:
        self.said.append((sentence, tone))

    def take_in_hand(self, patient: InHand) -> None:
        self.in_hand.insert(0, patient)

    @property
    def patients_in_hand(self) -> list[InHand]:
        return self.in_hand

    async def open_card(self, patient: InHand, letter: str = "", row: str = "") -> None:
        self.cards.append(patient)

    async def run_command(self, name: str) -> None:
        self.commands.append(name)

    def screen_ready(self) -> None:
        """No key waits."""


class BarsAlone:
    """Opens the one bar."""

    def __init__(self, bar: Bar, desk: AtADesk) -> None:
        self._bar = bar
        self._desk = desk
        self.why_no_choice: Callable[[str], str] = str
        self.step_back_first: Callable[[], bool] = bool
        self.on_closed: list[Callable[[], None]] = []
        self.on_picked: list[Callable[[BarChoicePicked], None]] = []

    def when_closed(self, hears: Callable[[], None]) -> None:
        self.on_closed.append(hears)

    def when_picked(self, hears: Callable[[BarChoicePicked], None]) -> None:
        self.on_picked.append(hears)

    @property
    def is_in_doubt(self) -> bool:
        return False

    @property
    def bar_there(self) -> Bar | None:
        return self._bar

    def open(self, spec: BarSpec, *, state: Any = None, sentence: str = "", goes_on: bool = False) -> None:
        self._bar.open(spec, state=state, sentence=sentence, goes_on=goes_on)

    def refuse_behind(self, sentence: str, *, leaves: bool = False) -> None:
        self._desk.refuse(sentence)

    def answer(self, sentence: str, tone: Tone = "good", *, about: str = "") -> None:
        self._desk.say(sentence, tone)


class AnsweredAtOnce:
    """Answers every question at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None]) -> None:
        apply(work(self._desk))

    def is_pending(self, what: str) -> bool:
        return False

    def wait_for(self, what: str) -> None:
        """Does nothing: no answer is waited for."""


class HeadingAlone:
    """Writes down the heading."""

    heading = ""

    def set_heading(self, heading: str, *shorter: str) -> None:
        self.heading = heading


class BarAlone(App[None]):
    """The bar, the slots, and what parts ask of the screen that holds them."""

    CSS = "SlotsPane { height: 10; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = AtADesk(desk)
        self.keymap = self.desk.keymap
        self.keys_delivered = 0
        self.gate = SimpleNamespace(typed_at=0.0)
        self.slots = SlotsPane()
        self.bar = Bar()
        self.bars = BarsAlone(self.bar, self.desk)
        self.questions = AnsweredAtOnce(desk)
        self.frame = HeadingAlone()

    def compose(self) -> ComposeResult:
        yield self.slots
        yield self.bar

    def on_bar_choice_picked(self, event: BarChoicePicked) -> None:
        for hears in self.bars.on_picked:
            hears(event)

    @property
    def open_bar_name(self) -> str:
        return self.bar.spec.name if self.bar.spec is not None else ""

    async def commit(self, **answers: str) -> Kept | None:
        """Answer the open bar, and press Enter."""
        spec = self.bar.spec
        assert spec is not None
        return await spec.commit(BarAnswer(answers, spec.context))

    def close_bar(self) -> None:
        self.bar.close()
        for hears in self.bars.on_closed:
            hears()

    @property
    def host(self) -> Host:
        return cast("Host", self.desk)

    @property
    def text(self) -> str:
        return painted_text(self)

    async def until(self, true: Callable[[], bool], what: str) -> None:
        end = monotonic() + _PATIENCE_SECONDS
        while not true():
            assert monotonic() < end, f"{what} did not come; on the screen was:\n{self.text}"
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_bar_alone(desk: Desk) -> AsyncIterator[BarAlone]:
    app = BarAlone(desk)
    async with app.run_test(size=(80, 24)):
        yield app
