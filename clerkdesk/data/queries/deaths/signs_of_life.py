"""Records that show a patient alive after a day: visits, talks, care and referrals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import (
    Appointment,
    ContactAttempt,
    Pathway,
    Referral,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.deaths.answers import SignOfLife
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.validation.validation import counts_as_contact
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.entries import EntryEventKind, ValidationLevel

_SEEN = (Attendance.ATTENDED, Attendance.ATTENDED_LATE)
_CAME = (*_SEEN, Attendance.LATE_NOT_SEEN)
"""Attendance codes of patients who came, in time or too late to be seen."""
_REACHED = "CR01"
_CARE_GIVEN = (Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT)


def signs_of_life(session: Session, patient_id: int, after: date) -> list[SignOfLife]:
    """Return the recorded events of a patient after a day: visits, talks, care given, and referrals."""
    return [
        SignOfLife(day, words)
        for day, words in (
            *_visits(session, patient_id), *_talks(session, patient_id), *_care(session, patient_id),
            *_referrals(session, patient_id),
        )
        if day > after
    ]  # fmt: skip


def _visits(session: Session, patient_id: int) -> Iterator[tuple[date, str]]:
    came = Appointment
    query = select(col(came.starts_at), col(came.arrived_at), col(came.attendance_code)).where(
        col(came.patient_id) == patient_id,
        col(came.live).is_(True),
        or_(col(came.arrived_at).is_not(None), col(came.attendance_code).in_(_CAME)),
    )
    for starts_at, arrived_at, code in session.execute(query):
        yield (arrived_at or starts_at).date(), "seen in clinic" if code in _SEEN else "arrived in clinic"


def _talks(session: Session, patient_id: int) -> Iterator[tuple[date, str]]:
    tried = counting(ContactAttempt).where(
        col(ContactAttempt.patient_id) == patient_id, col(ContactAttempt.result_code) == _REACHED
    )
    for attempt in session.execute(tried).scalars():
        yield attempt.at.date(), "spoken to"
    validated = (
        counting(WaitingListEvent)
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(WaitingListEvent.entry_id))
        .where(
            col(WaitingListEntry.patient_id) == patient_id,
            col(WaitingListEvent.kind) == EntryEventKind.VALIDATED,
            col(WaitingListEvent.level) == ValidationLevel.CONTACT,
        )
    )
    for event in session.execute(validated).scalars():
        if event.code is not None and counts_as_contact("contact", event.code):
            yield event.event_date, "spoken to"


def _care(session: Session, patient_id: int) -> Iterator[tuple[date, str]]:
    query = select(col(Pathway.id)).where(col(Pathway.patient_id) == patient_id)
    for pathway_id in session.execute(query).scalars().all():
        for event in clock_events(session, pathway_id):
            kind = kind_of(event.event)
            if kind.group in _CARE_GIVEN and event.event not in MISSED_APPOINTMENTS:
                yield event.event_date, "seen or treated"


def _referrals(session: Session, patient_id: int) -> Iterator[tuple[date, str]]:
    referral = Referral
    query = select(col(referral.received_date)).where(col(referral.patient_id) == patient_id)
    for received in session.execute(query).scalars():
        if received is not None:
            yield received, "referred"
