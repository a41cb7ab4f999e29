"""Frozen rows of inbox items and their history, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.deaths.standing import DeathFacts, death_words
from clerkdesk.rules.values.inbox import HolderKind, ItemEventKind, ItemKind, ItemStatus, Urgency


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One inbox item with its patient. Times are local."""

    item_id: int
    kind: ItemKind
    topic: str
    channel: str
    to_kind: HolderKind
    to_id: int | None
    to_name: str
    level: int
    patient_id: int | None
    pathway_id: int | None
    entry_id: int | None
    appointment_id: int | None
    session_id: int | None
    family_name: str | None
    given_name: str | None
    date_of_birth: date | None
    nhs_number: str | None
    deceased_date: date | None
    deceased_confirmed: bool | None
    death_reported_on: date | None
    sentence: str
    caller_name: str
    caller_relationship: str
    caller_number: str
    best_time: str
    identity_confirmed: bool
    urgency: Urgency
    taken_at: datetime
    taken_by: str
    due_at: datetime | None
    ring_back_at: datetime | None
    status: ItemStatus
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    done_at: datetime | None
    action_taken: str

    @property
    def death(self) -> str:
        """The warning that the patient has died, or is said to have, for anybody who rings or writes."""
        return death_words(self.deceased_date, self.death_reported_on)

    @property
    def death_facts(self) -> DeathFacts:
        """What the record says of the patient's death."""
        return DeathFacts(self.deceased_date, bool(self.deceased_confirmed), self.death_reported_on)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of an item."""

    at: datetime
    kind: ItemEventKind
    clerk: str
    to_name: str
    note: str
