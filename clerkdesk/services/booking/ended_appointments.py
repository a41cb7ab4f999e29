"""Reads an ended appointment and everything that depended on its end, for a correction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project_sessions import NOT_HELD
from clerkdesk.data.queries.reviews.reviews import review_rows
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    ClinicalReview,
    ClinicSession,
    Pathway,
    WaitingListEvent,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.cancel_reasons import CancelReason
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.corrections.endings import CANCELLED, MISSED, Counted, EndedFacts
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus
from clerkdesk.rules.values.reviews import Decision, ReviewStatus
from clerkdesk.services.booking.ending_appointments import reason_of

_REVIEWS = ("open", "decided", "told")


def ended_facts(session: Session, row: AppointmentRow) -> EndedFacts:
    """Return the facts with which the rules judge a correction."""
    reason = reason_of(row.cancel_reason) if row.cancel_reason else None
    clinic = session.get_one(ClinicSession, row.session_id)
    later = next_booked(session, row)
    discharged = ""
    if row.status == MISSED:
        wrong = last_ending(session, row.appointment_id)
        for review in reviews_opened_by(session, row, wrong.act_id):
            if review.status == ReviewStatus.TOLD and review.decision == Decision.DISCHARGE:
                discharged = review.decided_by or "A clinician"
    return EndedFacts(
        status=row.status,
        starts=row.starts_at,
        reason=reason if isinstance(reason, CancelReason) else None,
        was_held=clinic.status not in NOT_HELD,
        discharged_by=discharged,
        cancelled_by=row.cancelled_by or "",
        rebooked_at=later.booked_at if later is not None else None,
        given_again=_is_given_again(session, row),
    )


def _is_given_again(session: Session, row: AppointmentRow) -> bool:
    other = Appointment
    query = select(col(other.id)).where(
        col(other.slot_id) == row.slot_id,
        col(other.id) > row.appointment_id,
        col(other.status) != AppointmentStatus.ANNULLED,
    )
    return session.execute(query.limit(1)).first() is not None


def counted(session: Session, pathway_id: int) -> Counted:
    """Return the counting dates of a wait."""
    pathway = session.get_one(Pathway, pathway_id)
    return Counted(pathway.clock_state, pathway.clock_start, pathway.cancer_adjustment_days)


def last_ending(session: Session, appointment_id: int) -> AppointmentEvent:
    """Return the fact of an appointment's end."""
    event = AppointmentEvent
    query = counting(event).where(col(event.appointment_id) == appointment_id, col(event.kind).in_((MISSED, CANCELLED)))
    return session.execute(query.order_by(col(event.id).desc()).limit(1)).scalars().one()


def next_booked(session: Session, row: AppointmentRow) -> Appointment | None:
    """Return the next appointment booked for the same need, or None."""
    later = Appointment
    query = select(later).where(
        col(later.entry_id) == row.entry_id,
        col(later.id) > row.appointment_id,
        col(later.status) != AppointmentStatus.ANNULLED,
    )
    return session.execute(query.order_by(col(later.id)).limit(1)).scalars().first()


def reviews_opened_by(session: Session, row: AppointmentRow, act_id: UUID) -> list[ReviewRow]:
    """Return the reviews of an entry that an act opened."""
    query = select(col(ClinicalReview.id)).where(
        col(ClinicalReview.act_id) == act_id, col(ClinicalReview.entry_id) == row.entry_id
    )
    opened = set(session.execute(query).scalars())
    rows = review_rows(session, statuses=_REVIEWS, patient_id=row.patient_id)
    return [review for review in rows if review.review_id in opened]


def need_follows(act: ActWork, row: AppointmentRow, wrong: UUID) -> bool:
    """Return whether the need still has the status that the wrong act gave it, so that the right act may change it."""
    entry = entry_row(act.session, row.entry_id)
    if entry is None or entry.status not in (EntryStatus.WAITING, EntryStatus.ON_HOLD):
        return False
    if entry.status == EntryStatus.WAITING:
        return True
    event = WaitingListEvent
    last = counting(event).where(col(event.entry_id) == row.entry_id, col(event.kind) == EntryEventKind.HELD)
    held = act.session.execute(last.order_by(col(event.id).desc()).limit(1)).scalars().first()
    return held is not None and held.act_id == wrong
