"""Replaces the app in tests of its members, without a terminal, a screen or a database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from inspect import isawaitable
from typing import Any, TypeVar

from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.screen import Screen
from textual.theme import Theme

from clerkdesk.keys import Command, Keymap
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.frame import Frame
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.typing_on_list import TypingOnList
from clerkdesk.shell.app_protocols import DeskState
from clerkdesk.shell.key_gate import Typed
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.ready_for_keys import is_covered

ResultT = TypeVar("ResultT")

KEYMAP = Keymap.of(())


class _HeardFrame(Frame):
    """Writes down the sentences that are said."""

    def __init__(self, screen: NamedScreen) -> None:
        super().__init__(screen, screen.bar, screen.NAME, screen.commands.listed)
        self._heard = screen.heard

    def say(self, sentence: str, tone: Tone = "") -> None:
        self._heard.append(sentence)

    def draw(self) -> None:
        self._heard.append("lines drawn")


class HeardTyping(TypingOnList):
    """Writes down which keys were refused."""

    takes_letters = False

    def __init__(self, screen: NamedScreen) -> None:
        super().__init__(screen, screen.bar, screen.commands, screen.frame.say)
        self._heard = screen.heard

    def key_refused(self, keys: str, at: float) -> str:
        self._heard.append(f"refused {keys}")
        return ""


class NamedScreen(DeskScreen):
    """A screen that is never painted, and records the messages that it gets."""

    def __init__(self, name: str = "booking", patient: InHand | None = None, *, kept_when_left: bool = True) -> None:
        super().__init__()
        self.NAME = name  # type: ignore[misc]
        self.heard: list[str] = []
        self.frame: Frame = _HeardFrame(self)
        self.typing: TypingOnList = HeardTyping(self)
        self._patient = patient
        self.half_done.is_leaving = lambda: not kept_when_left

    def patient_shown(self) -> InHand | None:
        return self._patient

    def go_back(self) -> bool:
        return False

    def on_data_changed(self) -> None:
        self.heard.append("data changed")

    def go_to_row(self, key: str) -> None:
        self.heard.append(f"row {key}")

    def go_to_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        self.heard.append(f"visit {appointment_id} {command}")

    def privacy_changed(self) -> None:
        self.heard.append("privacy changed")

    def desk_state_changed(self) -> None:
        self.heard.append("desk state changed")

    def asked_for(self) -> None:
        self.heard.append("asked for")

    def command_book(self) -> None:
        self.heard.append("book")


class StandIn:
    """The app as its members use it: it does the little that they need, and records the rest."""

    def __init__(self, *screens: Screen[Any], desk: Any = None) -> None:
        self.screens: list[Screen[Any]] = list(screens) or [NamedScreen()]
        self.desk = desk
        self.desk_state: DeskState = "open"
        self.is_running = True
        self.is_headless = True
        self.practice = False
        self.current_mode = "booking"
        self.focused = None
        self.patients_in_hand: Sequence[InHand] = ()
        self.said: list[str] = []
        self.refused: list[str] = []
        self.reported: list[BaseException] = []
        self.bells = 0
        self.pushed: list[tuple[Screen[Any], Callable[[Any], Any] | None]] = []
        self.opened: list[str] = []
        self.commands: list[str] = []
        self.forwarded: list[Typed] = []
        self.timers: list[Callable[[], Any]] = []
        self.ended = False
        self.theme = ""
        self.themes: list[str] = []
        self._beside: set[asyncio.Task[Any]] = set()

    @property
    def screen(self) -> Screen[Any]:
        return self.screens[-1]

    @property
    def top(self) -> Screen[Any] | None:
        return self.screens[-1]

    @property
    def is_covered(self) -> bool:
        """Whether a screen covers the desk."""
        return is_covered(self.screens)

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        return tuple(self.screens)

    def desk_screens(self) -> list[DeskScreen]:
        return [screen for screen in self.screens if isinstance(screen, DeskScreen)]

    def say(self, sentence: str, tone: Tone = "") -> None:
        self.said.append(sentence)

    def refuse(self, sentence: str) -> None:
        self.refused.append(sentence)

    def report(self, fault: BaseException) -> None:
        self.reported.append(fault)

    def bell(self) -> None:
        self.bells += 1

    def exit(self) -> None:
        self.ended = True

    def register_theme(self, theme: Theme) -> None:
        self.themes.append(theme.name)

    def screen_ready(self) -> None:
        """Does nothing: no key waits."""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], Any] | None = None) -> Awaitable[Any]:
        self.pushed.append((screen, callback))
        mounted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        mounted.set_result(None)
        return mounted

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        self.opened.append(name)
        self.screens[-1] = NamedScreen(name)
        self.current_mode = name

    async def switch_mode(self, mode: str) -> None:
        self.screens = [NamedScreen(mode)]
        self.current_mode = mode

    async def run_command(self, name: str) -> None:
        self.commands.append(name)

    def why_not(self, item: Command, screen: Screen[Any]) -> str:
        return ""

    async def forward(self, event: Typed) -> None:
        self.forwarded.append(event)

    def take_in_hand(self, patient: InHand) -> None:
        self.patients_in_hand = (patient, *self.patients_in_hand)

    async def read(self, work: Callable[[Any], ResultT]) -> ResultT:
        return work(self.desk)

    async def write_silently(self, work: Callable[[Any], ResultT]) -> ResultT:
        return work(self.desk)

    def run_worker(self, work: Any, *, group: str = "", exclusive: bool = False, exit_on_error: bool = True) -> object:
        made: Coroutine[Any, Any, Any] = work() if callable(work) else work
        return self._do(made)

    def call_later(self, callback: Callable[[], Any]) -> bool:
        done = callback()
        if isawaitable(done):
            self._do(done)
        return True

    def set_timer(self, delay: float, callback: Callable[[], Any]) -> object:
        self.timers.append(callback)
        return object()

    def set_interval(self, interval: float, callback: Callable[[], None]) -> object:
        self.timers.append(callback)
        return object()

    async def settle(self) -> None:
        """Wait until all background work is done."""
        while self._beside:
            await asyncio.gather(*self._beside)

    def _do(self, work: Awaitable[Any]) -> object:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task


class Keeper:
    """Takes the keys that a gate lets through."""

    def __init__(self) -> None:
        self.ready = True
        self.too_early = False
        self.is_answering = False
        self.delivered: list[str] = []
        self.refused: list[str] = []
        self._later: list[asyncio.Future[None]] = []

    def is_ready_for(self, event: Typed) -> bool:
        return self.ready

    def comes_too_early(self, event: Typed) -> bool:
        return self.too_early

    def refuse(self, sentence: str) -> None:
        self.refused.append(sentence)

    async def deliver(self, event: Typed) -> None:
        self.delivered.append(event.key if isinstance(event, Key) else event.text)

    def target(self) -> DOMNode:
        return NamedScreen()

    def call_later(self, callback: Callable[[], Awaitable[None]]) -> bool:
        self._later.append(asyncio.ensure_future(callback()))
        return True

    async def later(self) -> None:
        """Run the deferred calls."""
        while self._later:
            await self._later.pop(0)


def typed(*keys: str) -> list[Typed]:
    """Return keys as the terminal sends them: a single character with its letter."""
    return [Key(key, key if len(key) == 1 else None) for key in keys]


def pasted(text: str) -> Paste:
    """Return a paste."""
    return Paste(text)
