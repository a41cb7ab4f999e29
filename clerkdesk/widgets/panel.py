"""The panel beside a list: the facts of the row in hand, and the words to the patient."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from clerkdesk.widgets.plain import ACT, Piece, plain
from clerkdesk.widgets.still_text import StillText

Line = str | tuple[Piece, ...]
"""A line of a panel: a plain text, or pieces with styles."""


class Panel(StillText):
    """Facts, one to a line. The panel never takes the focus."""

    def show(self, head: str, lines: Iterable[Line] = ()) -> None:
        """Show a bold first line and the facts below it; an empty head clears the panel."""
        pieces: list[Piece] = [(head, ACT)]
        for line in lines:
            pieces.append("\n")
            pieces += [line] if isinstance(line, str) else line
        self.update(plain(*pieces))


class SayLine(StillText):
    """Words to say to the patient; hidden without any."""

    _words: Content | None = None

    def show(self, words: Content | None) -> None:
        """Show the words; None hides the line."""
        self.display = words is not None
        if words is not None and (self._words is None or words.plain != self._words.plain):
            self._words = words
            self.update(words)
