"""Another condition found at a visit: what the form must say of it, and its referral (R-109)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.reception.outcomes import ANOTHER_CONDITION, why_no_other_condition
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.services.acts.answers import Refused, WrongInput, by_rule
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.reception.outcome_form import (
    OtherCondition,
    OutcomeToRecord,
)
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer_within


def _is_own_twelve(session: Session, row: AppointmentRow) -> bool:
    """Return whether status 12 is this pathway's own first one: it was opened for a separate condition (R-109)."""
    events = clock_events(session, row.pathway_id)
    opened = any(
        each.event == ClockEventKind.INTERNAL_REFERRAL and each.details.get("same_condition") is False
        for each in events
    )
    return opened and not any(each.code for each in events)


def register_other(
    act: ActWork, context: ServiceContext, row: AppointmentRow, other: OtherCondition | None
) -> Referred | Refused | WrongInput | None:
    """Register another condition found at the visit, on its day, as a referral between consultants (R-109)."""
    if other is None:
        return None
    new = NewReferral(
        patient_id=row.patient_id, received=row.starts_at.date().isoformat(), specialty=other.specialty,
        route="consultant", priority=other.priority, referrer=row.professional or "", reason=other.reason,
        priority_said_by=other.priority_said_by,
        same_condition=False,  # The clinician's status 12 says so.
        came_back=False,
    )  # fmt: skip
    return refer_within(act, context, new)


def why_no_other(session: Session, row: AppointmentRow, wanted: OutcomeToRecord) -> Refused | WrongInput | None:
    """Return what is wrong with another condition on the form, or with its absence (R-109)."""
    other = wanted.other_condition
    if not _is_own_twelve(session, row):
        lacking = why_no_other_condition(
            wanted.rtt_code, other.own_code if other is not None else "", named=bool(other and other.specialty)
        )
        if lacking is not None:
            return by_rule(lacking)
    if other is not None and wanted.rtt_code != ANOTHER_CONDITION:
        return WrongInput("other_condition", "rtt", "Another condition goes with status 12 on the form.")
    return None
