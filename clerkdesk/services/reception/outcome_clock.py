"""Makes the clock event of an outcome, with its decider, and checks it against the clock before it is kept.

For `clerkdesk.services.reception.outcomes` only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import Pathway
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.pathways.ending_a_wait import why_rejected, why_too_early
from clerkdesk.rules.reviews.reviews import monitoring_review
from clerkdesk.rules.rtt import Clock, ClockEvent, clock_at
from clerkdesk.rules.rtt.transitions import MONITORING_CODES, STOP_CODES
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import About, KeptReview, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.deciders import clinician_named, not_their_patient
from clerkdesk.settings import PolicySettings


def decider_of(session: Session, row: AppointmentRow, typed: str, because: str) -> str | Refused | WrongInput:
    """Return the name of the clinician on the form, else of the session's; empty if neither is known.

    Nobody but a clinician may be the decider (RULES 13.9), so a name that is no clinician's is wrong input. One of
    another specialty is asked about, and `because` answers that (RULES 13.27).
    """
    if not typed.strip():
        return row.professional or ""
    found = clinician_named(session, typed)
    if isinstance(found, WrongInput):
        return replace(found, field="decided_by")
    theirs = not_their_patient(session, found, row.pathway_id, confirmed=bool(clean(because)))
    return Refused(UNUSUAL, theirs.sentence, theirs.rule) if theirs is not None else found.name


@dataclass(frozen=True, slots=True)
class StatedOutcome:
    """The entries of the outcome form for the clock."""

    code: RttStatus
    """RTT status."""
    attended: str
    """Attended or did not attend code."""
    decider: str
    """Name of the clinician; empty if nobody is named."""
    source: str
    planned: bool | None
    """Whether the planned treatment was given, which alone meets its date (R-170); None if nothing was planned."""
    told: bool | None
    """Whether the patient agreed to monitoring, or was told of a decision not to treat; None if not stated."""
    passed_to: str = ""
    """For status 21: the provider that takes over (R-172)."""
    because: str = ""
    """Why a decision from another specialty counts (RULES 13.27)."""


def event_of(row: AppointmentRow, stated: StatedOutcome, *, first: bool) -> ClockEvent:
    """Return the clock event of an attendance with its RTT status."""
    details: dict[str, object] = {
        "first": first, "attendance_code": stated.attended, "decided_by": stated.decider, "source": stated.source,
    }  # fmt: skip
    if stated.planned is not None:
        details["planned"] = stated.planned
    if stated.decider:
        details |= {"decided_by_role": "clinician", "clinical_decision": True}
    if stated.passed_to:
        details["passed_to"] = stated.passed_to
    if stated.because:
        details["confirmed_because"] = stated.because
    if stated.told is not None:
        details["communicated"] = stated.told
    if stated.told is not None and stated.code in MONITORING_CODES:
        # A patient seen in clinic has spoken with the clinician there.
        details |= {"agreed": stated.told, "clinical_conversation": True}
    kind = ClockEventKind.APPOINTMENT_ATTENDED if first else ClockEventKind.FOLLOWUP_ATTENDED
    return ClockEvent(kind, row.starts_at.date(), stated.code, details)


def said_by_clock(
    session: Session, pathway_id: int, event: ClockEvent, today: date, policy: PolicySettings
) -> tuple[Clock, tuple[str, ...]] | PolicyRefusal:
    """Return the clock with a status and its warnings, or why it would not accept it (RULES 1.8)."""
    events = clock_events(session, pathway_id)
    refused = why_rejected(events, event, today, policy)
    if refused is None and event.code in STOP_CODES:
        refused = why_too_early(events, event, today, policy)
    if refused is not None:
        return refused
    clock = clock_at([*events, event], today, policy)
    return clock, tuple(warned.sentence for warned in clock.warnings if warned.event == event)


def review_monitoring(
    act: ActWork,
    context: ServiceContext,
    row: AppointmentRow,
    pathway: Pathway,
    entry_id: int | None,
    policy: PolicySettings,
) -> KeptReview | None:
    """Open the next review if the attendance began active monitoring (R-166)."""
    began = row.starts_at.date()
    if pathway.clock_stop != began or pathway.clock_stop_code not in MONITORING_CODES:
        return None
    due = began + timedelta(days=policy.reviews.monitoring_review_days)
    needed = monitoring_review(began, due, row.priority)
    return open_review(act, context, needed, About(row.patient_id, row.pathway_id, entry_id))
