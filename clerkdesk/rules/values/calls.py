"""Where a telephone call stands."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class CallStatus(ClosedSet):
    """Where a telephone call stands."""

    OPEN = "open"
    PARKED = "parked"
    CLOSED = "closed"
