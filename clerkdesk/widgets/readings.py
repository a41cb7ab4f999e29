"""The reading of typed text, lenient and with a full echo. `readers` has the readers for dates and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of a typed text."""

    value: str = ""
    """The value to keep, such as an ISO date; empty if the text cannot be read."""
    echo: str = ""
    """The value for the clerk to check: `Mon 14 Dec 2026, 3 weeks`."""
    problem: str = ""
    """What is wrong and what would be right, as a sentence; empty for a good reading."""


Reader = Callable[[str], Reading]
"""Reads one typed text, which is never empty."""
