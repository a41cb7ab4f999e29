"""The part of the app that keys go through: from the terminal through the gate to a command or to the focus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.events import Click, Event, Key, Paste
from textual.screen import Screen
from textual.widgets import Input

from clerkdesk.keys import Command, Keymap, command
from clerkdesk.rules.values.text import one_line
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.key_gate import KeyGate, Settled, Typed
from clerkdesk.shell.key_reading import apart, as_enter
from clerkdesk.shell.stylesheet import DeskStylesheet
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.gated import ReadyForKeys
from clerkdesk.widgets.lines import is_too_small
from clerkdesk.widgets.pressing import Pressed, clicked_keys, typed_key

if TYPE_CHECKING:
    from clerkdesk.widgets.columns import Tone


_PATIENCE_SECONDS = 1.0
"""How long the key that leaves waits for the keys before it."""
_NEED_SIGN_IN = ("lock", "sign_out")
_NO_SIGN_IN = "Nobody signs in at this desk, so nothing locks it; Ctrl+Q leaves it and keeps what is half done."


class KeyedApp(App[None], inherit_bindings=False):
    """Knows the keymap and the gate. What commands do is in the classes built on this one."""

    def __init__(self, keymap: Keymap) -> None:
        """Take the keys in force."""
        super().__init__()
        self.stylesheet = DeskStylesheet(variables=self.get_css_variables())
        self.keymap = keymap
        self.gate = KeyGate(self)

    async def on_event(self, event: Event) -> None:
        """Lead every key and paste from the terminal through the gate."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        typed = as_enter(event) if isinstance(event, Key) else event
        leaving = self.leaves(typed)
        if not leaving and self._is_covered():
            # What nobody can see takes no key: an Enter would act on a bar that is hidden.
            self.bell()
            self.gate.drop()
            return
        if leaving and (self._takes_every_key() or not self.is_ready_for(typed)):
            # A screen that never gets its rows must not keep the clerk in.
            await self._leave_all_the_same()
            return
        await self.gate.arrive(typed)
        if leaving and self.gate.holds(typed):
            self.set_timer(_PATIENCE_SECONDS, partial(self._leave_if_still_held, typed))

    def leaves(self, typed: Typed) -> bool:
        """Tell whether it is the key that leaves the desk."""
        return isinstance(typed, Key) and self.keymap.everywhere(typed.key) is command("quit")

    def _is_covered(self) -> bool:
        """Whether the window is too small for a screen, and a sentence stands in its place."""
        return is_too_small(*self.size) and isinstance(self._top, DeskScreen)

    def _takes_every_key(self) -> bool:
        """Whether the top screen would swallow the key that leaves; a sheet knows what to do with it."""
        top = self._top
        return isinstance(top, ReadyForKeys) and top.TAKES_EVERY_KEY and not isinstance(top, Sheet)

    @property
    def _top(self) -> Screen[Any] | None:
        """The top screen; None before there is one."""
        try:
            return self.screen
        except ScreenStackError:
            return None

    async def on_click(self, event: Click) -> None:
        """Press the key that was clicked where it is printed."""
        await self._press(clicked_keys(event))

    async def on_pressed(self, event: Pressed) -> None:
        """Press the keys for which something stands that was clicked."""
        await self._press(event.keys)

    async def _press(self, keys: Iterable[str]) -> None:
        for key in keys:
            await self.on_event(typed_key(key))

    async def _leave_if_still_held(self, typed: Typed) -> None:
        if self.gate.holds(typed):
            await self._leave_all_the_same()

    async def _leave_all_the_same(self) -> None:
        """Ask whether to leave, past all keys that wait: nothing that is stuck keeps the clerk in."""
        self.gate.drop()
        await self.run_command("quit")

    async def on_settled(self, marker: Settled) -> None:
        """Hand a marker that came through the queues back to the gate."""
        await self.gate.on_settled(marker)

    @property
    def keys_delivered(self) -> int:
        """How many keys have been let through."""
        return self.gate.delivered

    @property
    def types_on(self) -> bool:
        """Whether a letter or a blank waits behind the last key: words are being typed in one go."""
        return self.gate.types_on

    def screen_ready(self) -> None:
        """Let held keys through, if the top screen takes them."""
        self.call_later(self.gate.let_through)

    def is_ready_for(self, event: Typed) -> bool:
        """Tell whether the top screen can take a key."""
        top = self._top
        if isinstance(top, ReadyForKeys):
            return top.is_ready_for(event.key if isinstance(event, Key) else "paste")
        return top is not None and top.is_mounted and (top.focused is not None or not top.focus_chain)

    def comes_too_early(self, event: Typed) -> bool:
        """Tell whether this is an Enter typed before what it would commit was painted."""
        top = self.screen
        if not isinstance(top, ReadyForKeys) or not isinstance(event, Key) or event.key != "enter":
            return False
        since = top.commits_since()
        return since is not None and event.time < since

    def target(self) -> DOMNode:
        """Return the widget that keys go to."""
        return self.focused or self.screen

    async def deliver(self, event: Typed) -> None:
        """Carry out the command that a key asks for, or forward the key."""
        if isinstance(event, Key) and isinstance(self.screen, ReadyForKeys) and not self.screen.TAKES_EVERY_KEY:
            focused = self.focused
            in_text = focused is not None and focused.check_consume_key("a", "a")
            event, *rest = apart(event, in_text=in_text)
            self.gate.type_again(*rest)
            self.say("")
            if await self._carry_out(event.key, typed_into_text=in_text and event.is_printable):
                return
            top = self.screen
            if event.key == "enter" and isinstance(top, DeskScreen) and (told := top.why_not_enter(event.time)):
                self.refuse(told)
                return
        if isinstance(event, Paste):
            # Textual's own box of one line takes the first line, and drops the others.
            event = Paste(one_line(event.text))
            if not isinstance(self.focused, Input):
                await self.pasted_beside_a_box(event)
                return
        await super().on_event(event)

    async def _carry_out(self, key: str, *, typed_into_text: bool) -> bool:
        """Carry out the command of a key; answer whether there was one."""
        item = None if typed_into_text else self.keymap.everywhere(key)
        name = self._name_to_look_up(item)
        if name:
            await self.look_up(name)
        elif item is not None:
            await self._press_command(item)
        return item is not None

    def _name_to_look_up(self, item: Command | None) -> str:
        """Return what was typed as a name right before the key of the one box; empty before every other key."""
        top = self.screen
        if item is None or item.opens != "find" or not isinstance(top, DeskScreen):
            return ""
        name = top.name_typed(self.keys_delivered)
        top.forget_typed()
        return name

    async def _press_command(self, item: Command) -> None:
        """Carry out the command of a key; in a field, the key of `undo` takes back typing first."""
        undoes_typing = item.name == "undo" and isinstance(self.focused, DeskInput) and self.focused.undo_typing()
        if not undoes_typing:
            await self.run_command(item.name)

    async def run_command(self, name: str) -> None:
        """Carry out a command: by the top screen, by the app, or by opening the screen it stands for."""
        item, top = command(name), self.screen
        reason = self.why_nothing_opens(item) or (top.why_not(item) if isinstance(top, DeskScreen) else "")
        handler = getattr(top, f"command_{name}", None) or getattr(self, f"command_{name}", None)
        if reason or (handler is None and not item.opens):
            here = f"{item.title} is not possible here; F1 lists what is."
            self.refuse(reason or (_NO_SIGN_IN if name in _NEED_SIGN_IN else here))
        elif handler is None:
            self.take_shown_in_hand(item.opens)
            await self.open_screen(item.opens)
            if isinstance(self.screen, DeskScreen) and self.screen is not top:
                self.screen.asked_for()
        else:
            done = handler()
            if isawaitable(done):
                await done

    # What the classes built on this one do

    def why_nothing_opens(self, item: Command) -> str:
        """Return why a command can not act while no desk is open, as a sentence; empty when it can."""
        raise NotImplementedError

    async def pasted_beside_a_box(self, event: Paste) -> None:
        """Take what was pasted where nothing takes text."""
        raise NotImplementedError

    def take_shown_in_hand(self, name: str) -> None:
        """Take in hand whom the clerk sees, where the screen of this name is about one patient."""
        raise NotImplementedError

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen or lay it over the one beneath, and hand it what was typed behind its command."""
        raise NotImplementedError

    async def look_up(self, name: str) -> None:
        """Open the one box with a name that was typed elsewhere."""
        raise NotImplementedError

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped."""
        raise NotImplementedError
