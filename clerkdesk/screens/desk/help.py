"""Help: the name of this screen, its commands, and the keys that act everywhere. All of it comes from the registry."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING

from clerkdesk.keys import COMMANDS, Command, Keymap
from clerkdesk.keys.placeholders import key_for
from clerkdesk.widgets.bar_progress import BarProgress
from clerkdesk.widgets.bar_prompts import bare_prompt
from clerkdesk.widgets.bar_spec import ChoiceStep, TextStep
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.keys_in_force import as_shown
from clerkdesk.widgets.plain import ACT, KEY, MUTED, Piece, plain

if TYPE_CHECKING:
    from textual.content import Content

    from clerkdesk.screens.desk.base import DeskScreen

_KEY_WIDTH = 17
_WIDTH = 71
"""Cells of a line of the sheet, without its frame and its scroll bar."""
_TYPE = "Type the answer in words."
_IN_EVERY_BAR = (
    ("Tab, Shift+Tab", "go to the next question, or to the previous one"),
    ("PageDown, PageUp", "scroll down or up, if a bar has more lines than it shows"),
    (f"Escape, {key_for('back')}", "go one question back; from the first one leave the bar, and nothing is recorded"),
)
_KEPT = "The answers in the bar stay as they are while you read this."


class HelpScreen(Sheet):
    """The help of one screen."""

    def __init__(self, content: Content) -> None:
        """Take the result of `help_for`."""
        super().__init__("Help", content)


def help_for(screen: DeskScreen, keymap: Keymap) -> Content:
    """Return the help of a screen: "You are on ... You can ...", then the keys that act everywhere, also on the map."""
    progress = screen.bar.progress
    pieces: list[Piece] = [("You are on ", ""), (screen.about or f"the screen {screen.TITLE}", ACT), ".\n"]
    pieces = help_for_bar(progress) if progress is not None else pieces + _on_the_list(screen, keymap)
    pieces.append("\nEverywhere:\n")
    for item in (each for each in COMMANDS if each.scope == "everywhere" or each.name in keymap.twins):
        if not screen.host.why_not(item, screen):
            pieces += _line(_keys_of(item, keymap), item.help)
    return plain(*pieces)


def help_for_bar(progress: BarProgress) -> list[Piece]:
    """Return the help of an open bar: its act and patient, the letters of the current question, and the other letters.

    Choices that cannot be made are listed too, with the reason.
    """
    spec, step = progress.spec, progress.step
    pieces: list[Piece] = [("You are in the bar ", ""), (f"{spec.act} {spec.subject}", ACT), ".\n"]
    if step is not None:
        pieces += [f"It asks: {bare_prompt(step)}.", *([f" {_TYPE}"] if isinstance(step, TextStep) else []), "\n"]
    for each in ([step] if isinstance(step, ChoiceStep) else []) + [
        other for other in progress.path() if isinstance(other, ChoiceStep) and other is not step
    ]:
        if each is not step:
            pieces.append(f"\nAnswered before, {bare_prompt(each)}:\n")
        chosen = progress.chosen(each)
        for choice in each.choices:
            stands = " (stands)" if choice is chosen else ""
            why_not = f": {choice.why_not}" if choice.why_not else ""
            pieces += _line(choice.key, f"{choice.label}{stands}{why_not}", dimmed=bool(why_not))
    pieces.append("\n")
    pieces += _line("Enter", f"{spec.enter}; if an answer is missing, goes to its question first")
    for key, text in _IN_EVERY_BAR:
        pieces += _line(key, text)
    pieces.append((f"{_KEPT}\n", MUTED))
    return pieces


def _on_the_list(screen: DeskScreen, keymap: Keymap) -> list[Piece]:
    """Return the commands of a screen that can act, and those that cannot with the reason."""
    pieces: list[Piece] = []
    letters = screen.commands.listed()
    if letters or screen.hints:
        pieces.append("You can:\n")
    # The screen's own words for a letter are more exact than the registry's.
    said = {as_shown(key): text for key, text in screen.hints}
    can_not: dict[str, list[tuple[str, str]]] = {}
    for item in letters:
        key, why_not = keymap.shown(item.name), screen.commands.why_not(item)
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
    return pieces


def _keys_of(item: Command, keymap: Keymap) -> str:
    return ", ".join(filter(None, (keymap.shown(item.name), keymap.shown_on_map(item.name))))


def _line(key: str, text: str, *, dimmed: bool = False) -> list[Piece]:
    """Return keys with their effect, in as many lines as needed."""
    keys, beside = wrap(as_shown(key), _KEY_WIDTH - 1), wrap(as_shown(text), _WIDTH - _KEY_WIDTH - 2)
    pieces: list[Piece] = []
    for left, right in zip_longest(keys, beside, fillvalue=""):
        pieces += [(f"  {left:<{_KEY_WIDTH}}", MUTED if dimmed else KEY), (right, MUTED if dimmed else ""), "\n"]
    return pieces
