"""Whether a place lies past a date to meet, and which earlier one is free; what that asks is the rule's to say."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.booking.slots import slots_of_specialty
from clerkdesk.data.queries.waiting_list.entries import machine_time
from clerkdesk.data.tables import Offer
from clerkdesk.rules.booking.past_targets import LatePlace, past_on
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.context import ServiceContext


def late_place(
    session: Session, context: ServiceContext, row: EntryRow, needs: EntryNeeds, slot: SlotFacts
) -> LatePlace | None:
    """Return what a place misses, with the first free place before its day; None if it keeps every date."""
    target = past_on(
        row.target_facts(), slot.starts.date(), context.settings.policy_for(row.specialty_code)
    )  # fmt: skip
    return None if target is None else LatePlace(target, _earlier(session, context, row, needs, slot))


def _earlier(
    session: Session, context: ServiceContext, row: EntryRow, needs: EntryNeeds, slot: SlotFacts
) -> datetime | None:  # fmt: skip
    now, day_begins = context.now(), datetime.combine(slot.starts.date(), time.min)
    if row.specialty_id is None or day_begins <= now:
        return None
    declined = select(col(Offer.slot_id)).where(col(Offer.entry_id) == row.entry_id, col(Offer.answer) == "declined")
    not_wanted = set(session.execute(declined).scalars())
    policy = context.settings.policy_for(row.specialty_code)
    slots = slots_of_specialty(session, row.specialty_id, now, day_begins, machine_time(), row.entry_id)
    free = (each.starts for each in slots if each.slot not in not_wanted and each.starts < day_begins
            and why_not(needs, each, now, policy) is None)  # fmt: skip
    return next(free, None)
