"""The kinds of need on a list: one closed type for lists, cards, figures, commands and files.

Most wait for an appointment. Some wait for something else, and nobody books them (RULES 13.15): see
`clerkdesk.rules.waiting_list.awaiting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from clerkdesk.rules.values.entries import EntryKind

AwaitingKind = Literal[EntryKind.AWAITING_PROCEDURE, EntryKind.AWAITING_TEST, EntryKind.AWAITING_RESULTS]
"""Kinds that wait for somebody else's work: a decision to admit, a test, its result."""

ENTRY_KINDS: tuple[EntryKind, ...] = tuple(EntryKind)
"""In the order of a specialty's lists."""
AWAITING_KINDS: tuple[AwaitingKind, ...] = get_args(AwaitingKind)
KIND_WORDS: Mapping[EntryKind, str] = {
    EntryKind.NEW: EntryKind.NEW,
    EntryKind.FOLLOW_UP: "follow-up",
    EntryKind.PLANNED: EntryKind.PLANNED,
    EntryKind.DIAGNOSTIC: EntryKind.DIAGNOSTIC,
    EntryKind.AWAITING_PROCEDURE: "awaiting procedure",
    EntryKind.AWAITING_TEST: "awaiting test",
    EntryKind.AWAITING_RESULTS: "awaiting results",
}
"""Words for a clerk."""
_BY_DUE_DATE: frozenset[str] = frozenset({EntryKind.FOLLOW_UP, EntryKind.PLANNED})


def is_awaiting(kind: EntryKind) -> bool:
    """Return whether a need waits for something other than an appointment, so that nobody books it."""
    return kind in AWAITING_KINDS


def as_awaiting(kind: EntryKind) -> AwaitingKind:
    """Return the kind of a need that waits for something else.

    Raises:
        ValueError: it waits for an appointment.
    """
    match kind:
        case EntryKind.AWAITING_PROCEDURE | EntryKind.AWAITING_TEST | EntryKind.AWAITING_RESULTS:
            return kind
        case _:
            raise ValueError("an entry that waits for an appointment")


def stands_on(kind: EntryKind, due: date | None, position: date | None) -> date | None:
    """Return the day that sets the position on the list: for follow-ups and planned care the due date (13.5).

    The due date moves if a patient on patient-initiated follow-up asks, or a clinician sets another; the list position
    date does not.

    Args:
        kind: of the entry.
        due: its see-by date, or the date of planned care, or None.
        position: its list position date.
    """
    return due or position if kind in _BY_DUE_DATE else position


def position_words(kind: EntryKind, day: str) -> str:
    """Return the words for the date of a position: `since 6 Jan 2025`, or the due date for follow-ups and planned care.

    Args:
        kind: of the entry.
        day: the day of the position (`stands_on`), in words.
    """
    return f"{'due' if kind in _BY_DUE_DATE else 'since'} {day}"
