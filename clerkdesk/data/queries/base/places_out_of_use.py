"""Empty places of slots that cannot be given to anybody: the clinician, the room or the clinic is missing.

The reason that ended the last appointment there decides it (`place_can_be_given` of `local_hospital_cancel_reason`),
until the session is opened for booking again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, and_, distinct, func, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.tables import Annulment, Appointment, AppointmentPlace, SessionEvent, Slot
from clerkdesk.rules.values.slots import SessionEventKind


def out_of_use(session: Session, where: Sequence[Any]) -> dict[int, int]:
    """Return the number of places out of use, by slot id; only slots with such places are included.

    Args:
        session: to read with.
        where: condition on slots; may name columns of slot, session and clinic.
    """
    counts = _places(col(AppointmentPlace.slot_id), func.count(distinct(col(AppointmentPlace.place_number))))
    return {row[0]: row[1] for row in session.execute(counts.where(*where).group_by(col(AppointmentPlace.slot_id)))}


def all_out_of_use(*where: ColumnElement[bool]) -> Subquery:
    """Return the `number` of places out of use by `slot_id`, as a table; only slots with such places are in it."""
    number = func.count(distinct(col(AppointmentPlace.place_number))).label("number")
    places = _places(col(AppointmentPlace.slot_id), number).where(*where)
    return places.group_by(col(AppointmentPlace.slot_id)).subquery("out_of_use")


def out_of_use_by_session(session: Session, where: Sequence[Any]) -> dict[int, int]:
    """Return the number of places out of use, by session id; `where` is as in `out_of_use`."""
    places = _places(col(Slot.session_id), col(AppointmentPlace.slot_id), col(AppointmentPlace.place_number))
    found = {tuple(row) for row in session.execute(places.where(*where))}
    return Counter(session_id for session_id, _, _ in found)


@cache
def number_out_of_use() -> ScalarSelect[int]:
    """Return the number of places out of use as a column of each slot of a select."""
    places = select(func.count(distinct(col(AppointmentPlace.place_number)))).select_from(AppointmentPlace)
    joined = places.join(Appointment, col(Appointment.id) == col(AppointmentPlace.appointment_id))
    of_slot = col(AppointmentPlace.slot_id) == col(Slot.id)
    return joined.where(of_slot, is_out_of_use()).correlate(Slot).scalar_subquery()


def _places(*columns: Any) -> Select[Any]:
    return with_clinic(
        select(*columns)
        .join(Appointment, col(Appointment.id) == col(AppointmentPlace.appointment_id))
        .join(Slot, col(Slot.id) == col(AppointmentPlace.slot_id)),
        Slot,
    ).where(is_out_of_use())


@cache
def is_out_of_use() -> ColumnElement[bool]:
    """Return the condition that an ended place of an appointment in a slot is out of use."""
    return and_(
        col(AppointmentPlace.live).is_(False),
        col(Appointment.cancel_reason).in_(_reasons()),
        ~_is_taken_again(),
        ~_was_opened_again(),
    )


def _was_opened_again() -> ColumnElement[bool]:
    event = SessionEvent
    return (
        select(col(event.id))
        .where(
            col(event.session_id) == col(Slot.session_id),
            col(event.kind) == SessionEventKind.REOPENED,
            col(event.at) >= col(Appointment.cancelled_at),
            col(event.act_id).not_in(select(col(Annulment.annulled_act_id))),
        )
        .correlate(Slot, Appointment)
        .exists()
    )


@cache
def _is_taken_again() -> ColumnElement[bool]:
    """Somebody took the place later, so the earlier end says nothing about it."""
    other = aliased(AppointmentPlace)
    return (
        select(col(other.id))
        .where(
            col(other.slot_id) == col(AppointmentPlace.slot_id),
            col(other.place_number) == col(AppointmentPlace.place_number),
            col(other.live).is_(True),
        )
        .correlate(AppointmentPlace)
        .exists()
    )


@cache
def _reasons() -> tuple[str, ...]:
    rows = code_list("local_hospital_cancel_reason").rows
    return tuple(row.code for row in rows if row.extra["place_can_be_given"] == "no")
