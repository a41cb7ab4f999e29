"""What being in touch after a missed appointment is to the clock: a new wait, or first-seen days (R-151, R-503).

Every act that rebooks or reaches a patient comes here: booking, accepting an offer, a call that got through.
"""

from __future__ import annotations

from datetime import date

from clerkdesk.data.project import clock_events
from clerkdesk.data.queries.entries import EntryRow
from clerkdesk.data.tables import Pathway
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.cancer import waits_for_rebooking
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.rtt import clock_at
from clerkdesk.services.entries import record_rtt
from clerkdesk.settings import PolicySettings

_IN_TOUCH = "patient_contacted_to_rebook"
_REBOOKED = "appointment_rebooked"


def keep_rebooked(act: ActWork, row: EntryRow, appointment: date, policy: PolicySettings) -> None:
    """Put a new booking on the clock where it says something to it.

    After a nullified wait it starts the next one (R-151). On suspected cancer the 14, 28 and 62 days move by the days
    from the referral to the rebooking (R-503). A booking after a cancellation says nothing.

    Args:
        act: that books.
        row: the entry, as it stood before.
        appointment: day of the new appointment.
        policy: in force for the pathway's specialty.
    """
    today = act.event_at.date()
    if row.clock_state == "nullified":
        record_rtt(act, row.pathway_id, _IN_TOUCH, today, policy=policy)
    elif _waits(act, row.pathway_id, row.priority, policy):
        record_rtt(act, row.pathway_id, _REBOOKED, today, details={"appointment": appointment}, policy=policy)


def keep_reached(act: ActWork, pathway_id: int, priority: Priority, policy: PolicySettings) -> None:
    """Put on the clock that a patient with suspected cancer was spoken to after a missed first appointment (R-503)."""
    if _waits(act, pathway_id, priority, policy):
        record_rtt(act, pathway_id, _IN_TOUCH, act.event_at.date(), policy=policy)


def _waits(act: ActWork, pathway_id: int, priority: Priority, policy: PolicySettings) -> bool:
    # A priority that was lowered takes no date away (RULES 13.22).
    suspected = act.session.get_one(Pathway, pathway_id).cancer_suspected
    if priority is not Priority.SUSPECTED_CANCER and not suspected:
        return False
    return waits_for_rebooking(clock_at(clock_events(act.session, pathway_id), act.event_at.date(), policy))
