"""The recorded days away that put off a need, and the day from which they count."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.waiting_list.holds import last_progress
from clerkdesk.data.tables import Act, Appointment, ClinicalReview, ReviewEvent, Unavailability
from clerkdesk.rules.values.reviews import ReviewEventKind, ReviewKind
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.rows import EntryRow


def undecided_days_away(session: Session, row: EntryRow) -> tuple[Unavailable, ...]:
    """Return a patient's runs of days away recorded since a clinician last decided on a delay of this need."""
    away = Unavailability
    query = (
        select(col(away.starts_on), col(away.ends_on), col(away.reason))
        .join(Act, col(Act.id) == col(away.act_id))
        .where(col(away.patient_id) == row.patient_id)
    )
    decided = _decided_at(session, row.entry_id)
    if decided is not None:
        query = query.where(col(Act.event_at) >= decided)
    rows = session.execute(query.order_by(col(away.starts_on), col(away.id)))
    return tuple(Unavailable(first, last, reason) for first, last, reason in rows)


def counted_from(session: Session, row: EntryRow, today: date) -> date:
    """Return the day from which days away put off a need: its last offer, booking or decision, else its own day."""
    came = [day for day in (row.referral_date, row.list_position_date, row.clock_start) if day is not None]
    return last_progress(session, row.entry_id) or min(came, default=today)


def booked_on(session: Session, entry_id: int) -> date | None:
    """Return the day of a need's live appointment; None if it has none."""
    query = select(col(Appointment.starts_at)).where(
        col(Appointment.entry_id) == entry_id, col(Appointment.live).is_(True)
    )
    starts = session.execute(query.order_by(col(Appointment.starts_at).desc()).limit(1)).scalar_one_or_none()
    return None if starts is None else starts.date()


def _decided_at(session: Session, entry_id: int) -> datetime | None:
    query = (
        select(col(Act.event_at))
        .join(ReviewEvent, col(ReviewEvent.act_id) == col(Act.id))
        .join(ClinicalReview, col(ClinicalReview.id) == col(ReviewEvent.review_id))
        .where(
            col(ClinicalReview.entry_id) == entry_id,
            col(ClinicalReview.kind) == ReviewKind.WISH_TO_DELAY,
            col(ReviewEvent.kind) == ReviewEventKind.DECIDED,
            counts(ReviewEvent),
        )
    )
    return session.execute(query.order_by(col(Act.event_at).desc()).limit(1)).scalar_one_or_none()
