"""An appointment as an entry for the patient's own calendar; as a frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clerkdesk.rules.booking.slots import SlotNames


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One booking, in the state in which it stands. It names no specialty: others see a calendar too."""

    uid: str
    """The same for a booking and each move and cancellation of it."""
    sequence: int
    """Rises with every change, so that a calendar keeps the newest."""
    starts: datetime
    """Local time, without a zone."""
    minutes: int
    site: str
    """Name of the site; empty for an appointment by telephone or video."""
    reference: str
    to_know: str
    """Preparation and directions; empty if there are none."""
    is_cancelled: bool
    read_at: datetime
    """When it stood so: the machine's time, UTC."""


def uid_of(first_reference: str) -> str:
    """Return the name of a booking in calendars, from the reference that it was booked with at first."""
    return f"{first_reference.lower()}@clerkdesk"


def sequence_of(changes: Iterable[bool]) -> int:
    """Return how often a booking changed since it was made.

    Args:
        changes: for each booking, move and cancellation of it, whether it still counts. One that was undone has changed
            the booking twice.
    """
    return max(0, sum(1 if counts else 2 for counts in changes) - 1)


def to_know(names: SlotNames, *, comes: bool) -> str:
    """Return what the patient should know beforehand; the way there only for whoever comes."""
    return " ".join(filter(None, (names.preparation, names.directions if comes else "")))
