"""The map of the house: every screen with its key, its purpose, and the key that leads there from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import get_args

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from clerkdesk.keys import COMMANDS, Command, Keymap, command, show_key
from clerkdesk.keys.registry import Part
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import ACT, ALERT, KEY, MUTED, Piece, plain

_WIDEST = 100
"""Cells of a line on a wide terminal."""
_ROUND_IT = 6
"""Cells of the frame, its padding and its scroll bar, together."""
_BEFORE_ABOUT = 31
"""Cells of the two keys and the name, before the purpose."""
_ABOVE_AND_BELOW = 4
"""Lines of the frame, the title, and the line that says how to leave, together."""
_HERE = "›"
_ALSO_HERE = ("help", "lock", "back")
"""Commands on the map that have a key but no screen of their own; each is shown where it acts."""


def rooms(part: Part) -> Iterator[Command]:
    """Yield the commands that open the screens of a part, in the order of the registry."""
    yield from (item for item in COMMANDS if item.screen is not None and item.screen.part == part)


class HouseMap(Dialog[str]):
    """Returns the name of the command whose key was pressed; None if the clerk leaves the map."""

    TAKES_EVERY_KEY = True

    def __init__(self, keymap: Keymap, why_not: Callable[[Command], str], here: str = "") -> None:
        """Take the keys in force, what says why a command cannot act, and the clerk's screen."""
        super().__init__("Map of the house")
        self._keymap = keymap
        self._why_not = why_not
        self._here = here

    def compose_frame(self) -> ComposeResult:
        """Show the screens by their part of the house, and how to leave."""
        with VerticalScroll(classes="dialog-scroll"):
            yield Static(self._text())
        yield Static(self._how_to_leave(), id="map-keys")

    def on_key(self, event: Key) -> None:
        """Open the screen of a key on the map; a key that acts everywhere closes the map and acts."""
        event.stop()
        event.prevent_default()
        item = self._keymap.twin(event.key)
        if item is not None:
            self.dismiss(item.name)
            return
        asked = self._keymap.everywhere(event.key)
        if asked is None and event.key != "enter":
            self._say_nowhere(event)
            return
        self.dismiss(None)
        if asked is not None and asked.name not in ("back", "map"):
            app = app_of(self)
            app.gate.type_again(event)

    def _say_nowhere(self, event: Key) -> None:
        if event.is_printable:
            said = plain((f"{event.character} leads nowhere. ", ALERT)) + self._how_to_leave()
            self.query_one("#map-keys", Static).update(said)

    def _text(self) -> Content:
        room = min(_WIDEST, self.app.size.width - _ROUND_IT) - _BEFORE_ABOUT
        pieces: list[Piece] = []
        open_now = {part: [item for item in rooms(part) if not self._why_not(item)] for part in get_args(Part)}
        lines = sum(1 + sum(len(wrap(item.help, room)) for item in items) for items in open_now.values() if items)
        # A screen that is only seen after scrolling is not found: the headings give way first.
        has_headings = lines <= self.app.size.height - _ABOVE_AND_BELOW
        for part, items in open_now.items():
            pieces += [(f"{part}\n", ACT)] if items and has_headings else []
            for item in items:
                here = _HERE if item.opens == self._here else " "
                keys = f"{show_key(self._keymap.twins.get(item.name, '')):<3}{self._keymap.shown(item.name):<8}"
                about = f"\n{' ' * _BEFORE_ABOUT}".join(wrap(item.help, room))
                pieces += [(f"{here} ", ACT), (keys, KEY), (f"{item.title:<18}", ""), (about, MUTED), "\n"]
        return plain(*(pieces[:-1] or [(self._why_not(command("find")), ALERT)]))

    def _how_to_leave(self) -> Content:
        pieces: list[Piece] = []
        for name in _ALSO_HERE:
            twin = self._keymap.twins.get(name, "")
            if twin and not self._why_not(command(name)):
                pieces += [(show_key(twin), KEY), (f" {name} · ", MUTED)]
        return plain(*pieces, ("Escape", KEY), (" leaves the map", MUTED))
