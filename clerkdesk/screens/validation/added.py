"""Adds to the rows of a view what takes long to read: first to those in sight, then slice by slice to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.validation.rows import Adding, ValidationRow
from clerkdesk.widgets.row_table import rows_in_sight

if TYPE_CHECKING:
    from clerkdesk.screens.acts.of_screen import AsksAside
    from clerkdesk.widgets.row_table import RowTable

_SLICE = 40
"""Rows out of sight of one read, in which the keys go first at every statement."""
_ADDED = "added"
"""Subject of the read."""


class PutsAside(Protocol):
    """The screen of the list."""

    @property
    def questions(self) -> AsksAside:
        """The questions to the database."""


class Added:
    """Knows which rows of a list still lack their slow values, and reads these."""

    def __init__(
        self,
        screen: PutsAside,
        table: RowTable[ValidationRow],
        on_added: Callable[[Sequence[ValidationRow]], None],
    ) -> None:
        """Take the screen, its list, and the function that shows rows with their values."""
        self._screen = screen
        self._table = table
        self._on_added = on_added
        self._adding: Adding | None = None
        self._left: dict[str, ValidationRow] = {}
        """The rows without their values, by key, in the order of the view."""

    def begin(self, adding: Adding | None, rows: Sequence[ValidationRow]) -> tuple[ValidationRow, ...]:
        """Take the rows of a view that were read; return them as they are shown until their values have been read.

        Values that were shown before stay until then.
        """
        self._adding = adding
        self._left = {}
        if adding is None:
            return tuple(rows)
        self._left = {row.key: row for row in rows if not adding.is_done(row)}
        before = {row.key: row for row in self._table.rows} if self._left else {}
        return tuple(adding.keep(row, before[row.key]) if row.key in before else row for row in rows)

    def lacks(self, row: ValidationRow) -> bool:
        """Return whether the values of a row are still to be read."""
        return row.key in self._left

    @property
    def is_reading(self) -> bool:
        """Whether values are on their way."""
        return self._screen.questions.is_pending(_ADDED)

    def go_on(self, *, anew: bool = False) -> None:
        """Read the values of further rows, those in sight first; `anew` drops an answer that is on its way."""
        adding, rows = self._adding, self._next()
        if adding is None or not rows or (self.is_reading and not anew):
            return
        self._screen.questions.ask(_ADDED, lambda desk: adding.read(desk, rows), self._take, aside=True)

    def _next(self) -> Sequence[ValidationRow]:
        if not self._left:
            return ()
        in_sight = [self._left[row.key] for row in rows_in_sight(self._table) if row.key in self._left]
        return in_sight or list(self._left.values())[:_SLICE]

    def _take(self, rows: Sequence[ValidationRow]) -> None:
        for row in rows:
            self._left.pop(row.key, None)
        self._on_added(rows)
        self.go_on(anew=True)
