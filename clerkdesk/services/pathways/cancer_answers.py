"""Judges the answer owed to a patient with suspected cancer before their pathway closes (R-501)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.waiting_list.targets import why_an_answer_is_owed, why_treatment_is_owed
from clerkdesk.services.acts.answers import Refused, by_rule
from clerkdesk.settings import PolicySettings


def answer_owed(
    session: Session,
    entry_id: int | None,
    today: date,
    policy: PolicySettings,
    *,
    ends_treatment_wait: bool = False,
) -> Refused | None:
    """Return why a need may not close its pathway yet: its 28 days run, or the treatment of a told cancer is owed.

    A death ends the days, and a duplicate passes them on, so neither uses this. Another provider that took over
    continues the clock and its dates (R-172).

    Args:
        session: to read with.
        entry_id: of the need.
        today: the local day.
        policy: in force for the pathway's specialty.
        ends_treatment_wait: whether a treatment, or the patient's refusal of one, closes it.
    """
    row = entry_row(session, entry_id) if entry_id is not None else None
    if row is None or row.clock_state == ClockState.RUNNING_ELSEWHERE:
        return None
    refusal = why_an_answer_is_owed(row.target_facts(), today, policy)
    if refusal is None and not ends_treatment_wait:
        refusal = why_treatment_is_owed(row.target_facts(), today, policy)
        if refusal is not None and not _is_cancer(session, row.pathway_id, today, policy):
            refusal = None
    return by_rule(refusal) if refusal is not None else None


def _is_cancer(session: Session, pathway_id: int, today: date, policy: PolicySettings) -> bool:
    """Return whether the patient was told of cancer, or its treatment decided on; suspicion alone owes no treatment."""
    marks = cancer_marks(clock_at(clock_events(session, pathway_id), today, policy))
    return marks.diagnosed_on is not None or marks.decided_on is not None
