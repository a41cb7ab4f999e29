"""A saved bar that waits until its row has been read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import WrittenDown


class BarToReopen:
    """Keeps the bar until the rows are there, then opens it once."""

    def __init__(self, reopen: Callable[[WrittenDown], bool | None]) -> None:
        """Take the function that opens it, which returns False if the bar must wait for another row."""
        self._reopen = reopen
        self._kept: WrittenDown | None = None

    @property
    def waits(self) -> bool:
        """Whether a bar is still to be opened."""
        return self._kept is not None

    def keep(self, kept: WrittenDown) -> None:
        """Keep a bar that was written down."""
        self._kept = kept

    def rows_read(self) -> None:
        """Try to open the bar, since its row may be there."""
        kept, self._kept = self._kept, None
        if kept is not None and self._reopen(kept) is False:
            self._kept = kept
