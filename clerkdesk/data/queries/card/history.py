"""The facts behind the talks with a patient that no other list shows with their clerk: offers, bookings, messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clerk, with_clinic
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    Clerk,
    Clinic,
    ContactAttempt,
    InboxEvent,
    InboxItem,
    Offer,
    WaitingListEntry,
)
from clerkdesk.rules.values.appointments import AppointmentEventKind, OfferAnswer, Party
from clerkdesk.rules.values.inbox import ItemEventKind, ItemKind

_PATIENTS: BindParameter[Sequence[int]] = bindparam("patients", expanding=True)
_TALKED = (ItemKind.MESSAGE, ItemKind.CALL_BACK)
"""The items that somebody said or wrote; the others the desk itself makes."""

_DATES = (AppointmentEventKind.BOOKED, AppointmentEventKind.MOVED, AppointmentEventKind.CANCELLED)


class SaidOffer(Protocol):
    """An offer, with who made it."""

    starts_at: datetime
    made_at: datetime
    channel: str
    answer: OfferAnswer
    reason_code: str | None
    comment: str
    countable: bool
    act_id: UUID
    pathway_id: int
    clerk: str
    counts: bool
    """False if it was undone."""


class Tried(Protocol):
    """An attempt to reach the patient, with who made it."""

    at: datetime
    result_code: str
    ring_back_at: datetime | None
    note: str
    clerk: str
    counts: bool
    """False if it was undone."""


class AgreedDate(Protocol):
    """An appointment that was booked, moved or cancelled, with who did it."""

    kind: AppointmentEventKind
    at: datetime
    reason_code: str | None
    party: Party | None
    note: str
    act_id: UUID
    pathway_id: int
    starts_at: datetime
    instead_of: datetime | None
    """Start of the appointment that was given up for this one."""
    clinic: str
    clerk: str
    counts: bool
    """False if it was undone."""


@dataclass(frozen=True, slots=True)
class MessageStep:
    """One step of a message, with who took it."""

    item_id: int
    kind: ItemEventKind
    at: datetime
    to_name: str
    note: str
    clerk: str
    sentence: str
    caller_name: str
    caller_relationship: str
    caller_number: str
    pathway_id: int | None
    counts: bool
    """False if it was undone."""


def said_offers(session: Session, patient_ids: Sequence[int]) -> Sequence[SaidOffer]:
    """Return the offers to a patient, with those undone."""
    return cast("Sequence[SaidOffer]", session.execute(_offers(), {"patients": patient_ids}).all())


@cache
def _offers() -> Columns:
    offer, entry = Offer, WaitingListEntry
    query: Columns = select(
        col(offer.starts_at), col(offer.made_at), col(offer.channel), col(offer.answer), col(offer.reason_code),
        col(offer.comment), col(offer.countable), col(offer.act_id), col(entry.pathway_id),
        col(Clerk.display_name).label("clerk"), counts(offer).label("counts"),
    )  # fmt: skip
    with_entry = with_clerk(query.select_from(offer), offer).join(entry, col(entry.id) == col(offer.entry_id))
    return with_entry.where(col(entry.patient_id).in_(_PATIENTS)).order_by(col(offer.id))


def attempts(session: Session, patient_ids: Sequence[int]) -> Sequence[Tried]:
    """Return the attempts to reach a patient, with those undone."""
    return cast("Sequence[Tried]", session.execute(_attempts(), {"patients": patient_ids}).all())


@cache
def _attempts() -> Columns:
    attempt = ContactAttempt
    query: Columns = select(
        col(attempt.at), col(attempt.result_code), col(attempt.ring_back_at), col(attempt.note),
        col(Clerk.display_name).label("clerk"), counts(attempt).label("counts"),
    )  # fmt: skip
    made = with_clerk(query.select_from(attempt), attempt)
    return made.where(col(attempt.patient_id).in_(_PATIENTS)).order_by(col(attempt.id))


def agreed_dates(session: Session, patient_ids: Sequence[int]) -> Sequence[AgreedDate]:
    """Return the bookings, moves and cancellations of a patient, with those undone, in the order of entry.

    A move has two: the end of the old appointment and the booking of the new one.
    """
    return cast("Sequence[AgreedDate]", session.execute(_dates(), {"patients": patient_ids}).all())


@cache
def _dates() -> Columns:
    event, appointment, given_up = AppointmentEvent, Appointment, aliased(Appointment)
    query: Columns = select(
        col(event.kind), col(event.at), col(event.reason_code), col(event.party), col(event.note), col(event.act_id),
        col(appointment.pathway_id), col(appointment.starts_at), col(given_up.starts_at).label("instead_of"),
        col(Clinic.name).label("clinic"), col(Clerk.display_name).label("clerk"), counts(event).label("counts"),
    )  # fmt: skip
    of_appointment = with_clerk(query.select_from(event), event).join(
        appointment, col(appointment.id) == col(event.appointment_id)
    )
    return (
        with_clinic(of_appointment, appointment)
        .outerjoin(given_up, col(given_up.id) == col(event.moved_from_id))
        .where(
            col(appointment.patient_id).in_(_PATIENTS),
            col(event.kind).in_(_DATES),
        )
        .order_by(col(event.id))
    )


def message_steps(session: Session, patient_ids: Sequence[int]) -> list[MessageStep]:
    """Return what happened to the messages and call-backs about a patient, item by item, with what was undone."""
    return [MessageStep(*row) for row in session.execute(_steps(), {"patients": patient_ids})]


@cache
def _steps() -> Columns:
    event, item = InboxEvent, InboxItem
    query: Columns = select(
        col(event.item_id), col(event.kind), col(event.at), col(event.to_name), col(event.note),
        col(Clerk.display_name), col(item.sentence), col(item.caller_name), col(item.caller_relationship),
        col(item.caller_number), col(item.pathway_id), counts(event).label("counts"),
    )  # fmt: skip
    return (
        with_clerk(query.select_from(event), event)
        .join(item, col(item.id) == col(event.item_id))
        .where(col(item.patient_id).in_(_PATIENTS), col(item.kind).in_(_TALKED))
        .order_by(col(event.item_id), col(event.id))
    )
