"""Sentences on why a letter cannot act on the row under the cursor, said before a bar opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerkdesk.rules.reception.appointment_steps import refused_as_it_is
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, NOT_TAKEN_OFF, held_words

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.screens.acts.under_cursor import UnderCursor

_ON_AN_APPOINTMENT = frozenset({"move", "cancel"})
_WORKS_ON_A_NEED = frozenset({"book", "contact", "review", "escalate", "hold", "validate"})
_ON_A_NEED = frozenset({"book", "review", "escalate", "hold", "validate", "filter", "patient_asks"})
_SHOWS_A_CLOCK = frozenset({"milestone", "awaiting"})


@dataclass(frozen=True, slots=True)
class WhereToLook:
    """Sentences on where a screen has what a letter needs."""

    no_appointment: str = "Put the cursor on an appointment that is still to come."
    no_need: str = "Put the cursor on a need under Open."
    no_pathway: str = "Put the cursor on a need or an appointment: those have a clock."


def why_not_on_row(name: str, here: UnderCursor | None, where: WhereToLook, keys: Keymap) -> str:
    """Return why the command of a letter cannot act on the row under the cursor; empty if it can."""
    if name in _SHOWS_A_CLOCK and (here is None or here.pathway_id is None or not here.shows_pathway):
        return where.no_pathway
    if name in _WORKS_ON_A_NEED and here is not None and here.claim:
        return f"{here.claim}, is working on this patient at another desk. Wait for them, or ask them."
    if name in _ON_AN_APPOINTMENT and (here is None or here.appointment is None):
        return where.no_appointment
    if name in _ON_A_NEED and (here is None or here.entry is None):
        return where.no_need
    if name == "why" and (here is None or here.pathway_id is None):
        return where.no_pathway
    entry = here.entry if here is not None else None
    if name == "hold" and entry is not None:
        return why_not_held(entry, f"{keys.shown('awaiting')} records what came of it.")
    return _why_not_booked(here, keys) if name == "book" else ""


def why_not_held(entry: EntryRow, recorded: str) -> str:
    """Return why a need can neither be held nor taken off hold; empty if it can.

    `recorded` says where to record the result of a wait for something other than an appointment.
    """
    if entry.status == EntryStatus.ON_HOLD and entry.hold_reason == HELD_BECAUSE:
        return NOT_TAKEN_OFF
    return f"{NOT_BOOKED} {recorded}" if is_awaiting(entry.kind) else ""


def _why_not_booked(here: UnderCursor | None, keys: Keymap) -> str:
    if here is None or (entry := here.entry) is None:
        return ""
    if here.appointment is not None and here.appointment.status != AppointmentStatus.BOOKED:
        return refused_as_it_is(here.appointment.status, "and takes no other date")
    if here.appointment is not None:
        return f"Already booked: {keys.shown('move')} moves it, {keys.shown('cancel')} cancels it."
    if entry.specialty_id is None:
        return f"It has no specialty yet: {keys.shown('booking')} sets it on the list of those that need one."
    if is_awaiting(entry.kind):
        return f"{NOT_BOOKED} {keys.shown('awaiting')} records what came of it."
    held = held_words(entry.hold_reason, f"{keys.shown('hold')} takes it off hold.")
    return held if entry.status == EntryStatus.ON_HOLD else ""
