"""What slots and sessions are, and where a session stands."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class SlotKind(ClosedSet):
    """Kinds of slot (R-270)."""

    NEW = "new"
    FOLLOW_UP = "follow_up"
    URGENT = "urgent"
    SUSPECTED_CANCER = "suspected_cancer"
    PROCEDURE = "procedure"
    VIRTUAL = "virtual"
    HELD = "held"
    OVERBOOK = "overbook"


class TimeOfDay(ClosedSet):
    """A part of the day: morning before 12:00, evening from 17:00."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Recurrence(ClosedSet):
    """Every week, every second week from an anchor, or on the nth such weekday of the month."""

    WEEKLY = "weekly"
    ALTERNATE = "alternate"
    NTH = "nth"


class SessionStatus(ClosedSet):
    """Where a session stands.

    `stopped`: no more booking. `closed`: cashed up. `withdrawn`: its making was undone.
    """

    OPEN = "open"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class SessionEventKind(ClosedSet):
    """What happens to a session."""

    PUBLISHED = "published"
    STOPPED = "stopped"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    CLOSED = "closed"
