"""Sessions with their fill, and their slots with the patients in them, as frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns, NamedValues, by_name
from clerkdesk.data.queries.base.joins import with_clinic, with_site_and_professional
from clerkdesk.data.queries.base.places_out_of_use import out_of_use, out_of_use_by_session
from clerkdesk.data.queries.booking.appointments import appointment_columns, as_row
from clerkdesk.data.tables import (
    Appointment,
    AppointmentPlace,
    Clerk,
    Clinic,
    ClinicSession,
    Professional,
    Site,
    Slot,
    SlotHold,
    Specialty,
)
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.clinics.rows import SessionRow, SlotInSession, UnfilledSlot
from clerkdesk.rules.values.slots import SessionStatus, SlotKind


class _SessionColumns(NamedValues, Protocol):
    """The columns of `SessionRow` without its places, as `_rows` selects them; the others are read by name."""

    session_id: int


class _UnfilledColumns(Protocol):
    """The columns of a slot with its clinic, as `unfilled_slots` selects them."""

    id: int
    session_id: int
    starts_at: datetime
    minutes: int
    kind: SlotKind
    capacity: int
    clinic_name: str
    specialty_name: str
    professional: str | None


def sessions_between(session: Session, first: date, last: date, at: datetime) -> list[SessionRow]:
    """Return the sessions of some days, both ends included, by day, time and clinic.

    Args:
        session: to read with.
        first: first day.
        last: last day.
        at: the machine's time in UTC, by which holds lapse.
    """
    return _rows(session, (col(ClinicSession.session_date) >= first, col(ClinicSession.session_date) <= last), at)


def session_row(session: Session, session_id: int, at: datetime) -> SessionRow | None:
    """Return one session, or None if no session has this id."""
    return next(iter(_rows(session, (col(ClinicSession.id) == session_id,), at)), None)


def _rows(session: Session, where: Sequence[Any], at: datetime) -> list[SessionRow]:
    columns: Columns = select(
        col(ClinicSession.id).label("session_id"),
        col(ClinicSession.session_date).label("day"),
        col(ClinicSession.starts_at),
        col(ClinicSession.ends_at),
        col(Clinic.id).label("clinic_id"),
        col(Clinic.code).label("clinic_code"),
        col(Clinic.name).label("clinic_name"),
        col(Specialty.code).label("specialty_code"),
        col(Specialty.name).label("specialty_name"),
        col(Professional.name).label("professional"),
        col(Site.name).label("site_name"),
        col(ClinicSession.status),
        col(ClinicSession.status_reason),
    )
    query = (
        with_site_and_professional(columns.join(Clinic, col(ClinicSession.clinic_id) == col(Clinic.id)))
        .join(Specialty, col(Clinic.specialty_id) == col(Specialty.id))
        .where(*where)
        .order_by(col(ClinicSession.starts_at), col(Clinic.name), col(ClinicSession.id))
    )
    rows = cast("Iterable[_SessionColumns]", session.execute(query))
    not_withdrawn = (*where, col(Slot.withdrawn).is_(False))
    by_session = col(Slot.session_id)
    capacity = _counts(session, select(by_session, func.sum(col(Slot.capacity))), by_session, not_withdrawn)
    booked = _counts(session, _places_taken(by_session), by_session, not_withdrawn)
    patients = _counts(session, _patients(by_session), by_session, where)
    held = _counts(session, _places_held(by_session, at), by_session, not_withdrawn)
    unusable = out_of_use_by_session(session, not_withdrawn)
    return [
        SessionRow(
            **by_name(row),
            capacity=capacity.get(row.session_id, 0) - unusable.get(row.session_id, 0),
            booked=booked.get(row.session_id, 0),
            patients=patients.get(row.session_id, 0),
            held=held.get(row.session_id, 0),
        )
        for row in rows
    ]


def _places_taken(by: Any) -> Select[int, int]:
    query = select(by, func.count()).select_from(Slot).join(AppointmentPlace, col(AppointmentPlace.slot_id) == Slot.id)
    return query.where(col(AppointmentPlace.live).is_(True))


def _patients(by: Any) -> Select[int, int]:
    query = select(by, func.count()).select_from(Slot).join(Appointment, col(Appointment.slot_id) == col(Slot.id))
    return query.where(col(Appointment.live).is_(True))


def _places_held(by: Any, at: datetime) -> Select[int, int]:
    query = select(by, func.count()).select_from(Slot).join(SlotHold, col(SlotHold.slot_id) == col(Slot.id))
    return query.where(col(SlotHold.until) > at)


def _counts(session: Session, query: Select[int, int], by: Any, where: Sequence[Any]) -> dict[int, int]:
    """Return a number for each id in the column `by`, of a slot or a session."""
    narrowed = query.join(ClinicSession, col(Slot.session_id) == col(ClinicSession.id)).where(*where).group_by(by)
    return {found: int(count) for found, count in session.execute(narrowed)}


def slots_in(session: Session, session_id: int, at: datetime) -> list[SlotInSession]:
    """Return the slots of a session in time order; `at` is the machine's time in UTC."""
    slots = session.execute(
        select(col(Slot.id), col(Slot.starts_at), col(Slot.minutes), col(Slot.kind), col(Slot.capacity))
        .where(col(Slot.session_id) == session_id, col(Slot.withdrawn).is_(False))
        .order_by(col(Slot.starts_at), col(Slot.id))
    )
    patients: dict[int, list[AppointmentRow]] = {}
    live = appointment_columns().where(col(Appointment.session_id) == session_id, col(Appointment.live).is_(True))
    for row in map(as_row, session.execute(live.order_by(col(Appointment.id)))):
        patients.setdefault(row.slot_id, []).append(row)
    by_slot = col(Slot.id)
    taken = _counts(session, _places_taken(by_slot), by_slot, (col(Slot.session_id) == session_id,))
    unusable = out_of_use(session, (col(Slot.session_id) == session_id,))
    offered: dict[int, list[str]] = {}
    holds = (
        select(col(SlotHold.slot_id), col(Clerk.display_name))
        .join(Slot, col(SlotHold.slot_id) == col(Slot.id))
        .join(Clerk, col(SlotHold.clerk_id) == col(Clerk.id))
        .where(col(Slot.session_id) == session_id, col(SlotHold.until) > at)
    )
    for slot_id, name in session.execute(holds):
        offered.setdefault(slot_id, []).append(name)
    return [
        SlotInSession(
            slot_id,
            starts_at,
            minutes,
            kind,
            capacity - unusable.get(slot_id, 0),
            tuple(patients.get(slot_id, ())),
            max(0, taken.get(slot_id, 0) - len(patients.get(slot_id, ()))),
            tuple(offered.get(slot_id, ())),
        )
        for slot_id, starts_at, minutes, kind, capacity in slots
    ]


def unfilled_slots(session: Session, first: datetime, last: date, at: datetime) -> list[UnfilledSlot]:
    """Return the slots with a free place from a local time to the end of a day, soonest first."""
    in_days = (
        col(Slot.starts_at) > first,
        col(ClinicSession.session_date) <= last,
        col(ClinicSession.status) == SessionStatus.OPEN,
        col(Slot.withdrawn).is_(False),
    )
    columns: Columns = select(
        col(Slot.id),
        col(Slot.session_id),
        col(Slot.starts_at),
        col(Slot.minutes),
        col(Slot.kind),
        col(Slot.capacity),
        col(Clinic.name).label("clinic_name"),
        col(Specialty.name).label("specialty_name"),
        col(Professional.name).label("professional"),
    )
    query = (
        with_clinic(columns, Slot)
        .join(Specialty, col(Clinic.specialty_id) == col(Specialty.id))
        .outerjoin(Professional, col(ClinicSession.professional_id) == col(Professional.id))
        .where(*in_days)
        .order_by(col(Slot.starts_at), col(Clinic.name), col(Slot.id))
    )
    rows = cast("Iterable[_UnfilledColumns]", session.execute(query))
    by_slot = col(Slot.id)
    taken = _counts(session, _places_taken(by_slot), by_slot, in_days)
    held = _counts(session, _places_held(by_slot, at), by_slot, in_days)
    unusable = out_of_use(session, in_days)
    found = []
    for row in rows:
        free = row.capacity - taken.get(row.id, 0) - held.get(row.id, 0) - unusable.get(row.id, 0)
        if free > 0:
            found.append(
                UnfilledSlot(
                    row.id, row.session_id, row.starts_at, row.minutes, row.kind, free,
                    row.clinic_name, row.specialty_name, row.professional,
                )
            )  # fmt: skip
    return found
