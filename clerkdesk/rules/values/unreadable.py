"""The answer to typed text that is not what was asked for. The sentences are written where the text is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is wrong with a typed value and what would be right.

    It never repeats what was typed: a sentence may end in a log or on a screen that the public can see.
    """

    code: str
    """A stable word for programs, such as `date_in_future`."""
    sentence: str
    """What the clerk is told."""
