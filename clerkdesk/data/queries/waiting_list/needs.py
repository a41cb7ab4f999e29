"""The needs of some waiting list entries for a slot, gathered for the rules in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.queries.waiting_list.entries import as_row, entry_columns
from clerkdesk.data.tables import Appointment, Clinic, ClinicSession, Specialty, Unavailability, WaitingListEntry
from clerkdesk.rules.booking.slots import EntryNeeds, OtherAppointment, Preferences
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.entry_facts import target_facts_of
from clerkdesk.rules.waiting_list.rows import EntryRow

_AT_ONCE = 500
"""Maximum ids in one IN clause; more need several queries."""


def needs_of(session: Session, rows: Sequence[EntryRow], moving: int | None = None) -> dict[int, EntryNeeds]:
    """Return what a slot must offer, for each entry id.

    Args:
        session: to read with.
        rows: the entries.
        moving: id of the appointment to move, which does not count against itself.
    """
    patients = {row.patient_id for row in rows}
    away = _unavailable(session, patients)
    others = _others(session, patients, moving)
    return {
        row.entry_id: _needs(row, tuple(away.get(row.patient_id, ())), tuple(others.get(row.patient_id, ())))
        for row in rows
    }


def entry_with_needs(session: Session, entry_id: int, moving: int | None = None) -> tuple[EntryRow, EntryNeeds] | None:
    """Return one entry and what a slot must offer it, or None if no entry has this id.

    `moving` is the id of the appointment to move, which does not count against itself.
    """
    found = session.execute(_entry_and_more(), {"of_entry": entry_id}).one_or_none()
    if found is None:
        return None
    row = as_row(found, ("is_away", "is_booked"))
    patients = {row.patient_id}
    away = _unavailable(session, patients) if found.is_away else {}
    others = _others(session, patients, moving) if found.is_booked else {}
    return row, _needs(row, tuple(away.get(row.patient_id, ())), tuple(others.get(row.patient_id, ())))


@cache
def _entry_and_more() -> Select[Any]:
    """Select an entry, and whether its patient has any days away or any live appointment, which most have not."""
    entry, away, booked = WaitingListEntry, Unavailability, Appointment
    any_away = select(col(away.id)).where(col(away.patient_id) == col(entry.patient_id))
    any_booked = select(col(booked.id)).where(
        col(booked.patient_id) == col(entry.patient_id), col(booked.live).is_(True)
    )
    return (
        entry_columns()
        .where(col(entry.id) == bindparam("of_entry"))
        .add_columns(
            any_away.correlate(entry).exists().label("is_away"), any_booked.correlate(entry).exists().label("is_booked")
        )
    )


def _needs(row: EntryRow, away: tuple[Unavailable, ...], others: tuple[OtherAppointment, ...]) -> EntryNeeds:
    return EntryNeeds(
        target_facts=target_facts_of(row, row.priority),
        specialty=row.specialty_id,
        slot_kind=row.slot_kind,
        minutes=row.minutes,
        media_allowed=frozenset({row.medium}) if row.medium else frozenset(),
        clinic=row.clinic_id,
        professional=row.professional_id,
        site=row.site_id,
        sub_specialty=row.sub_specialty,
        date_of_birth=row.date_of_birth,
        interpreter=row.interpreter_needed or row.communication_professional,
        deceased=row.word_of_death,
        discharged=row.pathway_closed_on is not None,
        unavailable=away,
        preferences=_preferences(row),
        others=others,
    )


def _preferences(row: EntryRow) -> Preferences:
    times: Any = frozenset({row.preferred_time}) if row.preferred_time else frozenset()
    return Preferences(
        weekdays=frozenset(int(day) for day in row.preferred_weekdays),
        times_of_day=times,
        short_notice_hours=row.short_notice_hours,
        short_notice_weekdays=frozenset(int(day) for day in row.short_notice_days),
    )


def unavailable_days(session: Session, patient_id: int) -> list[Unavailable]:
    """Return the runs of days on which a patient cannot come."""
    return _unavailable(session, {patient_id}).get(patient_id, [])


def in_turns(ids: Iterable[int]) -> Iterable[list[int]]:
    """Return ids in lists short enough for one IN clause."""
    whole = sorted(ids)
    return (whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE))


def patients_unavailable_on(session: Session, day: date) -> dict[int, list[Unavailable]]:
    """Return the patients who cannot come on a day, each with the runs of days that cover it."""
    return _runs(session, _away_on(), {"day": day})


def patients_booked_between(session: Session, first: datetime, last: datetime) -> dict[int, list[OtherAppointment]]:
    """Return the patients who have appointments that start between two local times, with those appointments."""
    return _appointments(session, None, _booked_between(), {"first": first, "last": last})


def _unavailable(session: Session, patients: set[int]) -> dict[int, list[Unavailable]]:
    found: dict[int, list[Unavailable]] = {}
    for ids in in_turns(patients):
        found |= _runs(session, _away_of(), {"patients": ids})
    return found


def _runs(session: Session, query: Select[Any], bound: Mapping[str, object]) -> dict[int, list[Unavailable]]:
    found: dict[int, list[Unavailable]] = {}
    for patient_id, first, last, reason in session.execute(query, bound):
        found.setdefault(patient_id, []).append(Unavailable(first, last, reason))
    return found


@cache
def _away_of() -> Select[Any]:
    return _away(col(Unavailability.patient_id).in_(bindparam("patients", expanding=True)))


@cache
def _away_on() -> Select[Any]:
    day: BindParameter[date] = bindparam("day")
    return _away(col(Unavailability.starts_on) <= day, col(Unavailability.ends_on) >= day)


def _away(*where: ColumnElement[bool]) -> Select[Any]:
    away = Unavailability
    columns: Columns = select(col(away.patient_id), col(away.starts_on), col(away.ends_on), col(away.reason))
    return columns.where(*where, counts(away)).order_by(col(away.id))


def _others(session: Session, patients: set[int], moving: int | None) -> dict[int, list[OtherAppointment]]:
    found: dict[int, list[OtherAppointment]] = {}
    for ids in in_turns(patients):
        found |= _appointments(session, moving, _booked_of(), {"patients": ids})
    return found


def _appointments(
    session: Session, moving: int | None, query: Select[Any], bound: Mapping[str, object]
) -> dict[int, list[OtherAppointment]]:
    found: dict[int, list[OtherAppointment]] = {}
    for appointment_id, patient_id, starts_at, minutes, medium, site_id, specialty in session.execute(query, bound):
        if appointment_id != moving:
            other = OtherAppointment(starts_at, minutes, site_id, specialty, medium)
            found.setdefault(patient_id, []).append(other)
    return found


@cache
def _booked_of() -> Select[Any]:
    return _booked(col(Appointment.patient_id).in_(bindparam("patients", expanding=True)))


@cache
def _booked_between() -> Select[Any]:
    starts = col(Appointment.starts_at)
    return _booked(starts >= bindparam("first"), starts <= bindparam("last"))


def _booked(*where: ColumnElement[bool]) -> Select[Any]:
    columns: Columns = select(
        col(Appointment.id), col(Appointment.patient_id), col(Appointment.starts_at), col(Appointment.minutes),
        col(Appointment.medium), col(ClinicSession.site_id), col(Specialty.name),
    )  # fmt: skip
    return (
        with_clinic(columns, Appointment)
        .join(Specialty, col(Clinic.specialty_id) == col(Specialty.id))
        .where(*where, col(Appointment.live).is_(True), col(Appointment.status) == AppointmentStatus.BOOKED)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
