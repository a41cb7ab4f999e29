"""Reads the clinics behind the stops of some weeks: sessions, their places, attendances and missed appointments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.tables import Appointment, Clinic, ClinicSession, Slot, Specialty
from clerkdesk.rules.forecast.clinic_use import ClinicWeek
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.slots import SessionStatus

_NOT_HELD = (SessionStatus.CANCELLED, SessionStatus.WITHDRAWN)


@dataclass(slots=True)
class _Counted:
    """The counts of one week, while they are read."""

    sessions: int = 0
    cancelled: int = 0
    slots: int = 0
    attended: int = 0
    missed: int = 0


def clinic_weeks(
    session: Session, first: date, last: date, specialty_id: int | None
) -> dict[str, tuple[ClinicWeek, ...]]:
    """Return the weeks with any clinic, oldest first, by the code of the specialty.

    Args:
        session: to read with.
        first: a Monday.
        last: the last day, included.
        specialty_id: None for all.
    """
    found: dict[str, dict[date, _Counted]] = defaultdict(lambda: defaultdict(_Counted))

    def week(code: str, day: date) -> _Counted:
        return found[code][day - timedelta(days=day.weekday())]

    days = (col(ClinicSession.session_date) >= first, col(ClinicSession.session_date) <= last)
    for code, day, status, number in session.execute(_of(_sessions().where(*days), specialty_id)):
        counts = week(code, day)
        counts.cancelled += number if status == SessionStatus.CANCELLED else 0
        counts.sessions += 0 if status in _NOT_HELD else number
    for code, day, number in session.execute(_of(_slots().where(*days), specialty_id)):
        week(code, day).slots += number
    for code, day, attendance, number in session.execute(_of(_attendances().where(*days), specialty_id)):
        counts = week(code, day)
        came = attendance in (Attendance.ATTENDED, Attendance.ATTENDED_LATE)
        counts.attended += number if came else 0
        counts.missed += 0 if came else number
    return {
        code: tuple(
            ClinicWeek(monday, each.sessions, each.cancelled, each.slots, each.attended, each.missed)
            for monday, each in sorted(weeks.items())
        )
        for code, weeks in found.items()
    }


def _of(query: Select[Any], specialty_id: int | None) -> Select[Any]:
    return query if specialty_id is None else query.where(col(Clinic.specialty_id) == specialty_id)


def _sessions() -> Select[Any]:
    keys: tuple[Any, ...] = (col(Specialty.code), col(ClinicSession.session_date), col(ClinicSession.status))
    return (
        select(*keys, func.count())
        .select_from(ClinicSession)
        .join(Clinic, col(Clinic.id) == col(ClinicSession.clinic_id))
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .group_by(*keys)
    )


def _slots() -> Select[Any]:
    """Select the patients who can be seen in the slots of each day's clinics that are held."""
    keys: tuple[Any, ...] = (col(Specialty.code), col(ClinicSession.session_date))
    return (
        with_clinic(select(*keys, func.sum(col(Slot.capacity))).select_from(Slot), Slot)
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .where(col(Slot.withdrawn).is_(False), col(ClinicSession.status).not_in(_NOT_HELD))
        .group_by(*keys)
    )


def _attendances() -> Select[Any]:
    """Select the appointments of each day that ended with the patient there, or missed."""
    keys: tuple[Any, ...] = (col(Specialty.code), col(ClinicSession.session_date), col(Appointment.attendance_code))
    ended = (Attendance.ATTENDED, Attendance.ATTENDED_LATE, Attendance.DID_NOT_ATTEND, Attendance.LATE_NOT_SEEN)
    return (
        with_clinic(select(*keys, func.count()).select_from(Appointment), Appointment)
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .where(col(Appointment.attendance_code).in_(ended))
        .group_by(*keys)
    )
