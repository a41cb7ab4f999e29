"""Frozen rows of clinic sessions and their slots, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.values.slots import SessionStatus, SlotKind


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A clinic on one day, with its fill."""

    session_id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    clinic_id: int
    clinic_code: str
    clinic_name: str
    specialty_code: str
    specialty_name: str
    professional: str | None
    site_name: str
    status: SessionStatus
    """`open`, `stopped`, `cancelled`, `closed` or `withdrawn`."""
    status_reason: str
    capacity: int
    """Places of its slots; those withdrawn or out of use do not count."""
    booked: int
    """Places that are taken; one appointment may take several."""
    patients: int
    """Patients who are booked into it."""
    held: int
    """Places on offer at this moment."""

    @property
    def words(self) -> str:
        """The session in a sentence: `Dermatology new, Tue 15 Dec 09:00`."""
        return session_words(self.clinic_name, self.starts_at)


def session_words(clinic: str, starts: datetime) -> str:
    """Return a session in a sentence, from the name of its clinic and its local start."""
    return f"{clinic}, {short_moment_words(starts)}"


@dataclass(frozen=True, slots=True)
class SlotInSession:
    """One slot of a session, with who is in it."""

    slot_id: int
    starts_at: datetime
    minutes: int
    kind: SlotKind
    capacity: int
    """Places that can be given; those out of use do not count."""
    patients: tuple[AppointmentRow, ...]
    """Its patients in the order of booking, without those who did not come."""
    also_taken: int
    """Places taken by an appointment of an earlier slot that is longer than it."""
    offered_by: tuple[str, ...]
    """Names of the clerks who are offering one of its places."""

    @property
    def free(self) -> int:
        """Places that could be given."""
        return max(0, self.capacity - len(self.patients) - self.also_taken - len(self.offered_by))


@dataclass(frozen=True, slots=True)
class UnfilledSlot:
    """A slot of a session that is open for booking, with places free."""

    slot_id: int
    session_id: int
    starts_at: datetime
    minutes: int
    kind: SlotKind
    free: int
    clinic_name: str
    specialty_name: str
    professional: str | None
