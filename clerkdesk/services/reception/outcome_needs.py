"""Reads the other needs of an attendance's pathway, and adds the next need of its outcome.

For `clerkdesk.services.reception.outcomes` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.booking.appointments import appointment_columns, as_row
from clerkdesk.data.queries.waiting_list.entries import needs_beside
from clerkdesk.data.tables import Appointment, Pathway, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EffectKind, EntryKind
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, EndAction, look_again_at_open_plan
from clerkdesk.services.pathways.entries import add_entry, keep_effect, record_rtt
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class PatientInitiated:
    """Patient-initiated follow-up for a time (R-180)."""

    until: date | None
    """The last day on which they may ask; None without an agreed end (RULES 13.29)."""
    at_end: EndAction = EndAction.CLINICAL_REVIEW


def has_next_booking(session: Session, row: AppointmentRow) -> bool:
    """Return whether a later appointment of the pathway is booked."""
    bound = {"of_pathway": row.pathway_id, "but": row.appointment_id, "after": row.starts_at}
    return session.execute(_next_booked(), bound).first() is not None


@cache
def _next_booked() -> Select[int]:
    return select(col(Appointment.id)).where(
        col(Appointment.pathway_id) == bindparam("of_pathway"),
        col(Appointment.id) != bindparam("but"),
        col(Appointment.live).is_(True),
        col(Appointment.starts_at) > bindparam("after"),
        col(Appointment.status) == AppointmentStatus.BOOKED,
    )


def other_needs(session: Session, row: AppointmentRow) -> int:
    """Return the number of other open needs of the pathway."""
    return len(needs_beside(session, row.pathway_id, row.entry_id))


def accountable(session: Session, session_id: int) -> list[AppointmentRow]:
    """Return the appointments of a session that must be accounted for, in time order."""
    ended = ("moved", "annulled", "cancelled")
    query = appointment_columns().where(
        col(Appointment.session_id) == session_id, col(Appointment.status).not_in(ended)
    )
    return [as_row(found) for found in session.execute(query.order_by(col(Appointment.starts_at), col(Appointment.id)))]


def add_next_need(
    act: ActWork,
    row: AppointmentRow,
    kind: EntryKind,
    see_by: date,
    latest: date | None,
    policy: PolicySettings,
    decider: str = "",
) -> WaitingListEntry:
    """Put the next need of a patient who was seen on its list, due on a day (R-251).

    `decider` is the clinician's name: only a clinician gives a later date to planned care (RULES 13.23).
    """
    seen = row.starts_at.date()
    entry = WaitingListEntry(
        patient_id=row.patient_id,
        pathway_id=row.pathway_id,
        specialty_id=row.specialty_id,
        kind=kind,
        # The current priority counts, with any upgrade since the booking.
        priority_type=act.session.get_one(Pathway, row.pathway_id).priority_type,
        slot_kind=SlotKind.FOLLOW_UP,
        professional_id=row.professional_id,
        seen_date=seen,
        interval_days=(see_by - seen).days,
        due_date=see_by,
        latest_date=latest,
    )
    listed = add_entry(act, entry, policy=policy, added_on=seen, position_date=see_by, reason="outcome of clinic")
    if kind == EntryKind.PLANNED:
        # Once its date passes unmet, a clock starts by itself.
        details: dict[str, object] = {"due": see_by, "kind": "treatment"}
        if decider:
            details |= {"decided_by": decider, "clinical_decision": True}
        record_rtt(act, row.pathway_id, ClockEventKind.ADDED_TO_PLANNED_LIST, seen, details=details, policy=policy)
    return listed


def begin_patient_initiated(
    act: ActWork, row: AppointmentRow, plan: PatientInitiated, decider: str, policy: PolicySettings
) -> WaitingListEntry:
    """Keep a need with patient-initiated follow-up on hold until the last day, and put the plan on the clock (R-180).

    A plan without an end has a day for another look, so that nobody is forgotten (RULES 13.1).
    """
    look_again = plan.until or look_again_at_open_plan(row.starts_at.date(), policy)
    entry = add_next_need(act, row, EntryKind.FOLLOW_UP, look_again, None, policy)
    keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, HELD_BECAUSE, look_again))
    ends: dict[str, object] = {"ends": plan.until, "end_action": plan.at_end} if plan.until is not None else {}
    details = {**ends, "decided_by": decider}
    record_rtt(act, row.pathway_id, ClockEventKind.PIFU_START, row.starts_at.date(), details=details, policy=policy)
    return entry
