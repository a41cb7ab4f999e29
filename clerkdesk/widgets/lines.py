"""The lines round every screen: header, status line, footer, and the sentence for a terminal that is too small."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from clerkdesk.keys import Keymap, commands_of, printed_key, show_key
from clerkdesk.keys.placeholders import key_for
from clerkdesk.keys.registry import Command
from clerkdesk.widgets.columns import Tone, fit_text
from clerkdesk.widgets.keys_in_force import with_keys_in_force
from clerkdesk.widgets.plain import ACT, ALERT, KEY, MUTED, plain
from clerkdesk.widgets.pressing import pressing
from clerkdesk.widgets.still_text import Still

SMALLEST = (80, 24)
"""Columns and lines that a screen needs."""

_MORE = (key_for("help"), "more")
"""Marks that further letters have no room."""
_STYLES: dict[Tone, str] = {"alert": ALERT, "warning": "bold $warning", "good": "bold $success", "muted": MUTED}
_MARKS: dict[Tone, str] = {"alert": "! ", "warning": "! ", "good": "✓ "}


class HeaderLine(Widget):
    """The screen's title at the left; PRACTICE, the clerk and the time at the right."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._titles: tuple[str, ...] = ("",)
        self._right: tuple[str, str] = ("", "")

    def show(self, *titles: str, practice: bool, who: str) -> None:
        """Show the first title that has room, whether this is the practice desk, and the clerk with the time."""
        shown = (titles, ("PRACTICE" if practice else "", who))
        if shown != (self._titles, self._right):
            self._titles, self._right = shown
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        practice, who = self._right
        right = " · ".join(part for part in (practice, who) if part) + " "
        room = max(0, self.size.width - cell_len(right))
        title = next((title for title in self._titles if cell_len(title) + 2 <= room), self._titles[-1])
        title = fit_text(f" {title}", room)
        return plain((title, ACT), (practice, "bold $accent"), (right[len(practice) :], MUTED))


class StatusLine(Still):
    """One sentence for the clerk; without one, what the letters do here."""

    def __init__(self) -> None:
        """Start without a sentence."""
        super().__init__()
        self.sentence = ""
        self._tone: Tone = ""
        self._letters: Sequence[tuple[str, str]] = []

    def show(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence until the next; an empty one shows the letters again."""
        sentence = with_keys_in_force(sentence)
        if (sentence, tone) != (self.sentence, self._tone):
            self.sentence, self._tone = sentence, tone
            self.draw_again()

    def show_letters(self, letters: Sequence[tuple[str, str]]) -> None:
        """Take the keys and words to show without a sentence."""
        shown = [(with_keys_in_force(name), word) for name, word in letters]
        if shown != self._letters:
            self._letters = shown
            self.refresh()

    def render(self) -> Content:
        """Return the sentence, or the letters."""
        if self.sentence:
            return plain((f"{_MARKS.get(self._tone, '')}{self.sentence}", _STYLES.get(self._tone, "$foreground")))
        return _pairs(_those_that_fit(self._letters, self.size.width), self.size.width)


class FooterLine(Widget):
    """The keys that act everywhere, or the keys of the map that do the same."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._pairs: Sequence[tuple[str, str]] = ()
        self._before = ""
        """The key to press before each of the shown keys."""

    def show(self, keymap: Keymap, *, twins: bool) -> None:
        """Show the keys in force, or those of the map."""
        self._pairs = [
            pair for item in commands_of("everywhere") if item.label for pair in [_footer(item, keymap, twins)]
        ]
        self._before = keymap.key_of("map") if twins else ""
        if twins:
            self._pairs = [(keymap.shown("map").replace("Ctrl+", "^"), ""), *self._pairs]
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return _pairs(self._pairs, self.size.width, self._before)


class TooSmall(Widget):
    """Covers a screen on a terminal that is too small, with a sentence that gives the size it needs."""

    def render(self) -> Content:
        """Return the sentence."""
        columns, lines = SMALLEST
        width, height = self.app.size
        return plain(
            f"This terminal shows {width} x {height} characters; clerkdesk needs {columns} x {lines}.\n"
            "Please enlarge the window or make its letters smaller. Everything is kept as it is."
        )


def is_too_small(width: int, height: int) -> bool:
    """Return whether a terminal has fewer columns or lines than a screen needs."""
    return width < SMALLEST[0] or height < SMALLEST[1]


def _footer(item: Command, keymap: Keymap, twins: bool) -> tuple[str, str]:
    return (show_key(keymap.twins.get(item.name, "")) if twins else keymap.shown(item.name), item.label)


def _those_that_fit(letters: Sequence[tuple[str, str]], width: int) -> Sequence[tuple[str, str]]:
    """Return the letters that have room with a blank around each word; help lists the others."""
    lengths = [cell_len(f"{name} {word} ") for name, word in letters]
    if sum(lengths) < width:
        return letters
    more = (with_keys_in_force(_MORE[0]), _MORE[1])
    room = width - cell_len(" ".join((*more, "")))
    return [*(pair for pair, end in zip(letters, accumulate(lengths), strict=True) if end < room), more]


def _pairs(pairs: Sequence[tuple[str, str]], width: int, before: str = "") -> Content:
    """Return keys and words, as dense as the width needs, without those that do not fit.

    A click presses `before`, if given, and then the key.
    """
    texts = sum(cell_len(name + word) for name, word in pairs)
    between = "  " if texts + 3 * len(pairs) < width else " "
    within = " " if texts + (1 + len(between)) * len(pairs) < width else ""
    line = plain()
    for name, word in pairs:
        piece = plain((name, KEY), (within + word, MUTED))
        if before:
            piece = pressing(piece, [before, *filter(None, [printed_key(name)])])
        piece += plain(between)
        if line.cell_length + piece.cell_length <= width + 1:
            line += piece
    return line
