"""What stands beside a list: the facts of the row in hand, and the line that says what to tell the patient."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.widgets import Static

from clerkdesk.widgets.plain import ACT, Piece, plain

Line = str | tuple[Piece, ...]
"""A line of a panel: plain, or put together of pieces with styles."""


class Beside(Horizontal):
    """Two things side by side with a rule between them: a list, and a `Panel` or a second list."""


class Panel(Static):
    """Facts, one to a line. It never takes the focus; lists beside it do."""

    def show(self, head: str, lines: Iterable[Line] = ()) -> None:
        """Show a bold first line and the facts below it; an empty head clears the panel."""
        pieces: list[Piece] = [(head, ACT)]
        for line in lines:
            pieces.append("\n")
            pieces += [line] if isinstance(line, str) else line
        self.update(plain(*pieces))


class SayLine(Static):
    """What to say to the patient, word for word; hidden while there is nothing to say."""

    def show(self, words: str) -> None:
        """Show the words in quotation marks."""
        self.display = bool(words)
        self.update(plain(f"“{words}”" if words else ""))
