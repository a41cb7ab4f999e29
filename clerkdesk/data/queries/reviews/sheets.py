"""Reads for the sheet of a review: the offers and the ended appointments of its pathway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting, counts
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    Offer,
    WaitingListEntry,
)
from clerkdesk.rules.values.appointments import AppointmentEventKind, OfferAnswer, Party


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as a review's sheet shows it."""

    made_at: datetime
    starts_at: datetime
    answer: OfferAnswer
    reason_code: str | None
    comment: str
    countable: bool
    in_error: bool
    """Whether it was undone, and counts for nothing."""


@dataclass(frozen=True, slots=True)
class EndedLine:
    """An appointment that was cancelled, moved or missed, as a review's sheet shows it."""

    starts_at: datetime
    ended_at: datetime
    kind: AppointmentEventKind
    """`cancelled`, `moved`, `did_not_attend` or `late_not_seen`."""
    party: Party | None
    reason_code: str | None


def offers_on(session: Session, pathway_id: int) -> tuple[OfferLine, ...]:
    """Return the offers made on a pathway, oldest first, with those entered in error."""
    query = (
        select(Offer, (~counts(Offer)).label("in_error"))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(Offer.entry_id))
        .where(col(WaitingListEntry.pathway_id) == pathway_id)
        .order_by(col(Offer.made_at), col(Offer.id))
    )
    return tuple(
        OfferLine(row.made_at, row.starts_at, row.answer, row.reason_code, row.comment, row.countable, in_error)
        for row, in_error in session.execute(query)
    )


def ended_on(session: Session, pathway_id: int) -> tuple[EndedLine, ...]:
    """Return the appointments of a pathway that were cancelled, moved or missed, oldest first."""
    query = (
        counting(AppointmentEvent)
        .join(Appointment, col(Appointment.id) == col(AppointmentEvent.appointment_id))
        .add_columns(col(Appointment.starts_at))
        .where(
            col(Appointment.pathway_id) == pathway_id,
            col(AppointmentEvent.kind).in_(
                (
                    AppointmentEventKind.CANCELLED,
                    AppointmentEventKind.MOVED,
                    AppointmentEventKind.DID_NOT_ATTEND,
                    AppointmentEventKind.LATE_NOT_SEEN,
                )
            ),
        )
        .order_by(col(AppointmentEvent.at), col(AppointmentEvent.id))
    )
    return tuple(
        EndedLine(starts_at, event.at, event.kind, event.party, event.reason_code)
        for event, starts_at in session.execute(query)
    )
