"""The holds of one need, and the review of the current one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting, counts
from clerkdesk.data.tables import Appointment, AppointmentEvent, ClinicalReview, Offer, ReviewEvent, WaitingListEvent
from clerkdesk.rules.values.appointments import AppointmentEventKind
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.hold_reasons import waits_for_a_clinician
from clerkdesk.rules.values.reviews import ReviewEventKind, ReviewKind, ReviewStatus
from clerkdesk.rules.waiting_list.holds import HeldSpan


def holds_since_last_offer(session: Session, entry_id: int) -> tuple[HeldSpan, ...]:
    """Return the holds of a need since it was last offered a date, booked, or decided on by a clinician."""
    since = last_progress(session, entry_id)
    query = counting(WaitingListEvent).where(col(WaitingListEvent.entry_id) == entry_id)
    spans: list[HeldSpan] = []
    for event in session.execute(query.order_by(col(WaitingListEvent.id))).scalars():
        if event.kind == EntryEventKind.HELD:
            if not spans or spans[-1].last is not None:
                spans.append(HeldSpan(event.event_date, None))
        elif (
            event.kind in (EntryEventKind.RELEASED, EntryEventKind.REOPENED, EntryEventKind.CLOSED)
            and spans
            and spans[-1].last is None
        ):
            spans[-1] = HeldSpan(spans[-1].first, event.event_date)
    return tuple(span for span in spans if since is None or span.last is None or span.last > since)


def review_of_standing_hold(session: Session, entry_id: int) -> ClinicalReview | None:
    """Return the review that a need's current hold waits for: one that came with it, or asks about it."""
    query = counting(WaitingListEvent).where(
        col(WaitingListEvent.entry_id) == entry_id, col(WaitingListEvent.kind) == EntryEventKind.HELD
    )
    held = session.execute(query.order_by(col(WaitingListEvent.id).desc()).limit(1)).scalars().first()
    if held is None:
        return None
    review = ClinicalReview
    reviews = select(review).where(
        col(review.entry_id) == entry_id,
        col(review.status).in_((ReviewStatus.OPEN, ReviewStatus.DECIDED)),
        col(review.kind) != ReviewKind.ACTIVE_MONITORING,
    )
    if not waits_for_a_clinician(held.reason):
        reviews = reviews.where(
            or_(
                col(review.act_id) == held.act_id,
                col(review.kind) == ReviewKind.WISH_TO_DELAY,
                col(review.status) == ReviewStatus.DECIDED,
            )
        )
    return session.execute(reviews.order_by(col(review.due_date), col(review.id)).limit(1)).scalars().first()


def last_progress(session: Session, entry_id: int) -> date | None:
    """Return the day on which a need was last offered a date, booked, or had its delay decided on by a clinician."""
    booked = (
        select(col(AppointmentEvent.at))
        .join(Appointment, col(Appointment.id) == col(AppointmentEvent.appointment_id))
        .where(
            col(Appointment.entry_id) == entry_id,
            col(AppointmentEvent.kind) == AppointmentEventKind.BOOKED,
            counts(AppointmentEvent),
        )
        .order_by(col(AppointmentEvent.at).desc())
    )
    offered = (
        select(col(Offer.made_at))
        .where(col(Offer.entry_id) == entry_id, counts(Offer))
        .order_by(col(Offer.made_at).desc())
    )
    decided = (
        select(col(ReviewEvent.event_date))
        .join(ClinicalReview, col(ClinicalReview.id) == col(ReviewEvent.review_id))
        .where(
            col(ClinicalReview.entry_id) == entry_id,
            col(ClinicalReview.kind) == ReviewKind.WISH_TO_DELAY,
            col(ReviewEvent.kind) == ReviewEventKind.DECIDED,
            counts(ReviewEvent),
        )
        .order_by(col(ReviewEvent.event_date).desc())
    )
    moments = [session.execute(query.limit(1)).scalar_one_or_none() for query in (booked, offered)]
    days = [moment.date() for moment in moments if moment is not None]
    day = session.execute(decided.limit(1)).scalar_one_or_none()
    return max([*days, *([day] if day is not None else [])], default=None)
