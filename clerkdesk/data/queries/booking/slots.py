"""The slots of a specialty, and the names that belong to a slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clinic, with_site_and_professional
from clerkdesk.data.queries.base.slot_facts import (
    PlacesOnOffer,
    SlotColumns,
    facts_with_holds,
    many_slots_where,
    slot_rows,
    slots_found,
)
from clerkdesk.data.queries.base.slot_names import NAME_COLUMNS, SlotNameColumns, names_in
from clerkdesk.data.tables import Clerk, Clinic, Slot, SlotHold
from clerkdesk.rules.booking.slots import SlotFacts, SlotNames


def slots_of_specialty(
    session: Session, specialty_id: int, first: datetime, last: datetime, at: datetime, entry_id: int | None = None
) -> list[SlotFacts]:
    """Return the slots of a specialty's clinics between two local times, in time order.

    Args:
        session: to read with.
        specialty_id: whose clinics.
        first: earliest start.
        last: latest start.
        at: the machine's time in UTC, by which holds lapse.
        entry_id: the entry in hand, whose own hold does not count.
    """
    return slots_found(session, _of_specialty(), at, entry_id, specialty_id=specialty_id, first=first, last=last)


@dataclass(frozen=True, slots=True)
class LiveHold:
    """A place on offer for one entry."""

    slot_id: int
    entry_id: int
    until: datetime
    """The machine's time in UTC at which it lapses."""
    by: str
    """Name of the clerk."""


@dataclass(frozen=True, slots=True)
class PublishedSlots:
    """The slots of a specialty, as they are for every entry and at every moment until the database changes."""

    rows: Sequence[SlotColumns]
    """In time order."""
    facts: Sequence[SlotFacts]
    """The same as if no place were held."""
    holds: Sequence[LiveHold]
    """The holds; some may have lapsed since the read."""

    def seen_by(self, entry_id: int, first: datetime, last: datetime, at: datetime) -> list[SlotFacts]:
        """Return the same as `slots_of_specialty` for an entry, from memory."""
        others = [hold for hold in self.holds if hold.until > at and hold.entry_id != entry_id]
        slots = self.facts if not others else facts_with_holds(self.rows, _by_slot(others))
        return [slot for slot in slots if first <= slot.starts <= last]


def _by_slot(holds: Sequence[LiveHold]) -> dict[int, PlacesOnOffer]:
    slots: dict[int, list[str]] = {}
    for hold in holds:
        slots.setdefault(hold.slot_id, []).append(hold.by)
    return {slot_id: PlacesOnOffer(len(names), max(names)) for slot_id, names in slots.items()}


def published_slots(
    session: Session, specialty_id: int, first: datetime, last: datetime, at: datetime
) -> PublishedSlots:
    """Return the slots of a specialty between two local times, with the holds that stand at a moment, in UTC."""
    rows = slot_rows(session, _of_specialty(), at, None, specialty_id=specialty_id, first=first, last=last)
    held = session.execute(_holds(), {"specialty_id": specialty_id, "at": at}) if any(row.held for row in rows) else ()
    return PublishedSlots(rows, facts_with_holds(rows, {}), [LiveHold(*hold) for hold in held])


@cache
def _holds() -> Select[int, int, datetime, str]:
    hold = SlotHold
    columns = select(col(hold.slot_id), col(hold.entry_id), col(hold.until), col(Clerk.display_name))
    held = columns.join(Clerk, col(hold.clerk_id) == col(Clerk.id)).join(Slot, col(hold.slot_id) == col(Slot.id))
    return with_clinic(held, Slot).where(
        col(Clinic.specialty_id) == bindparam("specialty_id"), col(hold.until) > bindparam("at")
    )


@cache
def _of_specialty() -> Select[Any]:
    return many_slots_where(
        col(Clinic.specialty_id) == bindparam("specialty_id"),
        col(Slot.starts_at) >= bindparam("first"),
        col(Slot.starts_at) <= bindparam("last"),
    )


def names_of(session: Session, slot_ids: Sequence[int]) -> dict[int, SlotNames]:
    """Return the names that belong to each slot id."""
    found = session.execute(_names(), {"slot_ids": slot_ids}).all()
    return {row.id: names_in(row) for row in cast("Sequence[SlotNameColumns]", found)}


@cache
def _names() -> Columns:
    columns: Columns = select(col(Slot.id), *NAME_COLUMNS)
    in_clinics = with_site_and_professional(with_clinic(columns, Slot))
    return in_clinics.where(col(Slot.id).in_(bindparam("slot_ids", expanding=True)))
