"""The rows of a list without their drawing: shown rows, cursor, and updates that wait while frozen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic

from clerkdesk.widgets.columns import RowT

_LOOK_AHEAD = 200
"""Maximum rows after a vanished one to try for the cursor; more would cost time on a list of 100,000."""


class RowSet(Generic[RowT]):
    """Rows with a cursor that follows a key through every change.

    When the row under the cursor goes, the cursor takes the next remaining row: the next patient.
    """

    def __init__(self, key_of: Callable[[RowT], Hashable]) -> None:
        self.key_of = key_of
        self.shown: Sequence[RowT] = ()
        """The rows that pass the filter."""
        self.cursor = 0
        """Index of the cursor among the shown rows, from 0."""
        self.complete = True
        """Whether no rows follow the last one."""
        self.frozen = False
        self.struck: set[Hashable] = set()
        """Keys of the struck-through rows."""
        self._rows: list[RowT] = []
        self._order: Callable[[Iterable[RowT]], list[RowT]] | None = None
        self._ordered: list[RowT] = self._rows
        self._rank: Callable[[RowT], int | None] | None = None
        self._waiting: tuple[list[RowT], bool] | None = None
        self._wish: Hashable = None

    @property
    def current(self) -> RowT | None:
        """The row under the cursor."""
        return self.shown[self.cursor] if self.cursor < len(self.shown) else None

    @property
    def current_key(self) -> Hashable:
        """The key of the row under the cursor, or None."""
        row = self.current
        return None if row is None else self.key_of(row)

    @property
    def last(self) -> RowT | None:
        """The last row loaded, filtered out or not; the next page starts after it."""
        return self._rows[-1] if self._rows else None

    def replace(self, rows: Iterable[RowT], *, complete: bool) -> None:
        """Replace the rows; while frozen, keep the new ones for later and strike the vanished ones."""
        fresh = list(rows)
        if self.frozen:
            self._waiting = (fresh, complete)
            still_there = {self.key_of(row) for row in fresh}
            if complete:
                self.struck |= {self.key_of(row) for row in self._rows} - still_there
            return
        before, cursor = self._following_keys(), self.cursor
        self._rows, self.complete, self.struck = fresh, complete, set()
        self._ordered = fresh if self._order is None else self._order(fresh)
        self._show(before, cursor)

    def sort(self, order: Callable[[Iterable[RowT]], list[RowT]] | None) -> None:
        """Show the rows in another order, or in their own; while frozen, wait until `thaw`."""
        self._order = order
        rows, complete = self._waiting or (self._rows, self.complete)
        self.replace(rows, complete=complete)

    def narrow(self, rank: Callable[[RowT], int | None] | None) -> None:
        """Show only fitting rows, the best match on top under the cursor; or all rows, with the cursor unmoved.

        Args:
            rank: how well a row fits, from 0, the best; None for a row that does not fit.
        """
        self._rank = rank
        if rank is None:
            self._show(self._following_keys(), self.cursor)
        else:
            self._show((), 0)

    def freeze(self) -> None:
        """Freeze the shown rows."""
        self.frozen = True

    def thaw(self) -> None:
        """Show the rows that arrived meanwhile."""
        self.frozen = False
        self.struck = set()
        if self._waiting is not None:
            rows, complete = self._waiting
            self._waiting = None
            self.replace(rows, complete=complete)

    def wish_for(self, key: Hashable) -> None:
        """Put the cursor on `key` once it is among the rows."""
        self._wish = key
        self._grant_wish()

    def move_to_index(self, index: int) -> None:
        """Put the cursor on an index, or the nearest one. This move of the clerk ends any wish."""
        self._wish = None
        self.cursor = max(0, min(index, len(self.shown) - 1))

    def move_to_key(self, key: Hashable) -> bool:
        """Put the cursor on the row of `key`; return whether it is shown."""
        index = self.index_of(key)
        if index is not None:
            self.move_to_index(index)
        return index is not None

    def index_of(self, key: Hashable) -> int | None:
        """Return the index of the row of `key`; None if it is not shown."""
        return next((index for index, row in enumerate(self.shown) if self.key_of(row) == key), None)

    def _following_keys(self) -> list[Hashable]:
        return [self.key_of(row) for row in self.shown[self.cursor : self.cursor + _LOOK_AHEAD]]

    def _show(self, wanted: Sequence[Hashable], old_index: int) -> None:
        """Filter the rows and put the cursor on the first shown one of the wanted keys, else near its old index."""
        self.shown = self._ordered if self._rank is None else _best_first(self._ordered, self._rank)
        rank = {key: number for number, key in enumerate(wanted)}
        found = [(rank[key], index) for index, row in enumerate(self.shown) if (key := self.key_of(row)) in rank]
        self.cursor = min(found)[1] if found else max(0, min(old_index, len(self.shown) - 1))
        self._grant_wish()

    def _grant_wish(self) -> None:
        wish = self._wish
        if wish is not None and self.move_to_key(wish):
            self._wish = None


def _best_first(rows: Iterable[RowT], rank: Callable[[RowT], int | None]) -> list[RowT]:
    """Return the rows that fit, the best match first, equal matches in their own order."""
    ranked = [(fit, row) for row in rows if (fit := rank(row)) is not None]
    return [row for _, row in sorted(ranked, key=lambda each: each[0])]
