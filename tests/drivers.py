"""Drives the desk in tests as a clerk does: presses keys, reads what is painted.

`pilot.press` waits 62 ms for each key; here keys are posted as fast as the app takes them. Each key has the time at
which a steadily typing clerk would press it: a busy machine looks like no pause of the clerk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Generic

from rich.cells import cell_len
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.widget import Widget
from typing_extensions import TypeVar

from clerkdesk.app import ClerkDesk
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.lines import StatusLine
from clerkdesk.widgets.ready_for_keys import ReadyForKeys, commits_since

_NAMES = {" ": "space", "/": "slash", "?": "question_mark", "-": "minus", "=": "equals_sign", ".": "full_stop"}
_PLACEHOLDERS = frozenset("\ue000\ue001\ue002\ue003")
"""The private letters around a placeholder for a key or a way in a line."""
_KEY_SECONDS = 0.1
"""Time from one key of a clerk to the next."""
_PATIENCE_SECONDS = 30.0
"""A long wait: a busy machine is not the desk's fault."""


DeskT = TypeVar("DeskT", bound=ClerkDesk)
DeskT_co = TypeVar("DeskT_co", bound=ClerkDesk, default=ClerkDesk, covariant=True)
ScreenT = TypeVar("ScreenT", bound=DeskScreen)


class Driver(Generic[DeskT_co]):
    """One running desk."""

    def __init__(self, app: DeskT_co) -> None:
        self.app = app
        self._pilot = Pilot(app)
        self._last_key_at = monotonic()

    async def until(self, true: Callable[[], bool], what: str = "what was waited for") -> None:
        """Wait until something is true; fails when patience ends."""
        end = monotonic() + _PATIENCE_SECONDS
        while not true():
            assert monotonic() < end, f"{what} did not come; on the screen was:\n{self.text}"
            await asyncio.sleep(0.01)

    async def settle(self) -> None:
        """Wait until every key is handled, every answer has come and the screen is painted."""
        arrived = asyncio.Event()
        self.app.call_later(arrived.set)
        await arrived.wait()
        await self.until(lambda: self._is_quiet() and self._is_painted(), "quiet")

    def send(self, *keys: str) -> None:
        """Press keys without waiting, faster than any clerk: `f2`, `enter`, `ctrl+z`, or a single character."""
        for key in keys:
            self._post(Key(_NAMES.get(key, key), None))

    def send_text(self, text: str) -> None:
        """Type a text without waiting."""
        for letter in text:
            self._post(Key(_NAMES.get(letter, letter), letter))

    async def pause(self, seconds: float) -> None:
        """Type nothing for some seconds."""
        await asyncio.sleep(seconds)
        self._last_key_at = monotonic()

    def _post(self, key: Key) -> None:
        typed = self._last_key_at + _KEY_SECONDS
        top = self.app.screen
        if key.key in ("enter", "ctrl+j") and isinstance(top, ReadyForKeys):
            # Whoever looks before Enter has seen what it commits.
            typed = max(typed, commits_since(top) or 0.0)
        self._last_key_at = key.time = min(key.time, typed)
        self.app.post_message(key)

    async def press(self, *keys: str) -> None:
        """Press keys one by one, looking at the screen after each as a careful clerk does."""
        for key in keys:
            self.send_text(key) if len(key) == 1 else self.send(key)
            await self.settle()

    async def click(self, words: str, *, last: bool = False, times: int = 1) -> None:
        """Click on words on the screen: on their first place, or their last."""
        lines = self.text.splitlines()
        places = [(row, line.index(words)) for row, line in enumerate(lines) if words in line]
        assert places, f"“{words}” is not on the screen:\n{self.text}"
        row, column = places[-1 if last else 0]
        await self._pilot.click(offset=(cell_len(lines[row][:column]), row), times=times)
        await self.settle()

    async def type_text(self, text: str) -> None:
        """Type a text fast, then wait until it is all there."""
        self.send_text(text)
        await self.settle()

    @property
    def screen(self) -> DeskScreen:
        """The top screen."""
        screen = self.app.screen
        assert isinstance(screen, DeskScreen)
        return screen

    def on(self, kind: type[ScreenT]) -> ScreenT:
        """The top screen, which is of this kind."""
        screen = self.app.screen
        assert isinstance(screen, kind), self.text
        return screen

    @property
    def text(self) -> str:
        """What is painted, line by line."""
        return painted_text(self.app)

    @property
    def status(self) -> str:
        """The sentence to the clerk, from the status line, else from the open bar."""
        return self.screen.query_one(StatusLine).sentence or self.screen.bar.told

    def _is_quiet(self) -> bool:
        app = self.app
        top = app.screen
        if not top.is_mounted:
            return False
        asking = isinstance(top, DeskScreen) and (top.questions.any_pending or top.bar.busy)
        return not (app.gate.is_busy or asking or app.desk_state == "opening")

    def _is_painted(self) -> bool:
        """Return whether no widget has anything left to work off or to show."""
        top = self.app.screen
        if top._layout_widgets or top._dirty_widgets or top._callbacks:
            return False
        return not any(
            node._message_queue.qsize() or ((node._layout_required or node._repaint_required) and node.is_on_screen)
            for node in top.walk_children(Widget, with_self=True)
        )


def painted_text(app: App[None]) -> str:
    """Return the characters of the top screen, line by line; fail if a key or a way in them was not filled in."""
    strips = app.screen._compositor.render_strips()
    text = "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
    assert not _PLACEHOLDERS & set(text), text
    return text


def picture(app: App[None], path: Path) -> None:
    """Write what is painted as SVG."""
    # Only a simplified frame is written line by line; one for a terminal moves its cursor, which a picture has not.
    # Without this, viewers drop the blanks at the beginning of each run of letters.
    svg = app.export_screenshot(simplify=True).replace("<svg ", '<svg xml:space="preserve" ', 1)
    path.write_text(svg, encoding="utf-8")


@asynccontextmanager
async def driving(app: DeskT, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driver[DeskT]]:
    """Run the desk without a terminal; fail at the end if anything unforeseen happened inside."""
    async with app.run_test(size=size):
        driver = Driver(app)
        await driver.settle()
        yield driver
    assert app.unforeseen == []
