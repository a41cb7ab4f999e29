"""What a waiting list entry waits for, where it stands, and what happens to it."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class EntryKind(ClosedSet):
    """The list that an entry stands on, in the order in which lists of one specialty are shown."""

    NEW = "new"
    FOLLOW_UP = "follow_up"
    PLANNED = "planned"
    DIAGNOSTIC = "diagnostic"
    AWAITING_PROCEDURE = "awaiting_procedure"
    AWAITING_TEST = "awaiting_test"
    AWAITING_RESULTS = "awaiting_results"


class EntryStatus(ClosedSet):
    """Where an entry stands. An open one is in exactly one of these places."""

    WAITING = "waiting"
    ON_HOLD = "on_hold"
    BOOKED = "booked"
    AWAITING_OUTCOME = "awaiting_outcome"
    CLOSED = "closed"
