"""Checks of waiting patients: forgotten, too long, not graded, not reviewed (DQ01, DQ14 to DQ17, DQ19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.conditions import LISTED, waits
from clerkdesk.data.queries.base.dialects import days_between
from clerkdesk.data.queries.base.joins import entry_with_pathway
from clerkdesk.data.queries.validation.checks.base import (
    Check,
    CheckContext,
    Probe,
    found,
    has_open_item,
    has_open_need,
    has_open_review,
    was_seen,
)
from clerkdesk.data.tables import (
    Appointment,
    ClinicalReview,
    Pathway,
    Referral,
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import Party
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.reviews import ReviewKind, ReviewStatus

_FIFTY_TWO_WEEKS = 364
_TWELVE_WEEKS = 84
_VALIDATED_WITHIN_DAYS = 28
_CANCER_SEEN_WITHIN_DAYS = 14


def _forgotten(_context: CheckContext) -> Select[Any]:
    return found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start).where(
        waits(), ~has_open_need(), ~has_open_review(), ~has_open_item()
    )


def _long_and_unvalidated(context: CheckContext) -> Select[Any]:
    entry, event = WaitingListEntry, WaitingListEvent
    validated = exists(
        select(col(event.id))
        .join(entry, col(entry.id) == col(event.entry_id))
        .where(
            col(entry.pathway_id) == col(Pathway.id),
            col(event.kind) == EntryEventKind.VALIDATED,
            counts(event),
            col(event.event_date) >= context.days_ago(_VALIDATED_WITHIN_DAYS),
        )
    )
    return found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start).where(
        waits(), col(Pathway.clock_start) < context.days_ago(_FIFTY_TWO_WEEKS), ~validated
    )


def _never_graded(context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    query = found(entry.patient_id, entry.pathway_id, entry.id, day=Pathway.clock_start)
    return (
        entry_with_pathway(query)
        .outerjoin(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(
            waits(),
            col(entry.kind) == EntryKind.NEW,
            col(entry.status).in_(LISTED),
            col(Pathway.clock_start) < context.days_ago(_TWELVE_WEEKS),
            func.coalesce(col(Referral.vetting_outcome), "") == "",
            col(Referral.reviewed_by_clinician).is_not(True),
            ~was_seen(),
        )
    )


def _past_latest_date(context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return found(entry.patient_id, entry.pathway_id, entry.id, day=entry.latest_date).where(
        col(entry.kind).in_((EntryKind.FOLLOW_UP, EntryKind.PLANNED)),
        col(entry.status).in_(LISTED),
        col(entry.latest_date) < context.today,
    )


def _planned_date_passed(context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return found(entry.patient_id, entry.pathway_id, entry.id, day=entry.due_date).where(
        col(entry.kind) == EntryKind.PLANNED, col(entry.status).in_(LISTED), col(entry.due_date) < context.today
    )


def _cancer_not_seen(context: CheckContext) -> Select[Any]:
    appointment = Appointment
    in_time = exists().where(
        col(appointment.pathway_id) == col(Pathway.id),
        col(appointment.live).is_(True),
        days_between(col(Pathway.clock_start), col(appointment.starts_at)) <= _CANCER_SEEN_WITHIN_DAYS,
    )
    return found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start).where(
        waits(),
        # A lowered priority keeps its dates (RULES 13.22).
        or_(
            col(Pathway.priority_type) == PriorityType.SUSPECTED_CANCER,
            and_(col(Pathway.cancer_suspected).is_(True), col(Pathway.left_cancer_pathway_on).is_(None)),
        ),
        col(Pathway.clock_start) < context.days_ago(_CANCER_SEEN_WITHIN_DAYS),
        ~in_time,
        ~was_seen(),
    )


def _cancelled_often(context: CheckContext) -> Select[Any]:
    cancelled, review = Appointment, ClinicalReview
    often = (
        select(
            col(cancelled.pathway_id),
            func.count().label("times"),
            func.max(cancelled.cancelled_at).label("last"),
        )
        .where(col(cancelled.cancelled_by) == Party.PATIENT)
        .group_by(col(cancelled.pathway_id))
        .subquery()
    )
    reviewed = exists().where(
        col(review.pathway_id) == col(Pathway.id),
        col(review.kind) == ReviewKind.PATIENT_CANCELLATIONS,
        or_(col(review.status) == ReviewStatus.OPEN, col(review.opened_at) >= often.c.last),
        col(review.status) != ReviewStatus.WITHDRAWN,
    )
    allowed = context.setting(lambda policy: policy.reviews.patient_cancellations_without_review)
    for_cancer = context.setting(lambda policy: policy.reviews.patient_cancellations_without_review_cancer)
    cancer = col(Pathway.priority_type) == PriorityType.SUSPECTED_CANCER
    return (
        found(Pathway.patient_id, Pathway.id, number=often.c.times)
        .select_from(Pathway)
        .join(often, often.c.pathway_id == col(Pathway.id))
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .where(
            waits(),
            or_(~cancer & (often.c.times > allowed), cancer & (often.c.times > for_cancer)),
            ~reviewed,
        )
    )


CHECKS = (
    Check(
        "DQ01", Severity.HIGH, "Running clock without appointment, list entry or action", Mend.BOOK,
        "Put the patient back on the list, or record the clinical closure.",
        (Probe("The clock has run since {day}, and the pathway has no appointment, no list entry and no open action.",
               _forgotten),),
    ),
    Check(
        "DQ14", Severity.HIGH, "Over 52 weeks and not validated in 28 days", Mend.VALIDATE, "Validate the entry.",
        (Probe("Waiting since {day}, over 52 weeks, and not validated in the last 28 days.", _long_and_unvalidated),),
    ),
    Check(
        "DQ15", Severity.HIGH, "First appointment awaited over 12 weeks without grading", Mend.VET,
        "Have the referral graded by a clinician.",
        (Probe("Waiting since {day} for a first appointment, and no clinician has graded the referral.",
               _never_graded),),
    ),
    Check(
        "DQ16", Severity.HIGH, "Follow-up past its latest clinically appropriate date", Mend.BOOK,
        "Book it next, or escalate: ask the clinician whether it is safe to wait.",
        (Probe("Should have been seen by {day} at the latest.", _past_latest_date),),
    ),
    Check(
        "DQ17", Severity.HIGH, "Suspected cancer without an appointment in 14 days", Mend.BOOK,
        "Book the earliest slot, or escalate.",
        (Probe("Suspected cancer, referred on {day}: not seen and no appointment within 14 days.",
               _cancer_not_seen),),
    ),
    Check(
        "DQ19", Severity.MEDIUM, "Patient cancellations without a clinical review", Mend.OPEN_REVIEW,
        f"Ask for a clinical review ({Way.ASK_FOR_REVIEW.on_card()}).",
        (Probe("The patient has cancelled {number} times, and no clinical review was opened.", _cancelled_often),),
    ),
    Check(
        "DQ39", Severity.HIGH, "Planned treatment past its date", Mend.BOOK,
        "Book it next, or escalate: since its date an 18-week wait runs.",
        (Probe("Planned for {day} and not treated by then.", _planned_date_passed),),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
