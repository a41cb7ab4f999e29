"""Checks of appointments against their places, slots and clinics (DQ23 to DQ27)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.project_sessions import NOT_HELD
from clerkdesk.data.queries.validation.checks.base import Check, CheckContext, Probe, found
from clerkdesk.data.tables import Appointment, AppointmentPlace, ClinicSession, Slot
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus


def _of_appointment(day: Any = Appointment.starts_at, number: Any = None) -> Select[Any]:
    booked = Appointment
    query = found(booked.patient_id, booked.pathway_id, booked.entry_id, booked.id, day=day, number=number)
    return query.select_from(booked)


def _to_come(context: CheckContext) -> ColumnElement[bool]:
    return col(Appointment.live).is_(True) & (col(Appointment.starts_at) >= context.midnight)


def _place_taken_twice(_context: CheckContext) -> Select[Any]:
    place, other = AppointmentPlace, aliased(AppointmentPlace)
    same = exists().where(
        col(other.slot_id) == col(place.slot_id),
        col(other.place_number) == col(place.place_number),
        col(other.live).is_(True),
        col(other.appointment_id) != col(place.appointment_id),
    )
    shared = _holding(col(place.live).is_(True), same)
    # The appointment names its place too, which serves if the row of the place itself is gone.
    twin = aliased(Appointment)
    named = exists().where(
        col(twin.slot_id) == col(Appointment.slot_id),
        col(twin.place_number) == col(Appointment.place_number),
        col(twin.live).is_(True),
        col(twin.id) != col(Appointment.id),
    )
    return _of_appointment().where(col(Appointment.live).is_(True), or_(col(Appointment.id).in_(shared), named))


def _holding(*where: ColumnElement[bool]) -> Select[Any]:
    """Return the ids of the appointments with fitting rows of places."""
    return select(col(AppointmentPlace.appointment_id)).where(*where)


def _patient_in_two_places(_context: CheckContext) -> Select[Any]:
    other = aliased(Appointment)
    twice = exists().where(
        col(other.patient_id) == col(Appointment.patient_id),
        col(other.starts_at) == col(Appointment.starts_at),
        col(other.live).is_(True),
        col(other.id) != col(Appointment.id),
    )
    return _of_appointment().where(col(Appointment.live).is_(True), twice)


def _above_capacity(_context: CheckContext) -> Select[Any]:
    place = AppointmentPlace
    return (
        _of_appointment(number=place.place_number)
        .join(place, col(place.appointment_id) == col(Appointment.id))
        .join(Slot, col(Slot.id) == col(place.slot_id))
        .where(col(Appointment.live).is_(True), col(place.live).is_(True), col(place.place_number) > col(Slot.capacity))
    )


def _without_its_place(_context: CheckContext) -> Select[Any]:
    place = AppointmentPlace
    taken = exists().where(
        col(place.appointment_id) == col(Appointment.id),
        col(place.live).is_(True),
        col(place.slot_id) == col(Appointment.slot_id),
        col(place.place_number) == col(Appointment.place_number),
    )
    return _of_appointment().where(col(Appointment.live).is_(True), ~taken)


def _keeps_a_place(_context: CheckContext) -> Select[Any]:
    kept = _holding(col(AppointmentPlace.live).is_(True))
    return _of_appointment().where(col(Appointment.live).is_(False), col(Appointment.id).in_(kept))


def _at_another_time(_context: CheckContext) -> Select[Any]:
    slot = Slot
    return (
        _of_appointment(day=slot.starts_at)
        .join(slot, col(slot.id) == col(Appointment.slot_id))
        .where(col(Appointment.live).is_(True), col(slot.starts_at) != col(Appointment.starts_at))
    )


def _in_another_clinic(_context: CheckContext) -> Select[Any]:
    return (
        _of_appointment()
        .join(Slot, col(Slot.id) == col(Appointment.slot_id))
        .where(col(Appointment.live).is_(True), col(Slot.session_id) != col(Appointment.session_id))
    )


def _in_a_clinic_not_held(context: CheckContext) -> Select[Any]:
    clinic = ClinicSession
    return (
        _of_appointment()
        .join(Slot, col(Slot.id) == col(Appointment.slot_id))
        .join(clinic, col(clinic.id) == col(Slot.session_id))
        .where(
            _to_come(context),
            col(Appointment.status) == AppointmentStatus.BOOKED,
            or_(col(clinic.status).in_(NOT_HELD), col(Slot.withdrawn).is_(True)),
        )
    )


CHECKS = (
    Check(
        "DQ23", Severity.HIGH, "Two live appointments in one slot, or one patient in two", Mend.MOVE,
        f"Move one of the two to another slot ({Way.MOVE.here()}), and tell that patient.",
        (
            Probe("Another live appointment is double-booked with this one, in the slot on {day}.", _place_taken_twice),
            Probe("The patient has another live appointment at the same time on {day}.", _patient_in_two_places),
        ),
    ),
    Check(
        "DQ24", Severity.HIGH, "More patients in a slot than it takes", Mend.MOVE,
        f"Move the patient to a free slot ({Way.MOVE.here()}); overbooking needs the clinician's agreement.",
        (
            Probe("The appointment of {day} is number {number} in its slot, and the slot takes fewer patients.",
                  _above_capacity),
        ),
    ),
    Check(
        "DQ25", Severity.HIGH, "An appointment and its slot do not agree", Mend.MOVE,
        f"Move it to a free slot ({Way.MOVE.here()}); where an ended appointment fills the slot, "
        f"{Way.SHOW_AGAIN.here()} frees it.",
        (
            Probe("The appointment of {day} stands and fills no slot: somebody else can be booked there.",
                  _without_its_place),
            Probe("The appointment of {day} has ended and still fills its slot: nobody can be booked there.",
                  _keeps_a_place),
        ),
    ),
    Check(
        "DQ26", Severity.HIGH, "An appointment and its slot have different times", Mend.MOVE,
        f"Ask the clinic which is right, move the appointment there ({Way.MOVE.here()}), and tell the patient.",
        (
            Probe("The slot of this appointment is on {day} at another time than the appointment.", _at_another_time),
            Probe("The appointment of {day} stands with one clinic, and its slot is in another.", _in_another_clinic),
        ),
    ),
    Check(
        "DQ27", Severity.HIGH, "Booked into a clinic that is not held", Mend.MOVE,
        f"Move the patient to another slot ({Way.MOVE.here()}), or cancel for the hospital's reason "
        f"({Way.CANCEL.here()}), and tell the patient.",
        (Probe("The clinic of {day} is not held, and the patient is booked into it.", _in_a_clinic_not_held),),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
