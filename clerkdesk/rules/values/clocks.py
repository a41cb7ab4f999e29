"""Where an 18-week clock stands, and what an event does to it."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class ClockState(ClosedSet):
    """Where the clock of a pathway stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    NULLIFIED = "nullified"
    RUNNING_ELSEWHERE = "running_elsewhere"
    UNKNOWN_START = "unknown_start"
    NOT_APPLICABLE = "not_applicable"


class ClockEffect(ClosedSet):
    """What an event does to the clock."""

    START = "start"
    STOP = "stop"
    NULLIFY = "nullify"
    CONTINUE = "continue"
    NONE = "none"
    REJECTED = "rejected"
    WARNING = "warning"
