"""The check of cancer dates that have passed, whether or not the patient was seen (DQ43; R-500, R-509).

It computes the dates of `clerkdesk.rules.waiting_list.targets` for every open pathway at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, case, exists, func, literal, or_, select
from sqlmodel import col

from clerkdesk.data.queries.base.dialects import days_between
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.validation.checks.base import Check, CheckContext, Probe, found
from clerkdesk.data.tables import InboxItem, Pathway, Patient, Referral, Specialty, WaitingListEntry
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.cancer.waiting_times import CHILDREN, THIRTY_ONE_FROM_REFERRAL
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.inbox import ItemKind
from clerkdesk.rules.values.priority import PriorityType

_CHILD_UNDER_DAYS = 16 * 365 + 4
"""Sixteen years have four leap days, so that this is the sixteenth birthday (R-506)."""


@cache
def _received() -> ColumnElement[date]:
    """Return the first day of the 28 and 62 days: receipt, or an earlier start of the clock (R-501)."""
    referred, started = col(Referral.received_date), col(Pathway.clock_start)
    earlier = case((referred < started, referred), else_=func.coalesce(started, referred))
    return func.coalesce(col(Pathway.suspected_later_on), earlier)


def _passed(
    allowed: Callable[[CheckContext], ColumnElement[int]],
    counted_from: Callable[[], Any],
    *,
    adjusted: bool,
    where: Callable[[], ColumnElement[bool]],
) -> Callable[[CheckContext], Select[Any]]:
    """Return the query for open pathways past their days: first day, and number of days past."""

    def query(context: CheckContext) -> Select[Any]:
        today = literal(context.today, Date)
        adjustment: Any = col(Pathway.cancer_adjustment_days) if adjusted else literal(0)
        past: Any = days_between(counted_from(), today) - allowed(context) - adjustment
        need = select(func.min(col(WaitingListEntry.id))).where(
            col(WaitingListEntry.pathway_id) == col(Pathway.id), col(WaitingListEntry.status) != EntryStatus.CLOSED
        )
        return (
            found(Pathway.patient_id, Pathway.id, need.scalar_subquery(), day=counted_from(), number=past)
            .select_from(Pathway)
            .join(Patient, col(Patient.id) == col(Pathway.patient_id))
            .outerjoin(Referral, col(Referral.id) == col(Pathway.referral_id))
            .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
            .where(_counts_here(), where(), past > 0, ~_escalated())
        )

    return query


@cache
def _counts_here() -> ColumnElement[bool]:
    """Return the condition that cancer dates count on a pathway, and this hospital answers for them."""
    suspected = or_(
        col(Pathway.cancer_suspected).is_(True),
        col(Pathway.priority_type) == PriorityType.SUSPECTED_CANCER,
        col(Pathway.upgraded_on).is_not(None),
    )
    return and_(
        suspected,
        col(Pathway.left_cancer_pathway_on).is_(None),
        col(Pathway.closed_on).is_(None),
        col(Pathway.clock_state) != ClockState.RUNNING_ELSEWHERE,
    )


@cache
def _escalated() -> ColumnElement[bool]:
    """Return the condition that an open escalation already asks somebody."""
    item = InboxItem
    return exists().where(
        col(item.pathway_id) == col(Pathway.id), col(item.kind) == ItemKind.ESCALATION, col(item.status).in_(OPEN)
    )


def _told_days(context: CheckContext) -> ColumnElement[int]:
    return context.setting(lambda policy: policy.cancer.faster_diagnosis_days)


def _decision_days(context: CheckContext) -> ColumnElement[int]:
    return context.setting(lambda policy: policy.cancer.decision_to_treatment_days)


def _treatment_days(context: CheckContext) -> ColumnElement[int]:
    return context.setting(lambda policy: policy.cancer.referral_to_treatment_days)


def _days_from_referral(context: CheckContext) -> ColumnElement[int]:
    """Return the days from referral to treatment: 31 for acute leukaemia, testicular and children's (R-506)."""
    kind, start = (
        col(Referral.suspected_cancer_type),
        func.coalesce(col(Referral.received_date), col(Pathway.clock_start)),
    )
    child: Any = days_between(col(Patient.date_of_birth), start) < _CHILD_UNDER_DAYS
    shorter = or_(kind.in_(sorted(THIRTY_ONE_FROM_REFERRAL)), and_(kind == CHILDREN, child))
    return case((shorter, _decision_days(context)), else_=_treatment_days(context))


@cache
def _not_told() -> ColumnElement[bool]:
    return and_(col(Pathway.upgraded_on).is_(None), col(Pathway.told_of_diagnosis_on).is_(None))


@cache
def _not_treated() -> ColumnElement[bool]:
    return and_(col(Pathway.upgraded_on).is_(None), col(Pathway.first_treated_on).is_(None))


@cache
def _upgraded_and_not_treated() -> ColumnElement[bool]:
    return and_(col(Pathway.upgraded_on).is_not(None), col(Pathway.first_treated_on).is_(None))


@cache
def _decided() -> ColumnElement[bool]:
    return col(Pathway.treatment_decided_on).is_not(None)


CHECKS = (
    Check(
        "DQ43", Severity.HIGH, "A date of suspected cancer has passed and still counts", Mend.ESCALATE,
        f"Escalate it ({Way.ESCALATE.here()}); where the answer or the treatment was given, record it "
        f"({Way.RECORD_MILESTONE.on_card()}).",
        (
            Probe(
                "Suspected cancer since {day}: the 28-day date to be told has passed, by days: {number}.",
                _passed(_told_days, _received, adjusted=True, where=_not_told),
            ),
            Probe(
                "Suspected cancer since {day}: the date for treatment has passed, by days: {number}.",
                _passed(_days_from_referral, _received, adjusted=True, where=_not_treated),
            ),
            Probe(
                "Upgraded to suspected cancer on {day}: the 62-day date for treatment has passed, by days: {number}.",
                _passed(
                    _treatment_days, lambda: col(Pathway.upgraded_on), adjusted=False, where=_upgraded_and_not_treated
                ),
            ),
            Probe(
                "Treatment of cancer counts from {day}: the 31-day date has passed, by days: {number}.",
                _passed(_decision_days, lambda: col(Pathway.treatment_decided_on), adjusted=False, where=_decided),
            ),
        ),
    ),
)  # fmt: skip
"""One check with the four dates of R-500."""
