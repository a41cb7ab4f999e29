"""What the outcome of a clinic puts on the clock, on whose word, and what the clock says to it before it is kept.

For `clerkdesk.services.outcomes` only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from clerkdesk.data.project import clock_events
from clerkdesk.data.queries.appointments import AppointmentRow
from clerkdesk.data.tables import Pathway
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.consequences import PolicyRefusal
from clerkdesk.rules.reviews import monitoring_review
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.rtt.transitions import MONITORING_CODES
from clerkdesk.services.answers import WrongInput
from clerkdesk.services.deciders import clinician_named
from clerkdesk.services.following import About, open_review
from clerkdesk.services.office import Office
from clerkdesk.services.review_effects import clock_refusal
from clerkdesk.settings import PolicySettings


def decider_of(session: Session, row: AppointmentRow, typed: str) -> str | WrongInput:
    """Return the name of the clinician on the form, else of the session's; empty where neither is known.

    Nobody but a clinician may be the decider (RULES 13.9), so a name that is no clinician's is wrong input.
    """
    if not typed.strip():
        return row.professional or ""
    found = clinician_named(session, typed)
    return replace(found, field="decided_by") if isinstance(found, WrongInput) else found.name


def event_of(row: AppointmentRow, attended: str, code: str, decider: str, *, first: bool) -> ClockEvent:
    """Return the event that an attendance with its RTT status is to the clock: the patient was there (R-124)."""
    details = {
        "first": first, "attendance_code": attended, "decided_by": decider, "decided_by_role": "clinician",
        "clinical_decision": True, "communicated": True, "agreed": True, "clinical_conversation": True,
    }  # fmt: skip
    return ClockEvent("appointment_attended" if first else "followup_attended", row.starts_at.date(), code, details)


def said_by_clock(
    session: Session, pathway_id: int, event: ClockEvent, today: date, policy: PolicySettings
) -> tuple[str, ...] | PolicyRefusal:
    """Return what the clock finds odd about a status, or why it would not take it (RULES 1.8)."""
    refused = clock_refusal(session, pathway_id, event, today, policy)
    if refused is not None:
        return refused
    clock = clock_at([*clock_events(session, pathway_id), event], today, policy)
    return tuple(warned.sentence for warned in clock.warnings if warned.event == event)


def review_monitoring(
    act: ActWork, office: Office, row: AppointmentRow, pathway: Pathway, entry_id: int | None, policy: PolicySettings
) -> None:
    """Open the next review where the attendance began active monitoring (R-166)."""
    began = row.starts_at.date()
    if pathway.clock_stop == began and pathway.clock_stop_code in MONITORING_CODES:
        due = began + timedelta(days=policy.monitoring_review_days)
        open_review(
            act, office, monitoring_review(began, due, row.priority), About(row.patient_id, row.pathway_id, entry_id)
        )
