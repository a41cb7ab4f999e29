"""Keeps the lines of a list as they were drawn: a move of the cursor draws two lines, and scrolling only new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic

from textual.strip import Strip

from clerkdesk.widgets.columns import RowT
from clerkdesk.widgets.row_lines import ShownRow


class KeptLines(Generic[RowT]):
    """The lines by number, cursor and focus: a row that the cursor leaves gets its line of before."""

    def __init__(self, draw: Callable[[ShownRow[RowT], int], Strip]) -> None:
        """Take what draws a line of a width."""
        self._draw = draw
        self._kept: dict[tuple[int, bool, bool], tuple[ShownRow[RowT], Strip]] = {}

    def line(self, shown: ShownRow[RowT], width: int) -> Strip:
        """Return the line of a row, drawn anew only if something of it has changed."""
        kept = self._kept.get(shown[:3])
        if kept is None or kept[0] != shown or kept[1].cell_length != width:
            kept = self._kept[shown[:3]] = (shown, self._draw(shown, width))
        return kept[1]

    def has(self, shown: ShownRow[RowT]) -> bool:
        """Return whether a line is kept that still shows this row, whatever its width."""
        kept = self._kept.get(shown[:3])
        return kept is not None and kept[0] == shown

    def forget(self) -> None:
        """Draw every line anew, after a change of what lines are made of: columns, cells or styles."""
        self._kept.clear()
