"""The answer for unreadable typed text. The readers write the sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is wrong with a typed value and what would be right.

    It never repeats the typed text: a sentence may reach a log or a screen in public view.
    """

    code: str
    """A stable word for programs, such as `date_in_future`."""
    sentence: str
    """The sentence for the clerk."""
