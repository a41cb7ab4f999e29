"""The frame of a call over the screen that was left: its title and keys, its parts, and what was done in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widgets import Static

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.plain import MUTED, plain

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.screens.call.caller import CallerFinder
    from clerkdesk.screens.call.identity_ticks import IdentityTicks
    from clerkdesk.screens.call.message import MessageForm
    from clerkdesk.screens.call.places import PlacesPane
    from clerkdesk.widgets.script import Script


class CallSheet(Container):
    """The frame with everything in it."""

    def __init__(
        self, caller: CallerFinder, identity: IdentityTicks, places: PlacesPane, message: MessageForm, script: Script
    ) -> None:
        """Take the parts."""
        super().__init__(id="call-frame")
        self._caller = caller
        self._about = (identity, places)
        self._message = message
        self._script = script
        self._patient = Vertical(id="about")
        self._done = Static(id="done")

    def compose(self) -> ComposeResult:
        """Put the parts one under the other."""
        yield self._caller
        with self._patient:
            yield from self._about
        yield self._done
        yield self._message
        yield self._script

    def draw(self, title: str, keys: str, done: Sequence[str], *, choosing: bool) -> None:
        """Draw the frame, and what was done in the call; the patient makes room while `choosing` who it is."""
        self.border_title = plain(title)
        self.border_subtitle = plain(keys)
        self._patient.display = not choosing
        self._done.update(plain(("✓ ", "bold $success"), "; ".join(done), (" · Enter closes the call", MUTED)))
        self._done.display = bool(done)


def keys_words(keymap: Keymap, *, is_call: bool, bar_is_open: bool) -> str:
    """Return the keys of the frame. With a bar open, the key that goes back is the bar's, which names it."""
    another = f"{keymap.shown('call')} another call on top" if is_call else ""
    back = keymap.shown("back")
    if bar_is_open:
        return another
    return f"{another} · {back} park" if another else f"{back} puts it aside"


def kept_beneath(beneath: Screen[object] | None, *, named: bool) -> str:
    """Say what is kept beneath a call; the patient is `named` inside the frame alone, never where others see it."""
    if not isinstance(beneath, DeskScreen):
        return "what was open is kept"
    bar = beneath.bar.spec
    if bar is not None and named:
        return f"“{bar.act} {bar.subject}” is kept"
    return f"{beneath.called} is kept"
