"""The parts of a screen without a DeskScreen: on a plain Textual screen, in an app that writes down what it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar, cast

from textual import on
from textual.app import App, ComposeResult
from textual.events import Key
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from clerkdesk.keys import Command, Keymap
from clerkdesk.screens.desk.bars import Bars
from clerkdesk.screens.desk.frame import Body, Frame
from clerkdesk.screens.desk.half_done_here import HalfDoneHere
from clerkdesk.screens.desk.host import Host
from clerkdesk.screens.desk.questions import Questions
from clerkdesk.screens.desk.screen_commands import ScreenCommands
from clerkdesk.screens.desk.typing_on_list import TypingOnList
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import BarChoicePicked, BarClosed, BarFitsNothing, BarNumberTyped, BarSubmitted
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.row_table import RowTable

ROWS = ("PATEL Anjali", "OKAFOR Chidi", "McCARTHY Sean")
REASON = ChoiceStep("reason", "reason", (Choice("h", "holiday", "holiday"), Choice("i", "illness", "illness")))


@dataclass
class Told:
    """The calls that the host got, in order."""

    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    to_one_box: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    bells: int = 0


class HostAlone(App[None]):
    """As much of a host as parts use."""

    CSS = """
    HeaderLine, FooterLine, StatusLine { height: 1; }
    #body { height: 1fr; }
    RowTable { height: 1fr; }
    Bar { height: 4; }
    """

    def __init__(self, *, desk_state: str = "open") -> None:
        super().__init__()
        self.told = Told()
        self.keymap = Keymap.of(())
        self.gate = SimpleNamespace(typed_at=0.0)
        self.keys_delivered = 0
        self.desk_state = desk_state
        self.why_not_open = "The database is not there."
        self.clerk_name = "Asha"
        self.practice = False
        self.twins_shown = False
        self.one = OneScreen()

    def on_mount(self) -> None:
        self.push_screen(self.one)

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, 41)

    async def read(self, work: Callable[[Any], Any]) -> Any:
        return work(SimpleNamespace(patients=SimpleNamespace(is_name=lambda word: False)))

    def say(self, sentence: str, tone: str = "") -> None:
        self.told.said.append(sentence)

    def refuse(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        self.told.refused.append(sentence)

    def refusal(self, sentence: str, *, may_be_a_name: bool = False) -> str:
        return sentence

    def report(self, fault: BaseException) -> None:
        self.told.faults.append(fault)

    def note_fault(self, fault: BaseException) -> None:
        self.told.faults.append(fault)

    def bell(self) -> None:
        self.told.bells += 1

    def screen_ready(self) -> None:
        """No key waits here."""

    async def to_one_box(self, text: str) -> None:
        self.told.to_one_box.append(text)

    async def run_command(self, name: str) -> None:
        self.told.commands.append(name)


class OneScreen(Screen[None]):
    """One list with the parts of a screen; `reason` says why it can't act now."""

    NAME: ClassVar[str] = "booking"
    TITLE: ClassVar[str | None] = "A list"
    IS_FORM: ClassVar[bool] = False
    WAITS_FOR: ClassVar[frozenset[str]] = frozenset({"rows"})
    HOLDS_ENTER_FOR: ClassVar[frozenset[str]] = frozenset({"results"})
    BEFORE_A_BAR: ClassVar[frozenset[str]] = frozenset({"act"})
    ACTED_ON: ClassVar[frozenset[str]] = frozenset()
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.in_a_field: Sequence[tuple[str, str]] = (("Enter", "goes on"),)
        self.reason = ""
        self.bar = Bar()
        self.questions = Questions(self)
        self.commands = ScreenCommands(self)
        self.frame = Frame(self, self.bar, "A list", self.commands.acting)
        self.typing = TypingOnList(self, self.bar, self.commands, self.frame.say)
        self.bars = Bars(self, self.bar, self.typing, self.questions, self.frame.draw_letters)
        self.half_done = HalfDoneHere(self, self.bar, self.bars.reopen)
        self.commands.add({"book": lambda: None})
        self.table: RowTable[str] = RowTable((Column("Name", str, 20),), str, id="rows", empty="Nobody.")
        self.box = Input()

    @property
    def host(self) -> Host:
        return cast("Host", self.app)

    def compose(self) -> ComposeResult:
        yield self.frame.header
        with Body(self.frame):
            yield self.table
            yield self.box
        yield self.bar
        yield self.frame.status
        yield self.frame.footer

    def on_mount(self) -> None:
        if self.host.desk_state == "open":
            self.table.set_rows(ROWS)
        self.table.focus()
        self.frame.draw()

    def why_not(self, item: Command) -> str:
        return self.reason

    def focus_first(self) -> None:
        if self.focused is None:
            self.set_focus(self.table)

    def is_on_top(self) -> bool:
        return self.app.screen is self

    async def on_key(self, event: Key) -> None:
        await self.typing.take(event)

    @on(BarChoicePicked)
    @on(BarClosed)
    @on(BarFitsNothing)
    @on(BarNumberTyped)
    @on(BarSubmitted)
    async def hear_bar(self, message: Message) -> None:
        await self.bars.hear(message)


@dataclass
class Alone:
    """The screen under a pilot."""

    app: HostAlone
    pilot: Pilot[None]
    done: list[Mapping[str, str]] = field(default_factory=list)
    kept: Kept | None = None

    @property
    def screen(self) -> OneScreen:
        return self.app.one

    @property
    def told(self) -> Told:
        return self.app.told

    def spec(self, name: str = "cancel") -> BarSpec:
        """Declare a bar about the first row."""
        return BarSpec(name, "Cancel", ROWS[0], self._commit, (REASON,), enter="cancels it", context={"row": 1})

    async def _commit(self, answer: BarAnswer) -> Kept | None:
        self.done.append(dict(answer.values))
        return self.kept

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, as the gate lets them through."""
        for key in keys:
            self.app.keys_delivered += 1
            await self.pilot.press(key)
        await self.pilot.pause()


@asynccontextmanager
async def parts_alone(*, desk_state: str = "open") -> AsyncIterator[Alone]:
    app = HostAlone(desk_state=desk_state)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield Alone(app, pilot)
