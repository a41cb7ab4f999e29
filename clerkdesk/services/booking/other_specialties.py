"""Finds the free slots of another specialty, and the act that would let the patient have one.

A need is booked only in its own specialty (R-274), and this module books nothing. `choosing` has the need's own slots.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.slots import names_of, slots_of_specialty
from clerkdesk.data.queries.inbox.people import Named, meant_by, specialties
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.needs import needs_of
from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.rules.booking.slots import SlotFacts, SlotNames
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import WrongInput, no_such_entry
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.ranking import HORIZON_DAYS, wanted

_SHOWN = 9


@dataclass(frozen=True, slots=True)
class SlotElsewhere:
    """A slot that the patient could have with a need in its specialty."""

    slot: SlotFacts
    names: SlotNames


@dataclass(frozen=True, slots=True)
class SlotsElsewhere:
    """The free slots of another specialty, soonest first."""

    specialty_code: str
    specialty_name: str
    slots: tuple[SlotElsewhere, ...]
    """The first of them."""
    free: int
    """Number of free slots."""
    entry_there: int | None
    """Id of the patient's open need in that specialty, which can be booked instead."""
    follows: str
    """Why none of them is for this need, and the act that would let the patient have one."""


def specialty_meant(session: Session, typed: str) -> Named | WrongInput:
    """Return the one specialty that a code or name can mean."""
    known = specialties(session)
    found = meant_by(typed, known) or [row for row in known if row.code.lower().startswith(typed.strip().lower())]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{row.code} {row.name}" for row in (found or known)) or "none yet; import clinics first"
    which = f"Which of: {names}?" if found else f"No specialty has this name. The specialties are: {names}."
    return WrongInput("no_such_specialty", "specialty", which)


def slots_elsewhere(context: ServiceContext, entry_id: int, search: SlotSearch) -> SlotsElsewhere | WrongInput | None:
    """Return the free slots of the specialty in a search; None for the need's own.

    Args:
        context: where.
        entry_id: of the need in hand.
        search: with a specialty.
    """
    with context.reading() as session:
        row = entry_row(session, entry_id)
        if row is None:
            return no_such_entry()
        other = specialty_meant(session, search.specialty)
        if isinstance(other, WrongInput):
            return other
        if other.id == row.specialty_id:
            return None
        free = _free(session, context, row, other, search)
        names = names_of(session, [slot.slot for slot in free[:_SHOWN]])
        there = _need_there(session, row, other.id)
    shown = tuple(SlotElsewhere(slot, names[slot.slot]) for slot in free[:_SHOWN])
    return SlotsElsewhere(other.code, other.name, shown, len(free), there, _what_follows(row, other, there))


def _free(
    session: Session, context: ServiceContext, row: EntryRow, other: Named, search: SlotSearch
) -> list[SlotFacts]:
    """Return the patient's needs for a slot there, without wishes for a clinic or clinician."""
    now, policy = context.now(), context.settings.policy_for(other.code)
    last = now + timedelta(days=HORIZON_DAYS)
    slots = slots_of_specialty(
        session, other.id, now.replace(second=0, microsecond=0), last, machine_time(), row.entry_id
    )
    needs = replace(
        needs_of(session, [row])[row.entry_id],
        specialty=other.id, clinic=None, professional=None, site=None, sub_specialty="", minutes=None,
    )  # fmt: skip
    return [slot for slot in wanted(session, slots, search) if why_not(needs, slot, now, policy) is None]


def _need_there(session: Session, row: EntryRow, specialty_id: int) -> int | None:
    entry = WaitingListEntry
    query = select(col(entry.id)).where(
        col(entry.patient_id) == row.patient_id,
        col(entry.specialty_id) == specialty_id,
        col(entry.status).in_((EntryStatus.WAITING, EntryStatus.ON_HOLD, EntryStatus.BOOKED)),
    )
    return session.execute(query.order_by(col(entry.id))).scalars().first()


def _what_follows(row: EntryRow, other: Named, there: int | None) -> str:
    if row.specialty_id is None:
        return f"This need has no specialty yet: put it on the list of {other.name} first, then these are for it."
    own = f"This need waits for {row.specialty_name}, so none of these is for it."
    if there is not None:
        return f"{own} The patient is listed or booked with {other.name} too, entry {there}: book or move that one."
    return f"{own} A referral to {other.name} makes a need of its own there, with its own clock."
