"""A chart of bars in block characters, readable without colour. The screen chooses what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from clerkdesk.widgets.columns import fit_text
from clerkdesk.widgets.plain import ACT, MUTED, Piece, plain

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LABEL, _COUNT, _NOTE = 8, 8, 8
_LEAST = 10


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One bar."""

    label: str
    count: int
    note: str = ""
    """A note after the count, such as the share so far."""
    style: str = ""
    """Style of the bar, in Textual's words; it only repeats what length and number say."""
    rule: str = ""
    """Words of the line below this bar, such as `18 weeks`; empty for no line."""


class BarChart(Widget):
    """Draws the bars in proportion to the longest."""

    def __init__(self, *, heading: tuple[str, str, str, str] = ("", "", "", ""), id: str | None = None) -> None:
        """Take the headings of label, bar, count and note."""
        super().__init__(id=id)
        self._heading = heading
        self._rows: Sequence[ChartRow] = ()
        self._compact = False

    def show(self, rows: Sequence[ChartRow]) -> None:
        """Show these bars."""
        self._rows = rows
        self.refresh(layout=True)

    def set_compact(self, compact: bool) -> None:
        """Leave out the heading and the lines between bars; the next bar takes their words."""
        self._compact = compact
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the heading, the bars, and the lines between them."""
        room = max(_LEAST, self.size.width - _LABEL - _COUNT - _NOTE - 2)
        longest = max((row.count for row in self._rows), default=0) or 1
        lines = [] if self._compact else [plain((_line(*self._heading, room), MUTED))]
        rule = ""
        for row in self._rows:
            bar = block_bar(row.count, longest, max(_LEAST, room - self._kept_free()))
            pieces: list[Piece] = [f"{row.label:>{_LABEL}} ", (bar, row.style), (_behind(bar, rule, room), MUTED)]
            lines.append(plain(*pieces, (f"{row.count:>{_COUNT},}", ACT), (f" {row.note:>{_NOTE}}", MUTED)))
            rule = _passed(row) if self._compact else ""
            if row.rule and not self._compact:
                lines.append(plain((_rule(row.rule, self.size.width), MUTED)))
        return Content("\n").join(lines)

    def _kept_free(self) -> int:
        """Return the cells kept free of bars for the text after them."""
        return max((len(_passed(row)) for row in self._rows), default=0) if self._compact else 0


def block_bar(count: int, longest: int, width: int) -> str:
    """Return a bar of at most `width` cells in eighths of a cell; a count above 0 always shows."""
    eighths = round(count * width * 8 / longest) if longest else 0
    whole, rest = divmod(max(eighths, 1 if count else 0), 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def _line(label: str, bar: str, count: str, note: str, room: int) -> str:
    return f"{label:>{_LABEL}} {bar:<{room}}{count:>{_COUNT}} {note:>{_NOTE}}"


def _passed(row: ChartRow) -> str:
    return f"  from {row.rule}" if row.rule else ""


def _behind(bar: str, text: str, room: int) -> str:
    """Return the rest of a line after a bar: the text if it fits, else blanks."""
    left = room - len(bar)
    return fit_text(text if len(text) <= left else "", left)


def _rule(text: str, width: int) -> str:
    start = f"{'─' * _LABEL} {text} "
    return start + "─" * max(0, width - len(start))
