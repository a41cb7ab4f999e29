"""Finds whether a slot is past a date to meet, and the earlier free slot (R-272). The rule decides the question."""

from __future__ import annotations

from sqlalchemy.orm import Session

from clerkdesk.data.queries.booking.earlier_places import slots_before
from clerkdesk.rules.booking.past_targets import JudgedSlot, LateSlot, ReasonsForLateSlot, find_late, judge_slot
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot


def late_slot(session: Session, context: ServiceContext, hand: EntryAndSlot) -> LateSlot | None:
    """Return the date that a slot misses, with the first free slot before its day; None if it keeps every date."""
    day, now = hand.slot.starts.date(), context.now()
    policy = context.settings.policy_for(hand.row.specialty_code)
    return find_late(hand.needs, day, slots_before(session, hand.row, day, now, hand.at), now, policy)


def judged_slot(
    session: Session, context: ServiceContext, hand: EntryAndSlot, because: str, comment: str
) -> JudgedSlot:
    """Judge a slot by the dates that it misses; `because` is the reason against an earlier free slot."""
    day, now = hand.slot.starts.date(), context.now()
    policy = context.settings.policy_for(hand.row.specialty_code)
    earlier = slots_before(session, hand.row, day, now, hand.at)
    return judge_slot(hand.needs, day, earlier, ReasonsForLateSlot(because, comment), now, policy)
