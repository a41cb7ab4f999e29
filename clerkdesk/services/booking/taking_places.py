"""Puts a patient into a place, for booking, moving and accepting an offer.

The database has the last word: a lost race violates a unique index and becomes an answer, never an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from clerkdesk.data.errors import violated_index
from clerkdesk.data.project import project_appointment
from clerkdesk.data.queries.base.places_out_of_use import numbers_out_of_use
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


@dataclass(frozen=True, slots=True)
class _Taking:
    """The places of an appointment: in its own slot, and in slots that it runs into."""

    slot_id: int
    capacity: int
    tried: set[int] = field(default_factory=set)


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
    own = act.session.get_one(Slot, slot.slot)
    appointment = Appointment(
        patient_id=row.patient_id,
        entry_id=row.entry_id,
        pathway_id=row.pathway_id,
        slot_id=slot.slot,
        place_number=0,
        session_id=own.session_id,
        starts_at=slot.starts,
        minutes=minutes,
        medium=slot.medium,
        priority_type=row.priority.type,
        booked_at=act.event_at,
    )
    try:
        with act.session.begin_nested():
            act.add(appointment)
    except IntegrityError as error:
        return _lost(error)
    for taking in _takings(act, own, slot, minutes):
        number = _take(act, appointment.id, taking)
        if number is None:
            return SlotTaken("That slot has just been taken.")
        if taking.slot_id == slot.slot:
            appointment.place_number = number
    appointment.reference = make_reference(appointment.id)
    act.add(
        AppointmentEvent(
            appointment_id=appointment.id,
            kind=AppointmentEventKind.BOOKED,
            at=act.event_at,
            moved_from_id=moved_from,
            note=note,
            act_id=act.act_id,
        )
    )
    project_appointment(act.session, appointment.id)
    return Placed(appointment.id, appointment.reference, appointment.place_number)


def _lost(error: IntegrityError) -> Refused:
    match violated_index(error):
        case "uq_appointment_patient_start":
            return Refused("patient_elsewhere", "The patient has another appointment at this very time.", "R-274")
        case "uq_appointment_entry_live":
            return Refused("already_booked", "This need is booked already: move or cancel that appointment.", "R-274")
        case _:
            raise error


def _takings(act: ActWork, own: Slot, slot: SlotFacts, minutes: int) -> list[_Taking]:
    """Return the slot and those of its session that the appointment runs into."""
    ends = slot.starts + timedelta(minutes=minutes)
    if ends <= slot.ends:
        return [_Taking(own.id, own.capacity)]
    more = act.session.execute(
        select(col(Slot.id), col(Slot.capacity))
        .where(
            col(Slot.session_id) == own.session_id,
            col(Slot.starts_at) >= slot.ends,
            col(Slot.starts_at) < ends,
            col(Slot.withdrawn).is_(False),
        )
        .order_by(col(Slot.starts_at), col(Slot.id))
        .with_for_update(key_share=True)
    )
    return [_Taking(own.id, own.capacity), *(_Taking(row.id, row.capacity) for row in more)]


def _take(act: ActWork, appointment_id: int, taking: _Taking) -> int | None:
    """Take the first free place of a slot and return its number, or None."""
    while True:
        live = select(col(AppointmentPlace.place_number)).where(
            col(AppointmentPlace.slot_id) == taking.slot_id, col(AppointmentPlace.live).is_(True)
        )
        taken = (
            set(act.session.execute(live).scalars()) | taking.tried | numbers_out_of_use(act.session, taking.slot_id)
        )
        number = next((number for number in range(1, taking.capacity + 1) if number not in taken), None)
        if number is None:
            return None
        try:
            with act.session.begin_nested():
                act.add(AppointmentPlace(appointment_id=appointment_id, slot_id=taking.slot_id, place_number=number))
        except IntegrityError as error:
            if violated_index(error) != "uq_appointment_place":
                raise
            # Another transaction took this number a moment ago and is not visible to the select yet.
            taking.tried.add(number)
        else:
            return number
