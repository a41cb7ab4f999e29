"""The columns of a list: those that fit its width, and the one that sorts its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from clerkdesk.rules.values.filtering import Sought
from clerkdesk.widgets.columns import Column, Fitted, RowT, fit_columns


class ListColumns(Generic[RowT]):
    """All columns that a list may show. None fits before the first width is known."""

    def __init__(self, columns: Sequence[Column[RowT]]) -> None:
        self.all = tuple(columns)
        self.fitted: tuple[Fitted[RowT], ...] = ()
        """The columns that fit, with their widths."""
        self.sorted_by: Column[RowT] | None = None
        """The column that sorts the rows; None for their own order."""

    def __contains__(self, column: object) -> bool:
        """Return whether this very column is one of them: two views may have equal ones."""
        return any(each is column for each in self.all)

    def fit(self, width: int) -> bool:
        """Choose the columns that fit into `width` cells; return whether other ones or other widths show."""
        before, self.fitted = self.fitted, fit_columns(self.all, width)
        return self.fitted != before

    def next_to_sort_by(self) -> Column[RowT] | None:
        """Return the next visible sorting column; after the last one None, for the rows' own order."""
        sorting = [item.column for item in self.fitted if item.column.sort is not None]
        indexes = [index for index, column in enumerate(self.all) if column is self.sorted_by]
        behind = self.all[indexes[0] + 1 :] if indexes else self.all
        return next((column for column in behind if any(column is each for each in sorting)), None)

    def sorting_by(self, title: object) -> Column[RowT] | None:
        """Return the sorting column of this title, as kept with the state of a list; None if there is none."""
        return next((each for each in self.all if each.sort is not None and each.title == title), None)

    def text_of(self, row: RowT) -> Sought:
        """Return the text of a row in every column, for a filter."""
        return Sought(other=tuple(column.cell_of(row).text for column in self.all))
