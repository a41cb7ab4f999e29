"""Frozen rows of calls, attempts and ways to reach a patient, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clerkdesk.rules.values.calls import CallStatus


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call with its patient. Times are local."""

    call_id: int
    taken_at: datetime
    clerk_id: int
    caller_name: str
    caller_relationship: str
    caller_number: str
    patient_id: int | None
    family_name: str | None
    given_name: str | None
    identity_ticks: tuple[str, ...]
    status: CallStatus
    ended_with: str
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """An attempt to reach the patient."""

    entry_id: int | None
    at: datetime
    result_code: str
    number: str
    ring_back_at: datetime | None
    note: str
    clerk: str


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One telephone number with its permitted uses."""

    kind: str
    number: str
    voicemail_allowed: bool | None
    """None if nobody has asked."""
    text_allowed: bool
    preferred: bool
    note: str


@dataclass(frozen=True, slots=True)
class WaysToReach:
    """The rules to obey before ringing or writing to a patient (R-720)."""

    patient_id: int
    phones: tuple[PhoneLine, ...]
    """The preferred number first."""
    safe_contact_note: str
    restricted: bool
    """Whether a safe-contact flag is in force: nobody leaves a message or writes."""
    interpreter_needed: bool
    language: str
    email: str

    def on(self, number: str) -> PhoneLine | None:
        """Return the line of a number, or the preferred line if none is named."""
        if not number:
            return self.phones[0] if self.phones else None
        return next((line for line in self.phones if line.number == number), None)
