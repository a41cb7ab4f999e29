"""Handles a key from the gate: it runs a command that acts everywhere, else the focus gets the key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from clerkdesk.keys import Command, Keymap, command
from clerkdesk.rules.values.text import one_line
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.key_gate import KeyGate, Typed
from clerkdesk.shell.key_reading import apart
from clerkdesk.shell.one_box import LeadsToFind, OneBox
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.ready_for_keys import ReadyForKeys, commits_since


class TakesKeys(LeadsToFind, Protocol):
    """The app, as the dispatch needs it."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""

    def call_later(self, callback: Callable[[], Awaitable[None]]) -> bool:
        """Run a callback once the app has worked off what is in its own queue."""

    async def forward(self, event: Typed) -> None:
        """Hand a key or a paste to the widget that has the focus."""


class HasTop(Protocol):
    """Knows the top screen, even before the first one."""

    @property
    def top(self) -> Screen[Any] | None:
        """The top screen; None before the first one."""

    @property
    def is_covered(self) -> bool:
        """Whether a screen covers the desk, so that no key reaches what lies beneath."""


class KeyDispatch:
    """Keeps the gate, and carries out or forwards the keys that it delivers."""

    def __init__(
        self,
        app: TakesKeys,
        keymap: Keymap,
        stacks: HasTop,
        *,
        why_no_one_box: Callable[[], str],
        after_each: Callable[[], None],
    ) -> None:
        """Take the app, the keys in force and the screens.

        `why_no_one_box` answers why the one box cannot be opened; `after_each` is called after every key.
        """
        self._app = app
        self._keymap = keymap
        self._stacks = stacks
        self._after_each = after_each
        self.gate = KeyGate(self)
        self.one_box = OneBox(app, self.gate, why_no_one_box)

    # What the gate asks

    @property
    def top(self) -> Screen[Any] | None:
        """The top screen; None before the first one."""
        return self._stacks.top

    def is_ready_for(self, event: Typed) -> bool:
        """Return whether the top screen can take a key."""
        top = self.top
        if isinstance(top, ReadyForKeys):
            return top.is_ready_for(event.key if isinstance(event, Key) else "paste")
        return top is not None and top.is_mounted and (top.focused is not None or not top.focus_chain)

    def comes_too_early(self, event: Typed) -> bool:
        """Return whether this is an Enter typed before the clerk saw what it commits."""
        top = self.top
        if not isinstance(top, ReadyForKeys) or not isinstance(event, Key) or event.key != "enter":
            return False
        since = commits_since(top)
        return since is not None and event.time < since

    @property
    def is_answering(self) -> bool:
        """Whether an answer that the top screen shows, or the act of its bar, is still to come."""
        top = self.top
        return isinstance(top, DeskScreen) and top.is_mounted and (top.questions.any_awaited or top.bar.busy)

    def target(self) -> DOMNode:
        """Return the widget that keys go to."""
        return self._app.focused or self._app.screen

    def refuse(self, sentence: str) -> None:
        """Ring the bell, say a sentence, and drop the waiting keys."""
        self._app.refuse(sentence)

    def call_later(self, callback: Callable[[], Awaitable[None]]) -> bool:
        """Run a callback once the app has worked off what is in its own queue."""
        return self._app.call_later(callback)

    async def deliver(self, event: Typed) -> None:
        """Carry out the command that a key asks for, or forward the key."""
        await self._deliver(event)
        self._after_each()

    async def _deliver(self, event: Typed) -> None:
        if isinstance(event, Key) and self._keymap.everywhere(event.key) is command("lock"):
            # The desk locks whatever is on top, a sheet or the palette too, and keeps it.
            await self._app.run_command("lock")
            return
        acts_everywhere = isinstance(self.top, ReadyForKeys) and not self.top.TAKES_EVERY_KEY
        if isinstance(event, Key) and acts_everywhere and self._reaches_commands(event):
            focused = self._app.focused
            in_text = focused is not None and focused.check_consume_key("a", "a")
            event, *rest = apart(event, in_text=in_text)
            self.gate.type_again(*rest)
            self._app.say("")
            if await self._carry_out(event.key, typed_into_text=in_text and event.is_printable):
                return
            top = self.top
            if event.key == "enter" and isinstance(top, DeskScreen) and (told := top.typing.why_not_enter(event.time)):
                self._app.refuse(told)
                return
        if isinstance(event, Paste):
            # Textual's one-line input takes the first line and drops the others.
            event = Paste(one_line(event.text))
            if not isinstance(self._app.focused, Input):
                await self.one_box.take_paste(event)
                return
        await self._app.forward(event)

    def _reaches_commands(self, event: Key) -> bool:
        """Return whether a key may carry out a command: over the cover of the desk only the one that goes back."""
        return not self._stacks.is_covered or self._keymap.everywhere(event.key) is command("back")

    async def _carry_out(self, key: str, *, typed_into_text: bool) -> bool:
        """Carry out the command of a key; return whether there was one."""
        item = None if typed_into_text else self._keymap.everywhere(key)
        name = self._name_to_look_up(item)
        if name:
            await self.one_box.look_up(name)
        elif item is not None:
            await self._press_command(item)
        return item is not None

    def _name_to_look_up(self, item: Command | None) -> str:
        """Return the name typed right before the key of the one box; empty for every other key."""
        top = self.top
        if item is None or item.opens != "find" or not isinstance(top, DeskScreen):
            return ""
        name = top.typing.name_typed(self.gate.delivered)
        top.typing.forget()
        return name

    async def _press_command(self, item: Command) -> None:
        """Carry out the command of a key; in a field, the key of `undo` takes back typing first."""
        focused = self._app.focused
        undoes_typing = item.name == "undo" and isinstance(focused, DeskInput) and focused.undo_typing()
        if not undoes_typing:
            await self._app.run_command(item.name)
