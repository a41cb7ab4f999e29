"""How typed text is read: leniently, and echoed in full. The readers for dates and numbers are in `readers`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a typed text."""

    value: str = ""
    """The value as it is kept, such as an ISO date; empty when nothing was understood."""
    echo: str = ""
    """The value as the clerk checks it: `Mon 14 Dec 2026, 3 weeks`."""
    problem: str = ""
    """What is wrong and what would be right, as a sentence; empty when it was understood."""


Reader = Callable[[str], Reading]
"""Reads one typed text; it is never called with an empty one."""
