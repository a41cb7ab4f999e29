"""The three referral priorities and their names. The rules that use a priority decide its effects."""

from __future__ import annotations

from enum import IntEnum

from clerkdesk.rules.values.closed_set import ClosedSet


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
    def type(self) -> PriorityType:
        """The code by which it is stored and sent."""
        return PriorityType(str(int(self)))

    @property
    def letter(self) -> str:
        """One letter for narrow lists: `R`, `U`, `C`."""
        return "C" if self is Priority.SUSPECTED_CANCER else self.name[0]


class PriorityType(ClosedSet):
    """PRIORITY TYPE as it is stored and sent (R-402)."""

    ROUTINE = "1"
    URGENT = "2"
    SUSPECTED_CANCER = "3"
