"""One slot in the form of the rules, and whether a place of it is left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.places_out_of_use import numbers_out_of_use
from clerkdesk.data.queries.base.slot_facts import slots_where
from clerkdesk.data.tables import AppointmentPlace, Slot
from clerkdesk.rules.booking.slots import SlotFacts


def slot_with_followers(session: Session, slot_id: int, at: datetime, entry_id: int | None = None) -> SlotFacts | None:
    """Return one slot, or None if no slot has this id or it was withdrawn."""
    session_id = session.execute(select(col(Slot.session_id)).where(col(Slot.id) == slot_id)).scalar_one_or_none()
    if session_id is None:
        return None
    found = slots_where(session, (col(Slot.session_id) == session_id,), at, entry_id)
    return next((slot for slot in found if slot.slot == slot_id), None)


def has_room(session: Session, slot_id: int) -> bool:
    """Return whether a place of a slot is not taken, regardless of holds."""
    place = AppointmentPlace
    taken = select(func.count()).where(col(place.slot_id) == slot_id, col(place.live).is_(True)).scalar_subquery()
    unusable = len(numbers_out_of_use(session, slot_id))
    query = select(col(Slot.id)).where(col(Slot.id) == slot_id, col(Slot.capacity) - unusable > taken)
    return session.execute(query).first() is not None
