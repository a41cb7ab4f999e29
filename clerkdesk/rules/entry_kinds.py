"""The kinds of need that stand on a list: one closed type for lists, cards, figures, commands and files.

Most wait for an appointment. Some wait for something else, and nobody books them (RULES 13.15): see
`clerkdesk.rules.awaiting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

AwaitingKind = Literal["awaiting_procedure", "awaiting_test", "awaiting_results"]
"""Waits for something that somebody else does: a decision to admit, a test, its result."""
EntryKind = Literal[
    "new", "follow_up", "planned", "diagnostic", "awaiting_procedure", "awaiting_test", "awaiting_results"
]
"""The list that an entry stands on."""

ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
"""In the order in which lists of one specialty are shown."""
AWAITING_KINDS: tuple[AwaitingKind, ...] = get_args(AwaitingKind)
KIND_WORDS: Mapping[EntryKind, str] = {
    "new": "new",
    "follow_up": "follow-up",
    "planned": "planned",
    "diagnostic": "diagnostic",
    "awaiting_procedure": "awaiting procedure",
    "awaiting_test": "awaiting test",
    "awaiting_results": "awaiting results",
}
"""As a clerk reads them."""


def is_awaiting(kind: str) -> bool:
    """Tell whether a need waits for something other than an appointment, so that nobody books it."""
    return kind in AWAITING_KINDS


def place_words(kind: str, day: str) -> str:
    """Return what the date of a place says: `since 6 Jan 2025`; follow-ups and planned care stand by when they are due.

    Args:
        kind: of the entry.
        day: its list position date, in words.
    """
    return f"{'due' if kind in ('follow_up', 'planned') else 'since'} {day}"
