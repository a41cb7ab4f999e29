"""The kinds of need that stand on a list: one closed type for lists, cards, figures, commands and files.

Most wait for an appointment. Some wait for something else, and nobody books them (RULES 13.15): see
`clerkdesk.rules.waiting_list.awaiting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
_BY_DUE_DATE: frozenset[str] = frozenset({"follow_up", "planned"})


def is_awaiting(kind: str) -> bool:
    """Return whether a need waits for something other than an appointment, so that nobody books it."""
    return kind in AWAITING_KINDS


def stands_on(kind: str, due: date | None, position: date | None) -> date | None:
    """Return the day by which a place stands on its list: follow-ups and planned care by when they are due (13.5).

    The due date moves where a patient who may ask has asked, or a clinician sets another; the list position date does
    not.

    Args:
        kind: of the entry.
        due: its see-by date, or the date of planned care; None if there is none.
        position: its list position date.
    """
    return due or position if kind in _BY_DUE_DATE else position


def place_words(kind: str, day: str) -> str:
    """Return what the date of a place says: `since 6 Jan 2025`; follow-ups and planned care stand by when they are due.

    Args:
        kind: of the entry.
        day: the day by which it stands (`stands_on`), in words.
    """
    return f"{'due' if kind in _BY_DUE_DATE else 'since'} {day}"
