"""The three referral priorities and their names. The rules that use a priority decide its effects."""

from __future__ import annotations

from enum import IntEnum


class Priority(IntEnum):
    """PRIORITY TYPE of the NHS Data Dictionary (R-402): a higher number is seen sooner (R-210)."""

    ROUTINE = 1
    URGENT = 2
    SUSPECTED_CANCER = 3

    @property
    def words(self) -> str:
        """The name for a clerk: `routine`, `urgent`, `suspected cancer`."""
        return self.name.lower().replace("_", " ")

    @property
    def letter(self) -> str:
        """One letter for narrow lists: `R`, `U`, `C`."""
        return "C" if self is Priority.SUSPECTED_CANCER else self.name[0]
