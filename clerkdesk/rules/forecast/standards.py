"""The standards that a forecast is about, each with its last day and its share (R-900, R-901)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clerkdesk.rules.values.standards import Standard


@dataclass(frozen=True, slots=True)
class StandardTerms:
    """What a standard asks."""

    days: int
    """The last day within it, counted from day 0."""
    percent: int
    """The share that is to be within it."""
    words: str
    """Completes "the share waiting ..."."""
    days_of_policy: bool = False
    """Whether a trust's policy for a specialty sets the last day instead."""
    until_first_seen: bool = False
    """Whether the wait ends with the first visit, although the clock may run on."""


STANDARDS: Mapping[Standard, StandardTerms] = {
    Standard.EIGHTEEN_WEEKS: StandardTerms(126, 92, "within 18 weeks", days_of_policy=True),
    Standard.FIRST_APPOINTMENT: StandardTerms(
        126, 72, "within 18 weeks for a first appointment", until_first_seen=True
    ),
    Standard.YEAR: StandardTerms(364, 99, "within 52 weeks"),
}
