"""The ways to reach a patient, and the attempts made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting, counts
from clerkdesk.data.queries.deaths.deaths import no_word_of_death
from clerkdesk.data.queries.waiting_list.needs import in_turns
from clerkdesk.data.tables import (
    AlertFlag,
    Appointment,
    ClinicalReview,
    ContactAttempt,
    Patient,
    PatientPhone,
    WaitingListEntry,
)
from clerkdesk.rules.contact.attempts import EMAIL, LETTER, TEXT, Attempt
from clerkdesk.rules.contact.rows import PhoneLine, WaysToReach
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.reviews import ReviewKind, ReviewStatus

WRITTEN = (TEXT, LETTER, EMAIL)
"""Results that leave the patient time to answer."""

SAFE_CONTACT_FLAG = "SC"
"""Code of `local_alert_flag`: messages may not be left, nor letters written."""


def ways_to_reach(session: Session, patient_id: int) -> WaysToReach | None:
    """Return the ways to reach a patient, or None if no patient has this id."""
    found = session.execute(_ways(), {"of_patient": patient_id}).all()
    if not found:
        return None
    patient: Patient = found[0][0]
    phones = [row[1] for row in found if row[1] is not None]
    return WaysToReach(
        patient_id=patient_id,
        phones=tuple(
            PhoneLine(row.kind, row.number, row.voicemail_allowed, row.text_allowed, row.preferred, row.note)
            for row in phones
        ),
        safe_contact_note=patient.safe_contact_note,
        restricted=found[0].is_flagged,
        interpreter_needed=patient.interpreter_needed,
        language=patient.language,
        email=patient.email,
    )


@cache
def _ways() -> Select[Patient, PatientPhone, bool]:
    """Select a patient with each telephone, the preferred ones first, and whether messages may not be left."""
    flag, phone = AlertFlag, PatientPhone
    flagged = select(col(flag.id)).where(
        col(flag.patient_id) == bindparam("of_patient"),
        col(flag.code) == SAFE_CONTACT_FLAG,
        col(flag.ended_on).is_(None),
    )
    return (
        select(Patient, phone, flagged.exists().label("is_flagged"))
        .select_from(Patient)
        .outerjoin(phone, col(phone.patient_id) == col(Patient.id))
        .where(col(Patient.id) == bindparam("of_patient"))
        .order_by(col(phone.preferred).desc(), col(phone.id))
    )


def preferred_numbers(session: Session, patient_ids: Sequence[int]) -> dict[int, str]:
    """Return the number to ring first for each patient, without patients whose record is restricted."""
    phone = PatientPhone
    found: dict[int, str] = {}
    for ids in in_turns(set(patient_ids)):
        rows = session.execute(
            select(col(phone.patient_id), col(phone.number))
            .join(Patient, col(Patient.id) == col(phone.patient_id))
            .where(col(phone.patient_id).in_(ids), col(Patient.restricted).is_(False))
            .order_by(col(phone.preferred).desc(), col(phone.id))
        )
        for patient_id, number in rows:
            found.setdefault(patient_id, number)
    return found


def attempts_for(session: Session, patient_id: int, entry_id: int | None) -> tuple[Attempt, ...]:
    """Return the attempts for an entry, oldest first, with those for no entry in particular."""
    rows = session.execute(_attempts(), {"of_patient": patient_id, "of_entry": entry_id}).scalars()
    return tuple(Attempt(row.at, row.result_code, row.counts_as_attempt) for row in rows)


@cache
def _attempts() -> Select[ContactAttempt]:
    own = col(ContactAttempt.entry_id)
    query = counting(ContactAttempt).where(
        col(ContactAttempt.patient_id) == bindparam("of_patient"), or_(own == bindparam("of_entry"), own.is_(None))
    )
    return query.order_by(col(ContactAttempt.at), col(ContactAttempt.id))


def open_entries_of(session: Session, patient_id: int) -> list[WaitingListEntry]:
    """Return a patient's needs that are not closed, the one to be seen soonest first."""
    entry = WaitingListEntry
    query = select(entry).where(col(entry.patient_id) == patient_id, col(entry.status) != EntryStatus.CLOSED)
    return list(
        session.execute(query.order_by(col(entry.priority_type).desc(), col(entry.order_date), col(entry.id))).scalars()
    )


def booked_after(session: Session, patient_id: int, moment: datetime) -> list[int]:
    """Return the ids of a patient's live appointments after a local moment, soonest first."""
    query = select(col(Appointment.id)).where(
        col(Appointment.patient_id) == patient_id,
        col(Appointment.live).is_(True),
        col(Appointment.starts_at) > moment,
    )
    return list(session.execute(query.order_by(col(Appointment.starts_at))).scalars())


def entries_written_to(session: Session, before: datetime, more_attempts_than: int) -> list[int]:
    """Return the ids of open entries whose patient was written to before a moment and has not been reached since."""
    entry, attempt = WaitingListEntry, ContactAttempt
    query = (
        select(col(entry.id))
        .join(attempt, col(attempt.entry_id) == col(entry.id))
        .join(Patient, col(Patient.id) == col(entry.patient_id))
        .where(
            *no_word_of_death(),
            col(entry.status) != EntryStatus.CLOSED,
            col(entry.attempts) > more_attempts_than,
            col(attempt.result_code).in_(WRITTEN),
            counts(attempt),
            col(attempt.at) < before,
        )
        .distinct()
        .order_by(col(entry.id))
    )
    return list(session.execute(query).scalars())


def last_review_of_silence(session: Session, entry_id: int) -> datetime | None:
    """Return when a clinician was last asked about an entry because nobody answered, local time."""
    review = ClinicalReview
    query = select(col(review.opened_at)).where(
        col(review.entry_id) == entry_id,
        col(review.kind) == ReviewKind.NO_REPLY,
        col(review.status) != ReviewStatus.WITHDRAWN,
    )
    return session.execute(query.order_by(col(review.opened_at).desc()).limit(1)).scalar_one_or_none()
