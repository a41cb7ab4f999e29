"""Other open pathways of a patient in one specialty, and referrals that may be one keyed twice (RULES 13.27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN
from clerkdesk.data.tables import (
    Appointment,
    ClinicSession,
    InboxItem,
    Pathway,
    Referral,
    RttEvent,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.duplicates.second_pathways import OWN_CONDITION, GoneElsewhere, OpenPathway, ReturnedReferral
from clerkdesk.rules.referrals.answers import REFUSED
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.waiting_list.rows import EntryRow

SAME_CONDITION_ASKED: ColumnElement[bool] = and_(
    col(InboxItem.topic) == TaskKind.CORRECT_RECORD, col(InboxItem.sentence).like("%Is it the same condition?%")
)
"""The condition that an inbox item asks whether two pathways are about one condition."""


@dataclass(frozen=True, slots=True)
class BesideBooking:
    """What a patient has beside an appointment."""

    same_day: tuple[datetime, ...]
    """Local times of further appointments in the same clinic on that day."""
    open: tuple[OpenPathway, ...]
    """Other open pathways of the same specialty, oldest first."""
    is_known_apart: bool
    """Whether somebody confirmed, or is asked, that one of these pathways is about a condition of its own."""


def beside_booking(session: Session, row: EntryRow, clinic_id: int, day: date, appointment_id: int) -> BesideBooking:
    """Return what a patient has beside an appointment that has just been made.

    Args:
        session: to read with.
        row: the need that is booked.
        clinic_id: of the clinic.
        day: local date of the appointment.
        appointment_id: of the appointment itself.
    """
    same_day = tuple(same_day_in_clinic(session, row.patient_id, clinic_id, day, appointment_id))
    others = open_in_specialty(session, row.patient_id, row.specialty_id, but=row.pathway_id)
    numbers = (row.pathway_id, *(other.pathway_id for other in others)) if others else ()
    return BesideBooking(same_day, others, any(is_own_condition(session, number) for number in numbers))


def pathways_named(session: Session, pathway_ids: Sequence[int]) -> tuple[OpenPathway, ...]:
    """Return these pathways with their names for a clerk, in order of their ids."""
    return tuple(_open(row) for row in session.execute(_pathways().where(col(Pathway.id).in_(pathway_ids))))


def open_in_specialty(
    session: Session, patient_id: int, specialty_id: int | None, *, but: int | None = None
) -> tuple[OpenPathway, ...]:
    """Return a patient's open pathways in a specialty, oldest first; `but` is the id of one to leave out."""
    if specialty_id is None:
        return ()
    rows = session.execute(_open_in_specialty(), {"of_patient": patient_id, "specialty_id": specialty_id})
    return tuple(each for each in map(_open, rows) if each.pathway_id != but)


def open_anywhere(session: Session, patient_id: int) -> tuple[OpenPathway, ...]:
    """Return every open pathway of a patient, oldest first, whatever its specialty."""
    return tuple(map(_open, session.execute(_open_anywhere(), {"of_patient": patient_id})))


@cache
def _open_in_specialty() -> Select[int, date | None, date | None, str]:
    return _standing_open().where(col(Pathway.specialty_id) == bindparam("specialty_id"))


@cache
def _open_anywhere() -> Select[int, date | None, date | None, str]:
    return _standing_open().where(col(Pathway.specialty_id).is_not(None))


def _standing_open() -> Select[int, date | None, date | None, str]:
    entry = WaitingListEntry
    listed = exists().where(col(entry.pathway_id) == col(Pathway.id), col(entry.status) != EntryStatus.CLOSED)
    return _pathways().where(
        col(Pathway.patient_id) == bindparam("of_patient"),
        col(Pathway.closed_on).is_(None),
        or_(col(Pathway.clock_state).in_(CLOCK_OPEN), listed),
    )


def same_referral(
    session: Session, patient_id: int, specialty_id: int | None, received: date | None
) -> OpenPathway | None:
    """Return the latest pathway of a referral of the same patient, day and specialty, or None."""
    if received is None:
        return None
    query = _pathways().where(
        col(Referral.patient_id) == patient_id,
        col(Referral.specialty_id) == specialty_id,
        col(Referral.received_date) == received,
    )
    row = session.execute(query.order_by(col(Pathway.id).desc()).limit(1)).first()
    return None if row is None else _open(row)


def returned_referral(session: Session, patient_id: int, specialty_id: int | None) -> ReturnedReferral | None:
    """Return a patient's last refused referral to a specialty, or None."""
    query = (
        _pathways()
        .add_columns(col(Referral.ubrn))
        .where(
            col(Referral.patient_id) == patient_id,
            col(Referral.specialty_id) == specialty_id,
            col(Referral.vetting_outcome).in_(REFUSED),
            col(Pathway.closed_on).is_not(None),
        )
    )
    row = session.execute(query.order_by(None).order_by(col(Pathway.id).desc()).limit(1)).first()
    return None if row is None else ReturnedReferral(_open(row[:4]), row.ubrn)


def gone_elsewhere(session: Session, patient_id: int, specialty_id: int | None) -> GoneElsewhere | None:
    """Return a patient's last pathway in a specialty that is closed here and runs elsewhere, or None."""
    if specialty_id is None:
        return None
    query = _pathways().where(
        col(Pathway.patient_id) == patient_id,
        col(Pathway.specialty_id) == specialty_id,
        col(Pathway.clock_state) == ClockState.RUNNING_ELSEWHERE,
        col(Pathway.closed_on).is_not(None),
        col(Pathway.referral_id).is_not(None),
    )
    row = session.execute(query.order_by(None).order_by(col(Pathway.id).desc()).limit(1)).first()
    if row is None:
        return None
    left = [
        event
        for event in clock_events(session, row.id)
        if event.code == RttStatus.PASSED_ON or event.event == ClockEventKind.TRANSFER_OUT
    ]
    said = left[-1].details if left else {}
    to = str(said.get("passed_to") or said.get("receiver") or "")
    return GoneElsewhere(_open(row), to, left[-1].event_date if left else None)


def both_open(session: Session, one: int, other: int) -> tuple[tuple[OpenPathway, OpenPathway], ...]:
    """Return the pairs of pathways that two records have open in one specialty."""
    entry = WaitingListEntry
    listed = exists().where(col(entry.pathway_id) == col(Pathway.id), col(entry.status) != EntryStatus.CLOSED)
    specialties = select(col(Pathway.specialty_id)).where(
        col(Pathway.patient_id) == other,
        col(Pathway.specialty_id).is_not(None),
        col(Pathway.closed_on).is_(None),
        or_(col(Pathway.clock_state).in_(CLOCK_OPEN), listed),
    )
    pairs: list[tuple[OpenPathway, OpenPathway]] = []
    for specialty_id in dict.fromkeys(session.execute(specialties).scalars()):
        theirs = open_in_specialty(session, other, specialty_id)
        pairs += [(mine, theirs[0]) for mine in open_in_specialty(session, one, specialty_id) if theirs]
    return tuple(pairs)


def is_own_condition(session: Session, pathway_id: int) -> bool:
    """Return whether somebody confirmed that a pathway is about its own condition, or must answer that."""
    asked = session.execute(_same_condition_asked(), {"of_pathway": pathway_id})
    return asked.first() is not None or confirmed_as_own(session, pathway_id)


def confirmed_as_own(session: Session, pathway_id: int) -> bool:
    """Return whether somebody confirmed that a pathway is about its own condition."""
    return session.execute(_confirmed(), {"of_pathway": pathway_id}).first() is not None


@cache
def _same_condition_asked() -> Select[int]:
    of_pathway = col(InboxItem.pathway_id) == bindparam("of_pathway")
    return select(col(InboxItem.id)).where(of_pathway, SAME_CONDITION_ASKED).limit(1)


@cache
def _confirmed() -> Select[RttEvent]:
    of_pathway = col(RttEvent.pathway_id) == bindparam("of_pathway")
    return counting(RttEvent).where(of_pathway, col(RttEvent.kind) == OWN_CONDITION).limit(1)


def same_day_in_clinic(session: Session, patient_id: int, clinic_id: int, day: date, but: int) -> Sequence[datetime]:
    """Return the times of a patient's other bookings in a clinic on a day; `but` is the appointment in hand."""
    midnight = datetime.combine(day, datetime.min.time())
    of_day = {"first": midnight, "before": midnight + timedelta(days=1)}
    bound = {"of_patient": patient_id, "clinic_id": clinic_id, "but": but, **of_day}
    return session.execute(_same_day(), bound).scalars().all()


@cache
def _same_day() -> Select[datetime]:
    return (
        select(col(Appointment.starts_at))
        .join(ClinicSession, col(ClinicSession.id) == col(Appointment.session_id))
        .where(
            col(Appointment.patient_id) == bindparam("of_patient"),
            col(Appointment.live).is_(True),
            col(Appointment.id) != bindparam("but"),
            col(ClinicSession.clinic_id) == bindparam("clinic_id"),
            col(Appointment.starts_at) >= bindparam("first"),
            col(Appointment.starts_at) < bindparam("before"),
        )
        .order_by(col(Appointment.starts_at))
    )


@cache
def _pathways() -> Select[int, date | None, date | None, str]:
    return (
        select(col(Pathway.id), col(Pathway.clock_start), col(Referral.received_date), col(Specialty.name))
        .select_from(Pathway)
        .outerjoin(Referral, col(Referral.id) == col(Pathway.referral_id))
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .order_by(col(Pathway.id))
    )


def _open(row: tuple[int, date | None, date | None, str]) -> OpenPathway:
    pathway_id, clock_start, received, specialty = row
    return OpenPathway(pathway_id, specialty or "no specialty yet", clock_start or received)
