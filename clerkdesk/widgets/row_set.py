"""The rows of a list apart from their drawing: which are shown, which has the cursor, what waits while frozen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic

from clerkdesk.widgets.columns import RowT

_LOOK_AHEAD = 200
"""How many rows after a vanished one are tried for the cursor; more would cost time on a list of 100,000."""


class RowSet(Generic[RowT]):
    """Rows with a cursor that follows a key through every change.

    When the row under the cursor is gone, the cursor takes the next row that is still there: the next patient.
    """

    def __init__(self, key_of: Callable[[RowT], Hashable]) -> None:
        self.key_of = key_of
        self.shown: Sequence[RowT] = ()
        """The rows that pass the filter."""
        self.cursor = 0
        """Place of the cursor among the rows shown, from 0."""
        self.complete = True
        """Whether no rows follow the last one."""
        self.frozen = False
        self.struck: set[Hashable] = set()
        """Keys of the rows that are drawn struck through."""
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
        """The last row loaded, filtered out or not: the one after which the next page begins."""
        return self._rows[-1] if self._rows else None

    def replace(self, rows: Iterable[RowT], *, complete: bool) -> None:
        """Take these rows instead; while frozen, keep them for later and strike those that are gone."""
        fresh = list(rows)
        if self.frozen:
            self._waiting = (fresh, complete)
            still_there = {self.key_of(row) for row in fresh}
            if complete:
                self.struck |= {self.key_of(row) for row in self._rows} - still_there
            return
        before, place = self._following_keys(), self.cursor
        self._rows, self.complete, self.struck = fresh, complete, set()
        self._ordered = fresh if self._order is None else self._order(fresh)
        self._show(before, place)

    def sort(self, order: Callable[[Iterable[RowT]], list[RowT]] | None) -> None:
        """Show the rows in another order, or in their own; while frozen, they stay where they are until `thaw`."""
        self._order = order
        rows, complete = self._waiting or (self._rows, self.complete)
        self.replace(rows, complete=complete)

    def narrow(self, rank: Callable[[RowT], int | None] | None) -> None:
        """Show only the rows that fit, the best match on top with the cursor on it; or all, the cursor where it was.

        Args:
            rank: how well a row fits, 0 being the best; None where it does not fit.
        """
        self._rank = rank
        if rank is None:
            self._show(self._following_keys(), self.cursor)
        else:
            self._show((), 0)

    def freeze(self) -> None:
        """Keep what is shown as it is."""
        self.frozen = True

    def thaw(self) -> None:
        """Let what came meanwhile be shown."""
        self.frozen = False
        self.struck = set()
        if self._waiting is not None:
            rows, complete = self._waiting
            self._waiting = None
            self.replace(rows, complete=complete)

    def wish_for(self, key: Hashable) -> None:
        """Put the cursor on `key` as soon as it is among the rows."""
        self._wish = key
        self._grant_wish()

    def move_to_index(self, index: int) -> None:
        """Put the cursor on a place, or on the nearest there is. The clerk has moved, so no wish is left."""
        self._wish = None
        self.cursor = max(0, min(index, len(self.shown) - 1))

    def move_to_key(self, key: Hashable) -> bool:
        """Put the cursor on the row of `key`; answer whether it is shown."""
        for index, row in enumerate(self.shown):
            if self.key_of(row) == key:
                self.move_to_index(index)
                return True
        return False

    def _following_keys(self) -> list[Hashable]:
        return [self.key_of(row) for row in self.shown[self.cursor : self.cursor + _LOOK_AHEAD]]

    def _show(self, wanted: Sequence[Hashable], place: int) -> None:
        """Filter the rows and put the cursor on the first of the wanted keys that is shown, else near its place."""
        self.shown = self._ordered if self._rank is None else _best_first(self._ordered, self._rank)
        rank = {key: number for number, key in enumerate(wanted)}
        found = [(rank[key], index) for index, row in enumerate(self.shown) if (key := self.key_of(row)) in rank]
        self.cursor = min(found)[1] if found else max(0, min(place, len(self.shown) - 1))
        self._grant_wish()

    def _grant_wish(self) -> None:
        wish = self._wish
        if wish is not None and self.move_to_key(wish):
            self._wish = None


def _best_first(rows: Iterable[RowT], rank: Callable[[RowT], int | None]) -> list[RowT]:
    """Return the rows that fit, the best match first, those that fit alike in their own order."""
    ranked = [(place, row) for row in rows if (place := rank(row)) is not None]
    return [row for _, row in sorted(ranked, key=lambda each: each[0])]
