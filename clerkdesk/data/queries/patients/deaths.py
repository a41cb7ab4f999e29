"""The record of a patient's death, and the changes that earlier word of it made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, union
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import clock_events, counting
from clerkdesk.data.tables import (
    Act,
    Appointment,
    ContactAttempt,
    Pathway,
    Patient,
    Referral,
    RttEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.patients.deaths import DeathFacts, DeathStanding, SignOfLife, is_death_hold
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.validation.validation import counts_as_contact
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus, ValidationLevel

_SEEN = (Attendance.ATTENDED, Attendance.ATTENDED_LATE)
_CAME = (*_SEEN, Attendance.LATE_NOT_SEEN)
"""Attendance codes of patients who came, in time or too late to be seen."""
_REACHED = "CR01"
_CARE_GIVEN = (Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT)
CLOSED_FOR_DEATH = "close_for_death"
"""Kind of the act that closes all pathways of a patient who has died."""
RECORDS_DEATH = "record_death"
"""Kind of the act that records a death, or corrects its day on everything that the death ended."""


def death_facts(session: Session, patient_id: int) -> DeathFacts:
    """Return what the record says of a patient's death; nothing without a patient."""
    patient = session.get(Patient, patient_id)
    if patient is None:
        return DeathFacts(None, confirmed=False, reported=None)
    return DeathFacts(
        patient.deceased_date, patient.deceased_confirmed, patient.death_reported_on, patient.date_of_birth
    )


def death_standing(session: Session, patient_id: int) -> DeathStanding:
    """Return whether a patient is said, or recorded, to have died."""
    return death_facts(session, patient_id).standing


def said_dead(session: Session, patient_ids: Iterable[int]) -> set[int]:
    """Return the ids of those among some patients who are said, or recorded, to have died."""
    dead = select(col(Patient.id)).where(
        col(Patient.id).in_(set(patient_ids)),
        or_(col(Patient.deceased_date).is_not(None), col(Patient.death_reported_on).is_not(None)),
    )
    return set(session.execute(dead).scalars())


def no_word_of_death() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that the query's joined patient is neither said nor recorded to have died."""
    return col(Patient.deceased_date).is_(None), col(Patient.death_reported_on).is_(None)


def open_pathways(session: Session, patient_id: int) -> Sequence[Pathway]:
    """Return a patient's pathways that nobody has closed, oldest first."""
    query = select(Pathway).where(col(Pathway.patient_id) == patient_id, col(Pathway.closed_on).is_(None))
    return session.execute(query.order_by(col(Pathway.id))).scalars().all()


def open_places(session: Session, pathway_id: int) -> Sequence[WaitingListEntry]:
    """Return the needs of a pathway that are not closed."""
    entry = WaitingListEntry
    query = select(entry).where(col(entry.pathway_id) == pathway_id, col(entry.status) != EntryStatus.CLOSED)
    return session.execute(query.order_by(col(entry.id))).scalars().all()


def hold_before_death(session: Session, entry_id: int) -> WaitingListEvent | None:
    """Return the hold of a need at the time of the word of death, or None if it was not on hold."""
    query = counting(WaitingListEvent).where(col(WaitingListEvent.entry_id) == entry_id)
    standing: WaitingListEvent | None = None
    for event in session.execute(query.order_by(col(WaitingListEvent.id))).scalars():
        if event.kind == EntryEventKind.HELD and not is_death_hold(event.reason):
            standing = event
        elif event.kind in (
            EntryEventKind.RELEASED,
            EntryEventKind.REOPENED,
            EntryEventKind.CLOSED,
            EntryEventKind.ADDED,
        ):
            standing = None
    return standing


def acts_that_closed(session: Session, patient_id: int) -> Sequence[UUID]:
    """Return the acts that ended needs and clocks because of a death, with every correction of its day."""
    corrected = (
        counting(RttEvent)
        .with_only_columns(col(RttEvent.act_id))
        .join(Pathway, col(Pathway.id) == col(RttEvent.pathway_id))
        .join(Act, col(Act.id) == col(RttEvent.act_id))
        .where(
            col(Pathway.patient_id) == patient_id,
            col(RttEvent.kind) == "death",
            col(Act.kind).in_((CLOSED_FOR_DEATH, RECORDS_DEATH)),
        )
    )
    event = WaitingListEvent
    query = (
        counting(event)
        .with_only_columns(col(event.act_id))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(event.entry_id))
        .join(Act, col(Act.id) == col(event.act_id))
        .where(
            col(WaitingListEntry.patient_id) == patient_id,
            or_(col(event.code) == "V08", col(Act.kind) == CLOSED_FOR_DEATH),
        )
    )
    return session.execute(union(query, corrected)).scalars().all()


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
