"""Draws the lines of a list: its titles, its rows in the columns that fit, and the sentence for no rows."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap
from typing import Generic, NamedTuple, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from clerkdesk.widgets.columns import GAP, RowT, Tone, fit_text, titles_line
from clerkdesk.widgets.keys_in_force import as_shown
from clerkdesk.widgets.list_columns import ListColumns

_MARKER_WIDTH = 2
"""Cells for the sign of the cursor."""
_NUMBER_WIDTH = 2
_NUMBERED = 9
"""Rows that a digit can pick."""


class ShownRow(NamedTuple, Generic[RowT]):
    """All that the line of a row depends on, but for columns, width and styles."""

    number: int
    """Its number in the list, from 0."""
    under_cursor: bool
    has_focus: bool
    """Whether the list has the focus."""
    row: RowT
    struck: bool


class HasStyles(Protocol):
    """The widget, as far as its styles are asked for."""

    @property
    def rich_style(self) -> Style:
        """The style of plain text."""

    def get_component_rich_style(self, *names: str, partial: bool = False) -> Style:
        """Return the style of a part, such as `row-table--cursor`."""


class RowLines(Generic[RowT]):
    """Makes lines of any width; it keeps none."""

    def __init__(
        self,
        widget: HasStyles,
        columns: ListColumns[RowT],
        *,
        tone_of: Callable[[RowT], Tone] | None = None,
        numbered: bool = False,
    ) -> None:
        """Take the columns, the tone of a row, and whether the first rows have the numbers 1 to 9."""
        self._widget = widget
        self._columns = columns
        self._tone_of = tone_of
        self._numbered = numbered

    def room_for_columns(self, width: int) -> int:
        """Return the cells that a line of `width` cells leaves for the columns."""
        return width - self._lead

    @property
    def _lead(self) -> int:
        """Cells before the first column."""
        return _MARKER_WIDTH + (_NUMBER_WIDTH if self._numbered else 0)

    def titles(self, width: int) -> Strip:
        """Return the line of titles, with a mark at the column that sorts."""
        text = " " * self._lead + titles_line(self._columns.fitted, self._columns.sorted_by)
        return Strip([Segment(fit_text(text, width), self._style("header"))], width)

    def row(self, shown: ShownRow[RowT], width: int) -> Strip:
        """Return the line of a row."""
        base = self._widget.rich_style
        if shown.under_cursor:
            base = self._style("cursor" if shown.has_focus else "blurred")
        struck = shown.struck
        row_tone: Tone = "struck" if struck else (self._tone_of(shown.row) if self._tone_of else "")
        row_style = base + self._tone(row_tone)
        segments = [Segment("> " if shown.under_cursor else "  ", base)]
        if self._numbered:
            digit = f"{shown.number + 1} " if shown.number < _NUMBERED else " " * _NUMBER_WIDTH
            segments.append(Segment(digit, base + self._tone("strong")))
        for position, item in enumerate(self._columns.fitted):
            cell = item.column.cell_of(shown.row)
            style = row_style if struck or not cell.tone else base + self._tone(cell.tone)
            segments += [Segment(" " * GAP, base)] if position else []
            mark = as_shown(f" {cell.mark}") if cell.mark else ""
            text_width = max(0, item.width - cell_len(mark))
            segments.append(Segment(fit_text(cell.fitting(text_width), text_width, right=item.column.right), style))
            segments += [Segment(mark, base if struck else base + self._tone("muted"))] if mark else []
        return Strip(segments).adjust_cell_length(width, base)

    def sentence(self, words: str, line: int, width: int) -> Strip:
        """Return one line of a sentence, counted from 0 and after a blank one; a blank line if it has none there."""
        said = wrap(words, max(1, width - 2 * _MARKER_WIDTH)) if words else []
        text = " " * _MARKER_WIDTH + said[line - 1] if 0 < line <= len(said) else ""
        return Strip([Segment(fit_text(text, width), self._widget.rich_style + self._tone("muted"))], width)

    def _tone(self, tone: Tone) -> Style:
        return self._widget.get_component_rich_style(f"row-table--{tone}", partial=True) if tone else Style.null()

    def _style(self, part: str) -> Style:
        return self._widget.get_component_rich_style(f"row-table--{part}")
