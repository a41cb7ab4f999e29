"""Telephone calls as frozen rows, and the acts done for the patient in one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.queries.base.by_name import by_name
from clerkdesk.data.tables import Appointment, AppointmentEvent, Call, CallAct, Clerk, InboxEvent, InboxItem, Patient
from clerkdesk.rules.contact.rows import CallRow
from clerkdesk.rules.values.appointments import AppointmentEventKind
from clerkdesk.rules.values.calls import CallStatus
from clerkdesk.rules.values.date_words import short_day_words, short_moment_words
from clerkdesk.rules.values.inbox import ItemEventKind


def call_row(session: Session, call_id: int) -> CallRow | None:
    """Return a call, or None if no call has this id."""
    row = session.execute(_columns().where(col(Call.id) == call_id)).one_or_none()
    return None if row is None else _as_call(by_name(row))


def calls_of(session: Session, clerk_id: int, statuses: Sequence[str]) -> list[CallRow]:
    """Return a clerk's calls of these statuses, the newest first."""
    query = _columns().where(col(Call.clerk_id) == clerk_id, col(Call.status).in_(statuses))
    rows = session.execute(query.order_by(col(Call.taken_at).desc(), col(Call.id).desc()))
    return [_as_call(by_name(row)) for row in rows]


def finished_calls(session: Session, patient_ids: Sequence[int]) -> list[tuple[CallRow, str]]:
    """Return the closed calls about any of these records of a patient, newest first, each with the clerk's name."""
    query = (
        _columns().join(Clerk, col(Clerk.id) == col(Call.clerk_id)).add_columns(col(Clerk.display_name).label("who"))
    )
    about = query.where(col(Call.patient_id).in_(patient_ids), col(Call.status) == CallStatus.CLOSED)
    rows = session.execute(about.order_by(col(Call.taken_at).desc(), col(Call.id).desc()))
    found = [by_name(row) for row in rows]
    return [(_as_call({name: value for name, value in each.items() if name != "who"}), each["who"]) for each in found]


def done_during(session: Session, call: CallRow) -> list[str]:
    """Return in words the acts done for the patient in a call, in their order."""
    if call.patient_id is None:
        return []
    return [*_appointments_changed(session, call), *_messages_taken(session, call)]


def _appointments_changed(session: Session, call: CallRow) -> list[str]:
    given_up = aliased(Appointment)
    query = (
        counting(AppointmentEvent)
        .join(Appointment, col(Appointment.id) == col(AppointmentEvent.appointment_id))
        .join(CallAct, col(CallAct.act_id) == col(AppointmentEvent.act_id))
        .outerjoin(given_up, col(given_up.id) == col(AppointmentEvent.moved_from_id))
        .add_columns(col(Appointment.starts_at), col(given_up.starts_at))
        .where(
            col(Appointment.patient_id) == call.patient_id,
            col(CallAct.call_id) == call.call_id,
            col(AppointmentEvent.kind).in_((AppointmentEventKind.BOOKED, AppointmentEventKind.CANCELLED)),
        )
        .order_by(col(AppointmentEvent.id))
    )
    told = []
    for event, starts, instead_of in session.execute(query):
        if instead_of is not None:
            told.append(f"moved {short_day_words(instead_of)} to {short_day_words(starts)}")
        else:
            told.append(f"{event.kind} {short_moment_words(starts)}")
    return told


def _messages_taken(session: Session, call: CallRow) -> list[str]:
    query = (
        counting(InboxEvent)
        .join(InboxItem, col(InboxItem.id) == col(InboxEvent.item_id))
        .join(CallAct, col(CallAct.act_id) == col(InboxEvent.act_id))
        .where(
            col(InboxEvent.kind) == ItemEventKind.TAKEN,
            col(InboxItem.topic) == "message",
            col(InboxItem.patient_id) == call.patient_id,
            col(CallAct.call_id) == call.call_id,
        )
        .order_by(col(InboxEvent.id))
    )
    return [f"message for {event.to_name}" for event in session.execute(query).scalars()]


@cache
def _columns() -> Select[Any]:
    own = (
        "taken_at", "clerk_id", "caller_name", "caller_relationship", "caller_number", "patient_id", "identity_ticks",
        "status", "ended_with", "draft_id",
    )  # fmt: skip
    return (
        select(
            col(Call.id).label("call_id"),
            *(getattr(Call, name) for name in own),
            col(Patient.family_name),
            col(Patient.given_name),
        )
        .select_from(Call)
        .outerjoin(Patient, col(Patient.id) == col(Call.patient_id))
    )


def _as_call(values: dict[str, Any]) -> CallRow:
    ticks = values.pop("identity_ticks")
    return CallRow(**values, identity_ticks=tuple(ticks.split(",")) if ticks else ())
