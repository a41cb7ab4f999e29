"""The facts behind the dates to meet of a pathway without an open need, since the dates still count (R-500)."""

from __future__ import annotations

from sqlalchemy import literal, null, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Pathway, Patient, Referral
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.entry_facts import target_facts_of
from clerkdesk.rules.waiting_list.targets import TargetFacts


def facts_without_need(session: Session, pathway_id: int) -> TargetFacts | None:
    """Return the facts behind the dates of a pathway; None if it is closed, or another provider answers for it."""
    pathway = Pathway
    query = (
        select(
            literal("new").label("kind"),
            col(pathway.priority_type),
            col(pathway.clock_start), col(pathway.clock_state), col(pathway.cancer_suspected),
            col(pathway.upgraded_on), col(pathway.urgent_before_upgrade), col(pathway.cancer_adjustment_days),
            col(pathway.told_of_diagnosis_on), col(pathway.left_cancer_pathway_on), col(pathway.first_treated_on),
            col(pathway.treatment_decided_on), col(pathway.suspected_later_on),
            col(Referral.received_date).label("referral_date"), col(Referral.suspected_cancer_type),
            col(Patient.date_of_birth),
            null().label("due_date"), null().label("latest_date"), literal("").label("hold_reason"),
        )
        .join(Patient, col(Patient.id) == col(pathway.patient_id))
        .outerjoin(Referral, col(Referral.id) == col(pathway.referral_id))
        .where(col(pathway.id) == pathway_id, col(pathway.closed_on).is_(None))
    )  # fmt: skip
    row = session.execute(query).one_or_none()
    if row is None or row.clock_state == ClockState.RUNNING_ELSEWHERE:
        return None
    return target_facts_of(row, Priority(int(row.priority_type)))
