"""Slots in the form of the rules, with the taken places, those held by other desks, and the free time after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.queries.base.places_out_of_use import out_of_use
from clerkdesk.data.tables import AppointmentPlace, Clerk, Clinic, ClinicSession, Site, Slot, SlotHold
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.slots import SessionStatus, SlotKind

_Found = dict[int, tuple[int, str]]


class _SlotColumns(Protocol):
    """The columns of a slot with its session, site and clinic, as `slots_where` selects them."""

    id: int
    session_id: int
    starts_at: datetime
    minutes: int
    kind: SlotKind
    capacity: int
    status: SessionStatus
    site_id: int
    professional_id: int | None
    site_name: str
    clinic_id: int
    specialty_id: int
    medium: str
    sub_specialty: str
    minimum_age: int | None
    maximum_age: int | None


def slots_where(session: Session, where: Sequence[Any], at: datetime, entry_id: int | None) -> list[SlotFacts]:
    """Return the slots of a condition, in time order.

    Args:
        session: to read with.
        where: condition on slots; may name columns of slot, session and clinic.
        at: the machine's time in UTC, by which holds lapse.
        entry_id: the entry in hand, whose own hold does not count.
    """
    columns: Columns = select(
        col(Slot.id),
        col(Slot.session_id),
        col(Slot.starts_at),
        col(Slot.minutes),
        col(Slot.kind),
        col(Slot.capacity),
        col(ClinicSession.status),
        col(ClinicSession.site_id),
        col(ClinicSession.professional_id),
        col(Site.name).label("site_name"),
        col(Clinic.id).label("clinic_id"),
        col(Clinic.specialty_id),
        col(Clinic.medium),
        col(Clinic.sub_specialty),
        col(Clinic.minimum_age),
        col(Clinic.maximum_age),
    )
    query = (
        with_clinic(columns, Slot)
        .join(Site, col(ClinicSession.site_id) == col(Site.id))
        .where(
            *where,
            col(Slot.withdrawn).is_(False),
            col(ClinicSession.status).in_((SessionStatus.OPEN, SessionStatus.STOPPED)),
        )
        .order_by(col(Slot.starts_at), col(Slot.id))
    )
    rows = cast("Sequence[_SlotColumns]", session.execute(query).all())
    taken = _taken(session, where)
    held = _held(session, where, at, entry_id)
    unusable = out_of_use(session, where)
    free = {
        row.id: row.capacity - taken.get(row.id, 0) - unusable.get(row.id, 0) - held.get(row.id, (0, ""))[0]
        for row in rows
    }
    after = _free_after(rows, free)
    return [
        SlotFacts(
            slot=row.id,
            starts=row.starts_at,
            minutes=row.minutes,
            kind=row.kind,
            clinic=row.clinic_id,
            specialty=row.specialty_id,
            site=row.site_id,
            site_name=row.site_name,
            medium=row.medium,
            places_free=free[row.id],
            professional=row.professional_id,
            sub_specialty=row.sub_specialty,
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            minutes_free_after=after[row.id],
            # Only a held place that is otherwise free is somebody else's offer.
            offered_by=held[row.id][1]
            if row.id in held and free[row.id] < 1 <= free[row.id] + held[row.id][0]
            else None,
            booking_stopped=row.status == SessionStatus.STOPPED,
        )
        for row in rows
    ]


def _taken(session: Session, where: Sequence[Any]) -> dict[int, int]:
    by_slot = select(col(AppointmentPlace.slot_id), func.count())
    rows = session.execute(
        with_clinic(by_slot.join(Slot, col(AppointmentPlace.slot_id) == col(Slot.id)), Slot)
        .where(*where, col(AppointmentPlace.live).is_(True))
        .group_by(col(AppointmentPlace.slot_id))
    )
    return {row[0]: row[1] for row in rows}


def _held(session: Session, where: Sequence[Any], at: datetime, entry_id: int | None) -> _Found:
    holds = select(col(SlotHold.slot_id), col(Clerk.display_name))
    rows = session.execute(
        with_clinic(holds.join(Slot, col(SlotHold.slot_id) == col(Slot.id)), Slot)
        .join(Clerk, col(SlotHold.clerk_id) == col(Clerk.id))
        .where(*where, col(SlotHold.until) > at, col(SlotHold.entry_id) != (entry_id or 0))
    )
    found: _Found = {}
    for row in rows:
        found[row.slot_id] = (found.get(row.slot_id, (0, ""))[0] + 1, row.display_name)
    return found


def _free_after(rows: Sequence[_SlotColumns], free: dict[int, int]) -> dict[int, int]:
    """Return the free minutes right after each slot in its session."""
    after: dict[int, int] = {}
    starts = {(row.session_id, row.starts_at): row for row in rows}
    for row in reversed(rows):
        follower = starts.get((row.session_id, row.starts_at + timedelta(minutes=row.minutes)))
        usable = follower is not None and follower.id != row.id and free[follower.id] > 0
        after[row.id] = follower.minutes + after.get(follower.id, 0) if usable and follower is not None else 0
    return after
