"""The slots of a specialty, and the names that belong to a slot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clinic, with_site_and_professional
from clerkdesk.data.queries.base.slot_facts import many_slots_where, slots_found
from clerkdesk.data.queries.base.slot_names import NAME_COLUMNS, SlotNameColumns, names_in
from clerkdesk.data.tables import Clinic, Slot
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
