"""The columns of a row table, and the choice of columns for a width. `row_table` draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from rich.cells import cell_len, set_cell_size

from clerkdesk.widgets.keys_in_force import as_shown

RowT = TypeVar("RowT")

Tone = Literal["", "muted", "good", "warning", "alert", "strong", "struck"]
"""How a cell or row is drawn. A tone only repeats what words or marks already say."""

GAP = 2
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell with its tone."""

    text: str
    tone: Tone = ""
    mark: str = ""
    """Shown at the right end and never cut, unlike the text before it. Such as `·Bev` after a name."""
    shorter: tuple[str, ...] = ()
    """Forms to show if the text has no room, the longest first: `Dr Okonkwo` for `Dr Ngozi Okonkwo`."""
    within: Callable[[int], str] | None = None
    """Makes the form for a width, if neither the text nor a shorter form fits."""

    def fitting(self, width: int) -> str:
        """Return the first form that fits into `width` cells, else the shortest."""
        forms = (self.text, *self.shorter)
        last = self.within(width) if self.within is not None and cell_len(as_shown(self.text)) > width else forms[-1]
        return next((form for form in forms if cell_len(as_shown(form)) <= width), last)


@dataclass(frozen=True, slots=True)
class Sorting(Generic[RowT]):
    """How a column sorts the rows of its list."""

    value: Callable[[RowT], Any]
    """Returns the value to compare: a day as a day, a number as a number. None for an empty row, which comes last."""
    words: str
    """The order as the header names it: `by name`."""
    descending: bool = False
    """Whether the highest value is on top."""

    @property
    def mark(self) -> str:
        """The sign beside the title of the column."""
        return "▼" if self.descending else "▲"

    def sorted(self, rows: Iterable[RowT]) -> list[RowT]:
        """Return the rows in order; equal rows keep their order."""
        valued = [(self.value(row), row) for row in rows]
        known = [each for each in valued if each[0] is not None]
        known.sort(key=lambda each: each[0], reverse=self.descending)
        return [row for _, row in known] + [row for value, row in valued if value is None]


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """One column: its widths, its rank for narrow terminals, and its cell for a row."""

    title: str
    cell: Callable[[RowT], str | Cell]
    min_width: int
    """Minimum cells; a longer text is cut with an ellipsis."""
    max_width: int = 0
    """Maximum cells; 0 means `min_width`."""
    priority: int = 0
    """0 is always shown; otherwise a higher number is left out sooner."""
    right: bool = False
    """Whether the text is right-aligned, as numbers are."""
    wish: int = 0
    """Cells it gets before any less important column is shown; 0 means `min_width`."""
    sort: Sorting[RowT] | None = None
    """How it sorts the rows; None if the column does not sort."""

    def cell_of(self, row: RowT) -> Cell:
        """Return the cell of a row; a bare text has no tone."""
        value = self.cell(row)
        return value if isinstance(value, Cell) else Cell(value)


@dataclass(frozen=True, slots=True)
class Fitted(Generic[RowT]):
    """A column with its width, in cells."""

    column: Column[RowT]
    width: int


def fit_columns(columns: Sequence[Column[RowT]], width: int) -> tuple[Fitted[RowT], ...]:
    """Choose the columns that fit into `width` cells, and share out the spare cells, in the columns' own order.

    Columns of priority 0 are always kept and grow to their `wish` first. Spare room goes to the important columns, up
    to their `max_width`.
    """
    by_importance = sorted(range(len(columns)), key=lambda index: columns[index].priority)
    needed = [index for index in by_importance if columns[index].priority == 0]
    widths = {index: columns[index].min_width for index in needed}
    used = sum(widths.values()) + GAP * (len(needed) - 1)
    for index in needed:
        extra = min(max(0, width - used), max(0, columns[index].wish - columns[index].min_width))
        widths[index] += extra
        used += extra
    for index in by_importance[len(needed) :]:
        column = columns[index]
        if used + GAP + column.min_width <= width:
            widths[index] = column.min_width
            used += GAP + column.min_width
    spare = max(0, width - used)
    for index in by_importance:
        if index in widths:
            extra = min(spare, max(0, columns[index].max_width - widths[index]))
            widths[index] += extra
            spare -= extra
    return tuple(Fitted(columns[index], widths[index]) for index in sorted(widths))


def titles_line(columns: Sequence[Fitted[RowT]], sorted_by: Column[RowT] | None) -> str:
    """Return the titles of the columns. The sorting column has a mark, in the gap if its title fills the width."""
    line, edge = "", 0
    for item in columns:
        title = fit_text(item.column.title, min(item.width, cell_len(item.column.title)))
        if item.column.sort is not None and item.column is sorted_by:
            title = f"{item.column.sort.mark}{title}" if item.column.right else f"{title}{item.column.sort.mark}"
        begin = edge + item.width - cell_len(title) if item.column.right else edge
        line += " " * (begin - cell_len(line)) + title
        edge += item.width + GAP
    return line


def fit_text(text: str, width: int, *, right: bool = False) -> str:
    """Return text as exactly `width` cells: control characters gone, cut with an ellipsis or padded."""
    shown = as_shown(text)
    length = cell_len(shown)
    if length > width:
        return set_cell_size(shown, width - 1) + "…" if width > 0 else ""
    padding = " " * (width - length)
    return padding + shown if right else shown + padding
