"""Slots in the form of the rules, with the taken places, those held by other desks, and the free time after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.queries.base.places_out_of_use import all_out_of_use, number_out_of_use
from clerkdesk.data.tables import AppointmentPlace, Clerk, Clinic, ClinicSession, Site, Slot, SlotHold
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.slots import SessionStatus, SlotKind


class SlotColumns(Protocol):
    """The columns of a slot with its session, site and clinic, and of its places, as `slots_where` selects them."""

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
    taken: int
    out_of_use: int
    held: int
    held_by: str | None


def slots_where(*where: ColumnElement[bool]) -> Select[Any]:
    """Return the select of a few slots, in time order, for `slots_found`; put it together once.

    The condition may name columns of slot, session and clinic. The places of each slot are counted by themselves, which
    finds those of a session at once and would take longer for all slots of a specialty.
    """
    counts = (
        _taken().label("taken"),
        number_out_of_use().label("out_of_use"),
        _of_holds(func.count()).label("held"),
        _of_holds(func.max(col(Clerk.display_name))).label("held_by"),
    )
    return _slots(*counts).where(*where)


def many_slots_where(*where: ColumnElement[bool]) -> Select[Any]:
    """Return the select of many slots; as `slots_where` does, but all places are counted together."""
    taken, out_of_use, held = _all_taken(*where), all_out_of_use(*where), _all_held(*where)
    counts = (
        func.coalesce(taken.c.number, 0).label("taken"),
        func.coalesce(out_of_use.c.number, 0).label("out_of_use"),
        func.coalesce(held.c.number, 0).label("held"),
        held.c.held_by,
    )
    query = _slots(*counts).where(*where)
    for places in (taken, out_of_use, held):
        query = query.outerjoin(places, places.c.slot_id == col(Slot.id))
    return query


def _all_taken(*where: ColumnElement[bool]) -> Subquery:
    place = AppointmentPlace
    by_slot: Columns = select(col(place.slot_id), func.count().label("number"))
    joined = with_clinic(by_slot.join(Slot, col(place.slot_id) == col(Slot.id)), Slot)
    return joined.where(*where, col(place.live).is_(True)).group_by(col(place.slot_id)).subquery("taken")


def _all_held(*where: ColumnElement[bool]) -> Subquery:
    hold = SlotHold
    by_slot: Columns = select(
        col(hold.slot_id), func.count().label("number"), func.max(col(Clerk.display_name)).label("held_by")
    )
    joined = with_clinic(by_slot.join(Slot, col(hold.slot_id) == col(Slot.id)), Slot)
    by_others = joined.join(Clerk, col(hold.clerk_id) == col(Clerk.id)).where(*where, *_by_others())
    return by_others.group_by(col(hold.slot_id)).subquery("held")


def _by_others() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a hold has not lapsed, and is another entry's."""
    return col(SlotHold.until) > bindparam("at"), col(SlotHold.entry_id) != bindparam("entry_id")


def _slots(*counts: ColumnElement[Any]) -> Select[Any]:
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
        *counts,
    )
    return (
        with_clinic(columns, Slot)
        .join(Site, col(ClinicSession.site_id) == col(Site.id))
        .where(
            col(Slot.withdrawn).is_(False),
            col(ClinicSession.status).in_((SessionStatus.OPEN, SessionStatus.STOPPED)),
        )
        .order_by(col(Slot.starts_at), col(Slot.id))
    )


def _taken() -> ScalarSelect[int]:
    place = AppointmentPlace
    live = select(func.count()).where(col(place.slot_id) == col(Slot.id), col(place.live).is_(True))
    return live.correlate(Slot).scalar_subquery()


def _of_holds(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Return a column over the holds of each slot by other entries, which have not lapsed."""
    holds = (
        select(column)
        .select_from(SlotHold)
        .join(Clerk, col(SlotHold.clerk_id) == col(Clerk.id))
        .where(col(SlotHold.slot_id) == col(Slot.id), *_by_others())
    )
    return holds.correlate(Slot).scalar_subquery()


def slots_found(
    session: Session, query: Select[Any], at: datetime, entry_id: int | None, **bound: object
) -> list[SlotFacts]:
    """Return the slots of a select, in time order."""
    return facts_of_rows(slot_rows(session, query, at, entry_id, **bound))


def slot_rows(
    session: Session, query: Select[Any], at: datetime, entry_id: int | None, **bound: object
) -> Sequence[SlotColumns]:
    """Return the rows of a select of slots, in time order.

    Args:
        session: to read with.
        query: made by `slots_where` or `many_slots_where`.
        at: the machine's time in UTC, by which holds lapse.
        entry_id: the entry in hand, whose own hold does not count.
        bound: the values that the condition of the select names.
    """
    found = session.execute(query, {**bound, "at": at, "entry_id": entry_id or 0}).all()
    return cast("Sequence[SlotColumns]", found)


@dataclass(frozen=True, slots=True)
class PlacesOnOffer:
    """The places of one slot that are on offer for other entries."""

    number: int
    by: str | None
    """Name of the clerk who offers the last of them."""


NOT_HELD = PlacesOnOffer(0, None)


def facts_of_rows(rows: Sequence[SlotColumns]) -> list[SlotFacts]:
    """Return the slots of the rows of `slot_rows`."""
    return facts_with_holds(rows, {row.id: PlacesOnOffer(row.held, row.held_by) for row in rows if row.held})


def facts_with_holds(rows: Sequence[SlotColumns], holds: Mapping[int, PlacesOnOffer]) -> list[SlotFacts]:
    """Return the slots of some rows, with the held places given by slot id in place of those of the rows."""
    free = {row.id: row.capacity - row.taken - row.out_of_use - holds.get(row.id, NOT_HELD).number for row in rows}
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
            offered_by=_offered_by(free[row.id], holds.get(row.id, NOT_HELD)),
            booking_stopped=row.status == SessionStatus.STOPPED,
        )
        for row in rows
    ]


def _offered_by(free: int, held: PlacesOnOffer) -> str | None:
    """Return whose offer a slot is: only a held place that is otherwise free is somebody else's offer."""
    return held.by if free < 1 <= free + held.number else None


def _free_after(rows: Sequence[SlotColumns], free: dict[int, int]) -> dict[int, int]:
    """Return the free minutes right after each slot in its session."""
    after: dict[int, int] = {}
    starts = {(row.session_id, row.starts_at): row for row in rows}
    for row in reversed(rows):
        follower = starts.get((row.session_id, row.starts_at + timedelta(minutes=row.minutes)))
        usable = follower is not None and follower.id != row.id and free[follower.id] > 0
        after[row.id] = follower.minutes + after.get(follower.id, 0) if usable and follower is not None else 0
    return after
