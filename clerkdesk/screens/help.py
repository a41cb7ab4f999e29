"""Help: what this screen is, what can be done on it, and the keys that act everywhere. All of it from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerkdesk.keys import Command, Keymap, commands_of, show_key
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, KEY, MUTED, Piece, plain

if TYPE_CHECKING:
    from textual.content import Content

    from clerkdesk.screens.base import DeskScreen

_KEY_WIDTH = 15


class HelpScreen(Sheet):
    """The help of one screen."""

    def __init__(self, content: Content) -> None:
        """Take what `help_for` returned."""
        super().__init__("Help", content)


def help_for(screen: DeskScreen, keymap: Keymap) -> Content:
    """Return the help of a screen: "You are on ... You can ...", then the keys that act everywhere with their twins."""
    pieces: list[Piece] = [("You are on ", ""), (screen.ABOUT or f"the screen {screen.TITLE}", ACT), ".\n"]
    letters = screen.list_commands()
    if letters or screen.HINTS:
        pieces.append("You can:\n")
    # What the screen itself says of a letter is more exact than the registry.
    said = dict(screen.HINTS)
    reasons: set[str] = set()
    for item in letters:
        key, why_not = show_key(keymap.key_of(item.name)), screen.why_not(item)
        pieces += _line(key, said.pop(key, item.help) + _but(why_not, known=why_not in reasons))
        reasons.add(why_not)
    for key, text in said.items():
        pieces += _line(key, text)
    if letters:
        pieces.append(("A letter opens a bar that names the patient; Enter commits it, Escape leaves it.\n", MUTED))
    pieces.append("\nEverywhere:\n")
    for item in (each for each in commands_of("everywhere") if _is_answered(screen, each)):
        twin = f", Ctrl+G {show_key(item.twin)}" if item.twin else ""
        pieces += _line(show_key(keymap.key_of(item.name)) + twin, item.help)
    return plain(*pieces)


def _is_answered(screen: DeskScreen, item: Command) -> bool:
    """Tell whether a key leads anywhere from this screen; what is refused with "F1 lists what is" is not listed."""
    return bool(item.opens) or any(hasattr(each, f"command_{item.name}") for each in (screen, screen.app))


def _but(why_not: str, *, known: bool) -> str:
    """Return why a letter does not act here; a reason is given once."""
    if not why_not:
        return ""
    return ", but not here, as above" if known else f", but: {why_not}"


def _line(key: str, text: str) -> list[Piece]:
    return [(f"  {key:<{_KEY_WIDTH}}", KEY), text, "\n"]
