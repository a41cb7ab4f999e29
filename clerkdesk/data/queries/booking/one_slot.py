"""One slot in the form of the rules, and its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.queries.base.places_out_of_use import is_out_of_use
from clerkdesk.data.queries.base.slot_facts import facts_of_rows, slot_rows, slots_found, slots_where
from clerkdesk.data.queries.base.slot_names import NAME_COLUMNS, SlotNameColumns, names_in
from clerkdesk.data.tables import Appointment, AppointmentPlace, ClinicSession, Professional, Slot
from clerkdesk.rules.booking.slots import SlotFacts, SlotNames


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a slot, which are numbered from 1."""

    session_id: int
    capacity: int
    not_free: frozenset[int]
    """Numbers of the places that are taken or out of use, regardless of holds."""


def slot_with_followers(session: Session, slot_id: int, at: datetime, entry_id: int | None = None) -> SlotFacts | None:
    """Return one slot, or None if no slot has this id or it was withdrawn."""
    found = slots_found(session, _in_its_session(), at, entry_id, slot_id=slot_id)
    return next((slot for slot in found if slot.slot == slot_id), None)


def slot_and_names(
    session: Session, slot_id: int, at: datetime, entry_id: int | None = None
) -> tuple[SlotFacts, SlotNames] | None:
    """Return one slot with the names that belong to it, or None if no slot has this id or it was withdrawn."""
    rows = slot_rows(session, _with_names(), at, entry_id, slot_id=slot_id)
    slot = next((slot for slot in facts_of_rows(rows) if slot.slot == slot_id), None)
    if slot is None:
        return None
    named = cast("Sequence[SlotNameColumns]", rows)
    return slot, names_in(next(row for row in named if row.id == slot_id))


@cache
def _with_names() -> Select[Any]:
    clinician = col(Professional.id) == col(ClinicSession.professional_id)
    return _in_its_session().outerjoin(Professional, clinician).add_columns(*NAME_COLUMNS)


@cache
def _in_its_session() -> Select[Any]:
    one = aliased(Slot)
    session_id = select(col(one.session_id)).where(col(one.id) == bindparam("slot_id")).scalar_subquery()
    return slots_where(col(Slot.session_id) == session_id)


def places_of(session: Session, slot_id: int) -> Places | None:
    """Return the places of a slot, or None if no slot has this id."""
    rows = session.execute(_places(), {"slot_id": slot_id}).all()
    if not rows:
        return None
    gone = frozenset(number for _, _, number, is_gone in rows if is_gone)
    return Places(rows[0].session_id, rows[0].capacity, gone)


def has_room(session: Session, slot_id: int) -> bool:
    """Return whether a place of a slot is not taken, regardless of holds."""
    places = places_of(session, slot_id)
    return places is not None and len(places.not_free) < places.capacity


@cache
def _places() -> Select[int, int, int, bool]:
    """Select a slot with each place that an appointment has or had in it, and whether that place is gone."""
    place = AppointmentPlace
    return (
        select(
            col(Slot.session_id),
            col(Slot.capacity),
            col(place.place_number),
            or_(col(place.live).is_(True), is_out_of_use()),
        )
        .select_from(Slot)
        .outerjoin(place, col(place.slot_id) == col(Slot.id))
        .outerjoin(Appointment, col(Appointment.id) == col(place.appointment_id))
        .where(col(Slot.id) == bindparam("slot_id"))
    )
