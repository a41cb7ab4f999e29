"""The state of a clock in words: one sentence for each state, and a short form for lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from clerkdesk.rules.values.clocks import ClockState

_SENTENCES: Final[Mapping[str, str]] = {
    "running": "the clock runs",
    "stopped": "the clock has stopped",
    "nullified": "the wait does not count: the first appointment was missed",
    "running_elsewhere": "the clock runs and another hospital reports it",
    "unknown_start": "the clock runs and nobody knows when it started",
    "not_applicable": "no 18-week clock applies",
}
_SHORT: Final[Mapping[str, str]] = {
    ClockState.RUNNING: "running",
    ClockState.STOPPED: "stopped",
    ClockState.NULLIFIED: "not counted",
    ClockState.RUNNING_ELSEWHERE: "running elsewhere",
    ClockState.UNKNOWN_START: "running, start unknown",
    ClockState.NOT_APPLICABLE: "none",
}


def clock_words(state: str) -> str:
    """Return the state of a clock as the start of a sentence, in small letters: `the clock runs`."""
    return _SENTENCES[state]


def clock_short(state: ClockState) -> str:
    """Return the state of a clock for lists, to follow the word clock: `running`."""
    return _SHORT[state]
