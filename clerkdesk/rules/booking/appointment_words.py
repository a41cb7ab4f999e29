"""The status of an appointment as the end of a sentence: "This appointment has been moved"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "booked": "is still to come",
        "arrived": "has its patient waiting",
        "with_clinician": "has its patient with the clinician",
        "seen": "has been attended",
        "left": "has been attended",
        "outcome_recorded": "has its outcome recorded",
        "cancelled": "has been cancelled",
        "moved": "has been moved",
        "annulled": "has been annulled: it was booked in error",
        "did_not_attend": "has been recorded as did not attend",
        "late_not_seen": "has been recorded as late and not seen",
    }
)


def appointment_is(status: str) -> str:
    """Return "This appointment has been moved", for any status; a colon or a full stop follows."""
    return f"This appointment {_SAID.get(status, 'is ' + status.replace('_', ' '))}"
