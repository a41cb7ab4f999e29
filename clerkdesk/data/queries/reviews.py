"""Reads about clinical reviews: who answers for a pathway, the reviews, and the content of their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.project import counting
from clerkdesk.data.queries.by_name import NamedValues, by_name
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    Clerk,
    Clinic,
    ClinicalReview,
    ClinicSession,
    Offer,
    Pathway,
    Patient,
    Professional,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.values.appointments import AppointmentEventKind, OfferAnswer, Party
from clerkdesk.rules.values.priority import Priority


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for a pathway or one of its needs: row ids, None if nobody is known."""

    specialty_id: int | None
    specialty_code: str | None
    secretary_id: int | None
    consultant_id: int | None
    deputy_id: int | None


def answerable_for(session: Session, pathway_id: int, entry_id: int | None) -> Answerable:
    """Return who answers for a need: its booked or listed clinician, else the last one on the pathway."""
    entry = session.get(WaitingListEntry, entry_id) if entry_id is not None else None
    specialty_id = (entry.specialty_id if entry is not None else None) or session.get_one(
        Pathway, pathway_id
    ).specialty_id
    specialty = session.get(Specialty, specialty_id) if specialty_id is not None else None
    consultant_id = _clinician_of_entry(session, entry) or _last_clinician(session, pathway_id)
    deputy_id = session.get_one(Professional, consultant_id).deputy_id if consultant_id is not None else None
    return Answerable(
        specialty_id=specialty_id,
        specialty_code=specialty.code if specialty is not None else None,
        secretary_id=specialty.secretary_clerk_id if specialty is not None else None,
        consultant_id=consultant_id,
        deputy_id=deputy_id,
    )


def _clinician_of_entry(session: Session, entry: WaitingListEntry | None) -> int | None:
    if entry is None or entry.professional_id is not None:
        return entry.professional_id if entry is not None else None
    clinic = session.get(Clinic, entry.clinic_id) if entry.clinic_id is not None else None
    return clinic.professional_id if clinic is not None else None


def _last_clinician(session: Session, pathway_id: int) -> int | None:
    """The clinician of the pathway's latest appointment, kept or not, who knows this patient."""
    latest = session.execute(
        select(col(ClinicSession.professional_id), col(Clinic.professional_id))
        .select_from(Appointment)
        .join(ClinicSession, col(ClinicSession.id) == col(Appointment.session_id))
        .join(Clinic, col(Clinic.id) == col(ClinicSession.clinic_id))
        .where(col(Appointment.pathway_id) == pathway_id)
        .order_by(col(Appointment.starts_at).desc(), col(Appointment.id).desc())
        .limit(1)
    ).one_or_none()
    return (latest[0] or latest[1]) if latest is not None else None


def review_rows(
    session: Session,
    *,
    statuses: Sequence[str] = ("open", "decided"),
    professional_id: int | None = None,
    patient_id: int | None = None,
) -> list[ReviewRow]:
    """Return reviews by consultant and due date.

    Args:
        session: to read with.
        statuses: those to return.
        professional_id: only reviews for which this person answers, as consultant or deputy.
        patient_id: only those about this patient.
    """
    query = _review_columns().where(col(ClinicalReview.status).in_(statuses))
    if patient_id is not None:
        query = query.where(col(ClinicalReview.patient_id) == patient_id)
    if professional_id is not None:
        query = query.where(
            or_(
                col(ClinicalReview.consultant_id) == professional_id,
                col(ClinicalReview.deputy_id) == professional_id,
            )
        )
    rows = [_as_review(row) for row in session.execute(query)]
    # A review without a responsible person comes first, since somebody must be found.
    return sorted(rows, key=lambda row: (row.consultant or "", row.due_date, row.review_id))


def review_row(session: Session, review_id: int) -> ReviewRow | None:
    """Return one review of any status, or None if no review has this id."""
    row = session.execute(_review_columns().where(col(ClinicalReview.id) == review_id)).one_or_none()
    return None if row is None else _as_review(row)


def _review_columns() -> Select[Any]:
    review, consultant, deputy, decider = (
        ClinicalReview, aliased(Professional), aliased(Professional), aliased(Professional),
    )  # fmt: skip
    own = (
        "patient_id", "pathway_id", "entry_id", "rule", "kind", "reason", "opened_at", "due_date", "status",
        "safeguarding", "decision", "decided_on", "decision_source", "decision_note", "look_again_on", "told_on",
        "consultant_id", "secretary_id", "settings_used",
    )  # fmt: skip
    return (
        select(
            col(review.id).label("review_id"),
            *(getattr(review, name) for name in own),
            col(decider.name).label("decided_by"),
            col(consultant.name).label("consultant"),
            col(deputy.name).label("deputy"),
            col(Clerk.display_name).label("secretary"),
            col(Pathway.specialty_id),
            col(Specialty.code).label("specialty_code"),
            col(Specialty.name).label("specialty"),
            col(Pathway.priority_type),
            col(Patient.family_name),
            col(Patient.given_name),
            col(Patient.date_of_birth),
            col(Patient.nhs_number),
            col(Patient.hospital_number),
        )
        .select_from(review)
        .join(Patient, col(Patient.id) == col(review.patient_id))
        .join(Pathway, col(Pathway.id) == col(review.pathway_id))
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .outerjoin(consultant, col(consultant.id) == col(review.consultant_id))
        .outerjoin(deputy, col(deputy.id) == col(review.deputy_id))
        .outerjoin(decider, col(decider.id) == col(review.decided_by_id))
        .outerjoin(Clerk, col(Clerk.id) == col(review.secretary_id))
    )


def _as_review(row: NamedValues) -> ReviewRow:
    values = by_name(row)
    values["priority"] = Priority(int(values.pop("priority_type")))
    return ReviewRow(**values)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as a review's sheet shows it."""

    made_at: datetime
    starts_at: datetime
    answer: OfferAnswer
    reason_code: str | None
    comment: str
    countable: bool


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
    """Return the offers made on a pathway, oldest first."""
    query = (
        counting(Offer)
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(Offer.entry_id))
        .where(col(WaitingListEntry.pathway_id) == pathway_id)
        .order_by(col(Offer.made_at), col(Offer.id))
    )
    return tuple(
        OfferLine(row.made_at, row.starts_at, row.answer, row.reason_code, row.comment, row.countable)
        for row in session.execute(query).scalars()
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
