"""Help: what this screen is, what can be done on it, and the keys that act everywhere. All of it from the registry."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING

from clerkdesk.keys import Command, Keymap, commands_of, show_key
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, KEY, MUTED, Piece, plain

if TYPE_CHECKING:
    from textual.content import Content

    from clerkdesk.screens.base import DeskScreen

_KEY_WIDTH = 17
_WIDTH = 71
"""Cells of a line of the sheet, beside its frame and its scroll bar."""


class HelpScreen(Sheet):
    """The help of one screen."""

    def __init__(self, content: Content) -> None:
        """Take what `help_for` returned."""
        super().__init__("Help", content)


def help_for(screen: DeskScreen, keymap: Keymap) -> Content:
    """Return the help of a screen: "You are on ... You can ...", then the keys that act everywhere with their twins."""
    pieces: list[Piece] = [("You are on ", ""), (screen.about or f"the screen {screen.TITLE}", ACT), ".\n"]
    letters = screen.list_commands()
    if letters or screen.HINTS:
        pieces.append("You can:\n")
    # What the screen itself says of a letter is more exact than the registry.
    said = dict(screen.HINTS)
    can_not: dict[str, list[tuple[str, str]]] = {}
    for item in letters:
        key, why_not = keymap.shown(item.name), screen.why_not(item)
        text = said.pop(key, item.help)
        if why_not:
            can_not.setdefault(why_not, []).append((key, item.title))
        else:
            pieces += _line(key, text)
    for key, text in said.items():
        pieces += _line(key, text)
    if letters:
        pieces.append(("A letter opens a bar that names the patient; Enter commits it, Escape goes back.\n", MUTED))
    if can_not:
        pieces.append("\nNot now:\n")
    for why_not, keys in can_not.items():
        titles = ", ".join(title for _, title in keys)
        pieces += _line(" ".join(key for key, _ in keys), f"{titles}: {why_not}", dimmed=True)
    pieces.append("\nEverywhere:\n")
    for item in (each for each in commands_of("everywhere") if _is_answered(screen, each)):
        twin = f", Ctrl+G {show_key(item.twin)}" if item.twin else ""
        pieces += _line(keymap.shown(item.name) + twin, item.help)
    return plain(*pieces)


def _is_answered(screen: DeskScreen, item: Command) -> bool:
    """Tell whether a key leads anywhere from this screen; what is refused with "F1 lists what is" is not listed."""
    return bool(item.opens) or any(hasattr(each, f"command_{item.name}") for each in (screen, screen.app))


def _line(key: str, text: str, *, dimmed: bool = False) -> list[Piece]:
    """Return keys with what they do beside them, in as many lines as that takes."""
    keys, beside = wrap(key, _KEY_WIDTH - 1), wrap(text, _WIDTH - _KEY_WIDTH - 2)
    pieces: list[Piece] = []
    for left, right in zip_longest(keys, beside, fillvalue=""):
        pieces += [(f"  {left:<{_KEY_WIDTH}}", MUTED if dimmed else KEY), (right, MUTED if dimmed else ""), "\n"]
    return pieces
