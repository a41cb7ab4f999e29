"""Frozen rows of referrals, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One telling."""

    on: date
    who: str
    """`patient` or `referrer`."""
    what: str
    how: str
    """The way, as the end of a sentence: `by telephone`; empty if none is on record."""
    pathway_id: int | None
    decided: str = ""
    """For a decision: the decider, the day and the source (R-125)."""

    @property
    def sentence(self) -> str:
        """The telling as a sentence, such as `The referrer was told by letter: discharge.`."""
        how = f" {self.how}" if self.how else ""
        decided = f"; {self.decided}" if self.decided else ""
        return f"The {self.who} was told{how}: {self.what}{decided}."
