"""Reads the clinical reviews, with who decides and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import NamedValues, by_name
from clerkdesk.data.tables import (
    Clerk,
    ClinicalReview,
    Pathway,
    Patient,
    Professional,
    Specialty,
)
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.values.priority import Priority


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
    query = _with_status() if patient_id is None else _of_patient()
    if professional_id is not None:
        query = query.where(
            or_(
                col(ClinicalReview.consultant_id) == professional_id,
                col(ClinicalReview.deputy_id) == professional_id,
            )
        )
    rows = [_as_review(row) for row in session.execute(query, {"statuses": statuses, "of_patient": patient_id})]
    # A review without a responsible person comes first, since somebody must be found.
    return sorted(rows, key=lambda row: (row.consultant or "", row.due_date, row.review_id))


@cache
def _with_status() -> Select[Any]:
    return _review_columns().where(col(ClinicalReview.status).in_(bindparam("statuses", expanding=True)))


@cache
def _of_patient() -> Select[Any]:
    return _with_status().where(col(ClinicalReview.patient_id) == bindparam("of_patient"))


def review_row(session: Session, review_id: int) -> ReviewRow | None:
    """Return one review of any status, or None if no review has this id."""
    row = session.execute(_review_columns().where(col(ClinicalReview.id) == review_id)).one_or_none()
    return None if row is None else _as_review(row)


@cache
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
