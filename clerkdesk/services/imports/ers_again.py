"""Handles a refused referral that is on a worklist of e-RS again (R-101, RULES 13.18)."""

from __future__ import annotations

from typing import Final

from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.tables import Pathway
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.reading.records import ReferralRecord
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.referrals.re_referring import Again, refer_again

TO_BE_BOOKED: Final = frozenset({"ASI", "AFB", "RFR", "RAS", "CNC"})
"""The e-RS worklists with work for this hospital."""
GOES_ON: Final = "The referral came again after it was not accepted: it goes on in its pathway, from its first day."


def goes_on(act: ActWork, context: ServiceContext, pathway: Pathway, record: ReferralRecord) -> bool:
    """Let a refused referral go on if e-RS shows that it was made again; return whether it does.

    It was made again if it reached the worklist after the day of the refusal, or has a higher priority than the refused
    one. A list without either may be older than the refusal, and proves nothing.
    """
    refused = refusal_of(act.session, pathway.id)
    if refused is None or record.worklist not in TO_BE_BOOKED or not record.makes_entry:
        return False
    if stopped_by_death(act.session, pathway.patient_id) is not None:
        return False
    came, today = record.clock_start, act.event_at.date()
    came_later = came is not None and refused.decided_on < came <= today
    if not came_later and record.priority_type <= pathway.priority_type:
        return False
    receipt = Receipt(
        route=Route.ERS_NO_SLOT if record.worklist == "ASI" else Route.ERS_BOOKED,
        received=came if came_later and came is not None else today,
        priority=Priority(int(record.priority_type)),
    )
    return isinstance(refer_again(act, context, pathway.patient_id, record.ubrn, receipt, None), Again)


def listed_again(record: ReferralRecord, *, refused: bool) -> str:
    """Return the task to look at a referral whose entry here is closed while e-RS wants it booked."""
    words = Priority(int(record.priority_type)).words if record.priority_known else "priority unknown"
    sentence = (
        f"e-RS has this referral to be booked ({words}), and its entry here is closed. Look at its card, and ask the "
        "referrer whether it is needed."
    )
    return f"{sentence} If it is, register it again with its UBRN: it goes on in its pathway." if refused else sentence
