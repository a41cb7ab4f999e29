"""Puts a patient into a place, for booking, moving and accepting an offer.

The database has the last word: a lost race violates a unique index and becomes an answer, never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from clerkdesk.data.errors import violated_index
from clerkdesk.data.project import project_new_appointment
from clerkdesk.data.queries.booking.one_slot import Places, places_of
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    Slot,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.slot_legality import minutes_needed
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.appointments import AppointmentEventKind
from clerkdesk.rules.values.references import make_reference
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot
from clerkdesk.services.booking.slot_choices import SlotTaken


@dataclass(frozen=True, slots=True)
class Placed:
    """An appointment with its place."""

    appointment_id: int
    reference: str
    place: int


def place(
    act: ActWork, context: ServiceContext, hand: EntryAndSlot, moved_from: int | None = None, note: str = ""
) -> Placed | SlotTaken | Refused:
    """Put the patient of an entry into the next free place of a slot; the caller has asked the rules.

    Args:
        act: the act that books.
        context: who acts, with the policy of the specialty.
        hand: the entry and the slot in this transaction. An appointment longer than the slot takes places in the next
        ones.
        moved_from: id of the appointment that it replaces.
        note: the comment on the booking.
    """
    row, slot = hand.row, hand.slot
    minutes = minutes_needed(hand.needs, slot, context.settings.policy_for(row.specialty_code))
    own = places_of(act.session, slot.slot)
    if own is None:
        raise LookupError("a slot that was read a moment ago")
    appointment = _new_appointment(act, hand, own.session_id, minutes, moved_from)
    try:
        with act.savepoint():
            act.add(appointment)
    except IntegrityError as error:
        return _lost(error)
    appointment.reference = make_reference(appointment.id)
    if not _take(act, appointment, slot.slot, own):
        return SlotTaken("That slot has just been taken.")
    for slot_id in _run_into(act, own, slot, minutes):
        if not _take(act, appointment, slot_id, places_of(act.session, slot_id)):
            return SlotTaken("That slot has just been taken.")
    booked = act.add(
        AppointmentEvent(
            appointment_id=appointment.id,
            kind=AppointmentEventKind.BOOKED,
            at=act.event_at,
            moved_from_id=moved_from,
            note=note,
            act_id=act.act_id,
        )
    )
    project_new_appointment(act.session, appointment, booked)
    return Placed(appointment.id, appointment.reference, appointment.place_number)


def _new_appointment(
    act: ActWork, hand: EntryAndSlot, session_id: int, minutes: int, moved_from: int | None
) -> Appointment:
    """Return the appointment before it has a place and a reference."""
    row, slot = hand.row, hand.slot
    return Appointment(
        patient_id=row.patient_id,
        entry_id=row.entry_id,
        pathway_id=row.pathway_id,
        slot_id=slot.slot,
        place_number=0,
        session_id=session_id,
        starts_at=slot.starts,
        minutes=minutes,
        medium=slot.medium,
        priority_type=row.priority.type,
        booked_at=act.event_at,
        moved_from_id=moved_from,
    )


def _lost(error: IntegrityError) -> Refused:
    match violated_index(error):
        case "uq_appointment_patient_start":
            return Refused("patient_elsewhere", "The patient has another appointment at this very time.", "R-274")
        case "uq_appointment_entry_live":
            return Refused("already_booked", "This need is booked already: move or cancel that appointment.", "R-274")
        case _:
            raise error


def _run_into(act: ActWork, own: Places, slot: SlotFacts, minutes: int) -> Sequence[int]:
    """Return the ids of the next slots of the session that the appointment runs into, and lock them."""
    ends = slot.starts + timedelta(minutes=minutes)
    if ends <= slot.ends:
        return ()
    bound = {"session_id": own.session_id, "first": slot.ends, "ends": ends}
    return act.session.execute(_next_slots(), bound).scalars().all()


@cache
def _next_slots() -> Select[int]:
    return (
        select(col(Slot.id))
        .where(
            col(Slot.session_id) == bindparam("session_id"),
            col(Slot.starts_at) >= bindparam("first"),
            col(Slot.starts_at) < bindparam("ends"),
            col(Slot.withdrawn).is_(False),
        )
        .order_by(col(Slot.starts_at), col(Slot.id))
        .with_for_update(key_share=True)
    )


def _take(act: ActWork, appointment: Appointment, slot_id: int, places: Places | None) -> bool:
    """Take the first free place of a slot for an appointment; return whether there is one."""
    tried: set[int] = set()
    while places is not None:
        gone = places.not_free | tried
        number = next((number for number in range(1, places.capacity + 1) if number not in gone), None)
        if number is None:
            return False
        if slot_id == appointment.slot_id:
            appointment.place_number = number
        try:
            with act.savepoint():
                act.add(AppointmentPlace(appointment_id=appointment.id, slot_id=slot_id, place_number=number))
        except IntegrityError as error:
            if violated_index(error) != "uq_appointment_place":
                raise
            if act.is_alone:
                return False
            # Another transaction took this number a moment ago and is not visible to the select yet.
            tried.add(number)
            places = places_of(act.session, slot_id)
        else:
            return True
    return False
