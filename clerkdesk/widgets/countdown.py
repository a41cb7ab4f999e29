"""Counts the seconds of a hold down, such as of a slot during an offer."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Countdown:
    """The rest of a hold; none runs at first."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Take the clock, in seconds that only grow."""
        self._now = now
        self._ends: float | None = None

    def begin(self, seconds: float | None) -> None:
        """Count these seconds down from now; None ends the countdown."""
        self._ends = None if seconds is None else self._now() + seconds

    @property
    def left(self) -> int | None:
        """Whole seconds left, 0 once the hold is over; None if none runs."""
        return None if self._ends is None else max(0, round(self._ends - self._now()))

    def ends(self) -> bool:
        """End the countdown if it has run out; return whether it did, once."""
        if self.left != 0:
            return False
        self._ends = None
        return True
