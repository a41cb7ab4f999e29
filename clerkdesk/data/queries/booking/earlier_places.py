"""The free slots of a specialty before a day, for a patient who may get a later one (R-272)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.booking.slots import slots_of_specialty
from clerkdesk.data.tables import Offer
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.appointments import OfferAnswer
from clerkdesk.rules.waiting_list.rows import EntryRow


def slots_before(session: Session, row: EntryRow, day: date, now: datetime, at: datetime) -> Iterator[SlotFacts]:
    """Yield the slots of an entry's specialty from now to the day before, without those that the patient declined.

    Nothing is read until the first is asked for.

    Args:
        session: to read with.
        row: the entry, whose own hold does not stand in its way.
        day: local date.
        now: the local time.
        at: the machine's time in UTC, by which holds lapse.
    """
    day_begins = datetime.combine(day, time.min)
    if row.specialty_id is None or day_begins <= now:
        return
    not_wanted = set(session.execute(_declined(), {"of_entry": row.entry_id}).scalars())
    for slot in slots_of_specialty(session, row.specialty_id, now, day_begins, at, row.entry_id):
        if slot.slot not in not_wanted and slot.starts < day_begins:
            yield slot


@cache
def _declined() -> Select[int | None]:
    of_entry = col(Offer.entry_id) == bindparam("of_entry")
    return select(col(Offer.slot_id)).where(of_entry, col(Offer.answer) == OfferAnswer.DECLINED, counts(Offer))
