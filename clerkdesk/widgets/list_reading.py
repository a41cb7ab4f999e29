"""How far a list is with its rows: being read, read, or not readable; and what it says while it has none."""

from __future__ import annotations

from collections.abc import Callable


class ListReading:
    """The reading of one list's rows. It begins unread, with the sentence that the rows are being read."""

    def __init__(self, changed: Callable[[], object], *, empty: str, being_read: str, nothing_fits: str) -> None:
        """Take what to call when a sentence changes, and the sentences.

        Args:
            changed: draws the list again.
            empty: says that no rows were found, and what to do.
            being_read: shows until the rows are read.
            nothing_fits: shows when the filter leaves no row.
        """
        self._changed = changed
        self._empty, self._being_read, self._nothing_fits = empty, being_read, nothing_fits
        self._is_done = False
        self._failure = ""

    @property
    def is_done(self) -> bool:
        """Whether the rows have been read."""
        return self._is_done

    @property
    def failure(self) -> str:
        """The sentence for the last reading, if it failed; else empty."""
        return self._failure

    def set_empty(self, sentence: str) -> None:
        """Set the sentence for no rows."""
        self._empty = sentence
        self._changed()

    def begin(self, sentence: str = "") -> None:
        """Say that the rows are being read; an empty sentence leaves the last one of its kind."""
        self._is_done = False
        self._being_read = sentence or self._being_read
        self._changed()

    def done(self) -> None:
        """Note that rows were read and set; the list draws itself."""
        self._is_done, self._failure = True, ""

    def fail(self, sentence: str) -> None:
        """Say, while the list has no rows, that they could not be read."""
        self._failure = sentence
        self._changed()

    def sentence(self, *, filtered: bool) -> str:
        """Return the sentence for no rows; `filtered` says that a filter hides all rows that were read."""
        if filtered:
            return self._nothing_fits
        return self._failure or (self._empty if self._is_done else self._being_read)
