"""Ranks the slots of an entry's specialty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.slots import PublishedSlots, names_of, published_slots, slots_of_specialty
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.needs import needs_of
from clerkdesk.rules.booking.slot_ranking import RANKS, SlotRanking, rank_slots
from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts, SlotNames
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.slot_choices import SlotChoice, SlotTaken

HORIZON_DAYS = 400
"""Period ahead to search for slots; clinics are published for less."""


def with_nearest(context: ServiceContext, entry_id: int, answer: SlotTaken, moving: int | None = None) -> SlotTaken:
    """Return the answer to a lost race with the best legal slots that are left for the entry.

    `moving` is the id of the appointment to move, which does not count against itself.
    """
    with context.reading() as session:
        row = entry_row(session, entry_id)
        nearest = () if row is None else nearest_of(session, context, row, moving)
    return SlotTaken(answer.sentence, nearest)


def nearest_of(
    session: Session, context: ServiceContext, row: EntryRow, moving: int | None = None
) -> tuple[SlotChoice, ...]:
    """Return the best legal slots of an entry, after a lost race."""
    ranked = ranking_of(session, context, row, moving=moving).ranked
    names = names_of(session, [each.slot.slot for each in ranked])
    return tuple(SlotChoice(each, names[each.slot.slot]) for each in ranked)


def ranking_of(
    session: Session,
    context: ServiceContext,
    row: EntryRow,
    limit: int = RANKS,
    moving: int | None = None,
    search: SlotSearch | None = None,
    needs: EntryNeeds | None = None,
) -> SlotRanking:
    """Return the ranked legal slots of an entry from this moment on; `needs` are the entry's, if read already."""
    if row.specialty_id is None:
        return SlotRanking((), (), 0, 0)
    first, last = _from_now(context)
    slots = slots_of_specialty(session, row.specialty_id, first, last, machine_time(), row.entry_id)
    if search is not None:
        slots = wanted(session, slots, search)
    needs = needs or needs_of(session, [row], moving)[row.entry_id]
    return rank_slots(needs, slots, context.now(), context.settings.policy_for(row.specialty_code), limit)


def slots_in_memory(context: ServiceContext, row: EntryRow) -> list[SlotFacts]:
    """Return the slots of an entry's specialty from this moment on, read once for all its patients.

    It is for looking only: an act reads the slots behind its locks.
    """
    specialty_id = row.specialty_id
    if specialty_id is None:
        return []
    first, last = _from_now(context)

    def read() -> PublishedSlots:
        day = datetime.combine(first, time())
        with context.reading() as session:
            return published_slots(session, specialty_id, day, day + timedelta(days=HORIZON_DAYS + 1), machine_time())

    known = context.database.read_once.value(("published slots", specialty_id, first.date()), read)
    return known.seen_by(row.entry_id, first, last, machine_time())


def wanted(session: Session, slots: Sequence[SlotFacts], search: SlotSearch) -> list[SlotFacts]:
    """Return the slots that fit a search; names are read only if the search has any."""
    names: Mapping[int, SlotNames] = names_of(session, [slot.slot for slot in slots]) if search.names else {}

    def named(slot: SlotFacts) -> str:
        known = names.get(slot.slot)
        return f"{known.clinic} {known.professional}" if known is not None else ""

    return [slot for slot in slots if search.fits(slot, named(slot))]


def _from_now(context: ServiceContext) -> tuple[datetime, datetime]:
    """Return the first and the last start of slots to search for, in local time."""
    now = context.now()
    return now.replace(second=0, microsecond=0), now + timedelta(days=HORIZON_DAYS)
