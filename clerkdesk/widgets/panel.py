"""The panel beside a list: the facts of the row in hand, and the words to the patient."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from clerkdesk.widgets.plain import ACT, Piece, plain
from clerkdesk.widgets.seen_since import SeenSince

Line = str | tuple[Piece, ...]
"""A line of a panel: a plain text, or pieces with styles."""


class Panel(Static):
    """Facts, one to a line. The panel never takes the focus."""

    def show(self, head: str, lines: Iterable[Line] = ()) -> None:
        """Show a bold first line and the facts below it; an empty head clears the panel."""
        pieces: list[Piece] = [(head, ACT)]
        for line in lines:
            pieces.append("\n")
            pieces += [line] if isinstance(line, str) else line
        self.update(plain(*pieces))


class FlowedLines(SeenSince):
    """Text with fixed line ends: an equal number of lines needs no new layout around it."""

    _height: int | None = None

    def show(self, text: Content) -> None:
        """Show the lines."""
        lines = text.plain.split("\n")
        fits = all(cell_len(line) <= self.size.width for line in lines)
        height = len(lines) if fits else None
        self.update(text, layout=height is None or height != self._height)
        self._height = height


class SayLine(Static):
    """Words to say to the patient; hidden without any."""

    _words: Content | None = None

    def show(self, words: Content | None) -> None:
        """Show the words; None hides the line."""
        self.display = words is not None
        if words is not None and (self._words is None or words.plain != self._words.plain):
            self._words = words
            self.update(words)
