"""Reads an entry and a slot in one transaction, for every booking, move and offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.one_slot import slot_and_names
from clerkdesk.data.queries.waiting_list.needs import entry_with_needs
from clerkdesk.data.tables import Pathway, Patient, Slot, WaitingListEntry
from clerkdesk.data.tables.base import Numbered
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts, SlotNames
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import WrongInput, no_such_entry


@dataclass(frozen=True, slots=True)
class EntryAndSlot:
    """An entry and a slot in one transaction, ready for the rules."""

    row: EntryRow
    needs: EntryNeeds
    slot: SlotFacts
    names: SlotNames
    at: datetime
    """The machine's time of the read in UTC, which judges claims and holds."""


def locked_in_hand(act: ActWork, entry_id: int, slot_id: int, moving: int | None = None) -> EntryAndSlot | WrongInput:
    """Lock an entry and a slot, and return them as `in_hand` does.

    Only a read behind the locks counts, since both may have changed while the act waited.
    """
    _lock(act, entry_id, slot_id)
    return in_hand(act.session, entry_id, slot_id, moving)


def in_hand(session: Session, entry_id: int, slot_id: int, moving: int | None = None) -> EntryAndSlot | WrongInput:
    """Return an entry and a slot, or which of them is missing.

    `moving` is the id of the appointment to move, which does not count against itself.
    """
    entry = entry_with_needs(session, entry_id, moving)
    if entry is None:
        return no_such_entry()
    at = machine_time()
    slot = slot_and_names(session, slot_id, at, entry_id)
    if slot is None:
        return WrongInput("no_such_slot", "slot", "No slot that can be booked has this number.")
    return EntryAndSlot(*entry, *slot, at)


def _lock(act: ActWork, entry_id: int, slot_id: int) -> None:
    """Take the locks of a booking in the one order: patient, pathway, entry, slot.

    The locks still let another desk refer to the rows, such as in a record that it passed this entry over. One file has
    one lock, which the act has had from its start.
    """
    found = None if act.is_alone else act.session.execute(_of_whom(), {"key": entry_id}).one_or_none()
    if found is None:
        return
    patient_id, pathway_id = found
    of_booking = ((Patient, patient_id), (Pathway, pathway_id), (WaitingListEntry, entry_id), (Slot, slot_id))
    for table, key in of_booking:
        act.session.execute(_row_lock(table), {"key": key})


@cache
def _of_whom() -> Select[int, int]:
    entry = WaitingListEntry
    return select(col(entry.patient_id), col(entry.pathway_id)).where(col(entry.id) == bindparam("key"))


@cache
def _row_lock(table: type[Numbered]) -> Select[int]:
    return select(col(table.id)).where(col(table.id) == bindparam("key")).with_for_update(key_share=True)
