"""The standards that a forecast is about, each with its last day and its share (R-900, R-901, R-500)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clerkdesk.rules.values.closed_set import ClosedSet


class Standard(ClosedSet):
    """A standard. Those that dated targets name have the same text there."""

    EIGHTEEN_WEEKS = "18_weeks"
    FIRST_APPOINTMENT = "first_18_weeks"
    YEAR = "over_52_weeks"


@dataclass(frozen=True, slots=True)
class StandardTerms:
    """What a standard asks."""

    days: int
    """The last day within it."""
    percent: int
    """The share that is to be within it."""
    words: str
    """Completes "the share waiting ..."."""


STANDARDS: Mapping[Standard, StandardTerms] = {
    Standard.EIGHTEEN_WEEKS: StandardTerms(126, 92, "within 18 weeks"),
    Standard.FIRST_APPOINTMENT: StandardTerms(126, 72, "within 18 weeks for a first appointment"),
    Standard.YEAR: StandardTerms(364, 99, "within 52 weeks"),
}
