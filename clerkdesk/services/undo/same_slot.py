"""Asks whether appointments can take their own places again, once the act that ended them is undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.project import appointment_columns
from clerkdesk.data.queries.undo.touched import Touched
from clerkdesk.data.tables import Appointment, AppointmentEvent, AppointmentPlace, Patient, Slot, SlotHold
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.values.text import list_name
from clerkdesk.services.acts.answers import Refused

TAKEN = "slot_taken"
"""Code of the refusal: somebody else has the place, or will have it in a moment."""


def why_not_the_same_slot(session: Session, act_ids: Collection[UUID], touched: Touched) -> Refused | None:
    """Return who or what is in the way of the appointments that an undo of acts brings back, or None."""
    for appointment in _coming_back(session, act_ids, touched):
        sentence = (
            _taken_by(session, appointment, touched)
            or _not_held(session, appointment, touched)
            or _elsewhere(session, appointment, touched)
            or _on_offer(session, appointment)
        )
        if sentence:
            return Refused(TAKEN, sentence)
    return None


def _coming_back(session: Session, act_ids: Collection[UUID], touched: Touched) -> Iterator[Appointment]:
    query = select(Appointment).where(col(Appointment.id).in_(touched.appointments), col(Appointment.live).is_(False))
    for appointment in session.execute(query.order_by(col(Appointment.id))).scalars().all():
        events = counting(AppointmentEvent).where(
            col(AppointmentEvent.appointment_id) == appointment.id, col(AppointmentEvent.act_id).not_in(act_ids)
        )
        left = session.execute(events.order_by(col(AppointmentEvent.id))).scalars().all()
        if appointment_columns(left)["live"]:
            yield appointment


def _taken_by(session: Session, appointment: Appointment, touched: Touched) -> str:
    own = select(col(AppointmentPlace.slot_id), col(AppointmentPlace.place_number)).where(
        col(AppointmentPlace.appointment_id) == appointment.id
    )
    for slot_id, number in session.execute(own).all():
        query = (
            select(col(Patient.family_name), col(Patient.given_name))
            .select_from(AppointmentPlace)
            .join(Appointment, col(Appointment.id) == col(AppointmentPlace.appointment_id))
            .join(Patient, col(Patient.id) == col(Appointment.patient_id))
            .where(
                col(AppointmentPlace.slot_id) == slot_id,
                col(AppointmentPlace.place_number) == number,
                col(AppointmentPlace.live).is_(True),
                col(Appointment.id).not_in(touched.appointments),
            )
        )
        other = session.execute(query).first()
        if other is not None:
            name = list_name(other.family_name, other.given_name)
            return f"{name} has {short_moment_words(appointment.starts_at)} by now: book another slot."
    return ""


def _not_held(session: Session, appointment: Appointment, touched: Touched) -> str:
    withdrawn = session.get_one(Slot, appointment.slot_id).withdrawn
    if not withdrawn or appointment.session_id in touched.sessions:
        return ""
    return f"The clinic of {short_moment_words(appointment.starts_at)} was cancelled: book another slot."


def _elsewhere(session: Session, appointment: Appointment, touched: Touched) -> str:
    query = select(col(Appointment.id)).where(
        col(Appointment.patient_id) == appointment.patient_id,
        col(Appointment.starts_at) == appointment.starts_at,
        col(Appointment.live).is_(True),
        col(Appointment.id).not_in(touched.appointments),
    )
    if session.execute(query).first() is None:
        return ""
    return f"The patient has another appointment at {short_moment_words(appointment.starts_at)}."


def _on_offer(session: Session, appointment: Appointment) -> str:
    slot = session.get_one(Slot, appointment.slot_id)
    taken = select(func.count()).where(col(AppointmentPlace.slot_id) == slot.id, col(AppointmentPlace.live).is_(True))
    held = select(func.count()).where(
        col(SlotHold.slot_id) == slot.id,
        col(SlotHold.entry_id) != appointment.entry_id,
        col(SlotHold.until) > machine_time(),
    )
    left = slot.capacity - session.execute(taken).scalar_one() - session.execute(held).scalar_one()
    if left > 0:
        return ""
    return f"{short_moment_words(appointment.starts_at)} is being offered to somebody else at this moment."
