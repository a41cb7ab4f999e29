"""Applies contact after a missed appointment to the clock: a new wait, or first-seen days (R-151, R-503).

Every act that rebooks uses it: booking, accepting an offer, taking off hold. A call that got through moves nothing by
itself; once the patient rebooks, its day is the day of contact.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import ContactAttempt, Pathway
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.cancer.waiting_times import waits_for_rebooking
from clerkdesk.rules.contact.attempts import SPOKE
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.settings import PolicySettings

_IN_TOUCH = ClockEventKind.PATIENT_CONTACTED_TO_REBOOK
_REBOOKED = ClockEventKind.APPOINTMENT_REBOOKED


def keep_rebooked(
    act: ActWork, row: EntryRow, appointment: date, policy: PolicySettings, *, on: date | None = None
) -> None:
    """Put a new booking on the clock if it matters there.

    After a nullified wait it starts the next one (R-151). On suspected cancer the 14, 28 and 62 days move by the days
    from the referral to the rebooking (R-503). A booking after a cancellation does not matter.

    Args:
        act: the booking act.
        row: the entry before the booking.
        appointment: day of the new appointment.
        policy: in force for the pathway's specialty.
        on: the day of the booking; None for today.
    """
    today = on or act.event_at.date()
    if row.clock_state == ClockState.NULLIFIED:
        day = min(in_touch_on(act.session, row.pathway_id) or today, today)
        record_rtt(act, row.pathway_id, _IN_TOUCH, day, policy=policy)
    elif _waits(act, row, policy):
        keep_in_touch(act, row.pathway_id, policy, today)
        record_rtt(act, row.pathway_id, _REBOOKED, today, details={"appointment": appointment}, policy=policy)


def keep_in_touch(act: ActWork, pathway_id: int, policy: PolicySettings, before: date | None = None) -> None:
    """Put on the clock the call before a rebooking, or before a clinician's decision to offer again."""
    day = in_touch_on(act.session, pathway_id)
    if day is not None and day < (before or act.event_at.date()):
        record_rtt(act, pathway_id, _IN_TOUCH, day, policy=policy)


def in_touch_on(session: Session, pathway_id: int) -> date | None:
    """Return the first day since the last missed appointment on which somebody spoke to the patient, or None."""
    missed = last_missed(session, pathway_id)
    if missed is None:
        return None
    attempt = ContactAttempt
    spoken = counting(attempt).where(
        col(attempt.patient_id) == session.get_one(Pathway, pathway_id).patient_id,
        col(attempt.result_code) == SPOKE,
        col(attempt.at) >= datetime.combine(missed, time.min),
    )
    first = session.execute(spoken.order_by(col(attempt.at)).limit(1)).scalars().first()
    return first.at.date() if first is not None else None


def last_missed(session: Session, pathway_id: int) -> date | None:
    """Return the day of the last missed appointment, or None."""
    days = (event.event_date for event in clock_events(session, pathway_id) if event.event in MISSED_APPOINTMENTS)
    return max(days, default=None)


def _waits(act: ActWork, row: EntryRow, policy: PolicySettings) -> bool:
    # A lowered priority keeps its dates (RULES 13.22).
    if row.priority is not Priority.SUSPECTED_CANCER and not row.cancer_suspected:
        return False
    return waits_for_rebooking(clock_at(clock_events(act.session, row.pathway_id), act.event_at.date(), policy))
