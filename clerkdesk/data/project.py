"""Writes the current columns of appointments and entries from the facts.

No other module writes them. `clerkdesk.data.project_pathways` writes those of pathways,
`clerkdesk.data.project_sessions` those of clinic sessions, `clerkdesk.data.project_work` those of inbox items and
clinical reviews.

Each function reads the facts of one thing (those whose act has not been annulled) and writes its current columns in the
same transaction. The desk's own check runs the same functions and reports differences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.current_columns import write
from clerkdesk.data.facts import counting, counts, with_facts
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    ContactAttempt,
    Offer,
    Pathway,
    Referral,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.validation.validation import counts_as_contact
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance, OfferAnswer, Party
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind, EntryStatus

NOT_ARRIVED = AppointmentEventKind.NOT_ARRIVED
"""Kind of the event that takes back an arrival recorded in error, with its later steps."""
STEPPED_BACK: Mapping[AppointmentEventKind, tuple[AppointmentStatus, tuple[str, ...]]] = {
    AppointmentEventKind.STILL_WAITING: (AppointmentStatus.ARRIVED, ("called_at", "seen_at", "left_at")),
    AppointmentEventKind.STILL_WITH_CLINICIAN: (AppointmentStatus.WITH_CLINICIAN, ("seen_at", "left_at")),
    AppointmentEventKind.STILL_HERE: (AppointmentStatus.SEEN, ("left_at",)),
}
"""Kind of an event that takes back later steps of a visit -> the resulting status, and the times to clear."""
_NOT_LIVE = {
    AppointmentEventKind.CANCELLED,
    AppointmentEventKind.MOVED,
    AppointmentEventKind.ANNULLED,
    AppointmentEventKind.DID_NOT_ATTEND,
    AppointmentEventKind.LATE_NOT_SEEN,
}
_STATUS_OF_EVENT: Mapping[AppointmentEventKind, AppointmentStatus] = {
    AppointmentEventKind.BOOKED: AppointmentStatus.BOOKED,
    AppointmentEventKind.ARRIVED: AppointmentStatus.ARRIVED,
    AppointmentEventKind.CALLED: AppointmentStatus.WITH_CLINICIAN,
    AppointmentEventKind.SEEN: AppointmentStatus.SEEN,
    AppointmentEventKind.LEFT: AppointmentStatus.LEFT,
    AppointmentEventKind.OUTCOME: AppointmentStatus.OUTCOME_RECORDED,
    AppointmentEventKind.CANCELLED: AppointmentStatus.CANCELLED,
    AppointmentEventKind.MOVED: AppointmentStatus.MOVED,
    AppointmentEventKind.ANNULLED: AppointmentStatus.ANNULLED,
    AppointmentEventKind.DID_NOT_ATTEND: AppointmentStatus.DID_NOT_ATTEND,
    AppointmentEventKind.LATE_NOT_SEEN: AppointmentStatus.LATE_NOT_SEEN,
    NOT_ARRIVED: AppointmentStatus.BOOKED,
    **{kind: status for kind, (status, _) in STEPPED_BACK.items()},
}
_TIME_OF_EVENT = {
    AppointmentEventKind.ARRIVED: "arrived_at",
    AppointmentEventKind.CALLED: "called_at",
    AppointmentEventKind.SEEN: "seen_at",
    AppointmentEventKind.LEFT: "left_at",
}
_PLACE_OF_BOOKED = {
    AppointmentStatus.BOOKED: EntryStatus.BOOKED,
    AppointmentStatus.OUTCOME_RECORDED: EntryStatus.CLOSED,
}
_REACHED = {"CR01"}


# Every act executes most of these statements, so each is put together once.


def project_appointment(session: Session, appointment_id: int) -> Appointment:
    """Write the current columns of an appointment from its events, and those of its entry."""
    session.flush()
    found = session.execute(_with_events(), {"key": appointment_id}).all()
    appointment: Appointment = found[0][0]
    write(appointment, appointment_columns([row[1] for row in found if row[1] is not None]))
    if found[0].is_ended if appointment.live else found[0].is_live:
        for place in session.execute(_places(), {"key": appointment_id}).scalars():
            write(place, {"live": appointment.live})
    session.flush()
    project_entry(session, appointment.entry_id)
    return appointment


def project_new_appointment(session: Session, appointment: Appointment, booked: AppointmentEvent) -> None:
    """Write the current columns of an appointment from the one event that it has, and those of its entry."""
    write(appointment, appointment_columns([booked]))
    session.flush()
    project_entry(session, appointment.entry_id)


@cache
def _with_events() -> Select[Any]:
    """Select an appointment with its events, and whether any of its places is live, or ended."""
    place = AppointmentPlace
    of_it = select(col(place.id)).where(col(place.appointment_id) == bindparam("key"))
    return with_facts(Appointment, AppointmentEvent, "appointment_id").add_columns(
        of_it.where(col(place.live).is_(True)).exists().label("is_live"),
        of_it.where(col(place.live).is_(False)).exists().label("is_ended"),
    )


@cache
def _places() -> Select[AppointmentPlace]:
    return select(AppointmentPlace).where(col(AppointmentPlace.appointment_id) == bindparam("key"))


def appointment_columns(events: Sequence[AppointmentEvent]) -> dict[str, Any]:
    """Return the current columns from an appointment's events, in order of entry."""
    columns: dict[str, Any] = {
        "live": False, "status": AppointmentStatus.ANNULLED, "attendance_code": Attendance.NOT_YET,
        "outcome_code": None, "rtt_code": None,
        "cancelled_at": None, "cancel_reason": None, "cancelled_by": None, "moved_from_id": None,
        "arrived_at": None, "called_at": None, "seen_at": None, "left_at": None, "first_attendance_code": None,
    }  # fmt: skip
    for event in events:
        columns["live"] = event.kind not in _NOT_LIVE and (columns["live"] or event.kind == AppointmentEventKind.BOOKED)
        columns["status"] = _STATUS_OF_EVENT.get(event.kind, event.kind)
        if event.attendance_code is not None:
            columns["attendance_code"] = event.attendance_code
        if event.kind in _TIME_OF_EVENT:
            columns[_TIME_OF_EVENT[event.kind]] = event.at
        if event.kind == NOT_ARRIVED:
            columns |= {"attendance_code": Attendance.NOT_YET, **dict.fromkeys(_TIME_OF_EVENT.values())}
        if event.kind in STEPPED_BACK:
            columns |= dict.fromkeys(STEPPED_BACK[event.kind][1])
        if event.kind in (AppointmentEventKind.CANCELLED, AppointmentEventKind.MOVED, AppointmentEventKind.ANNULLED):
            columns["cancelled_at"] = event.at
            columns["cancel_reason"] = event.reason_code
            columns["cancelled_by"] = event.party
        if event.kind in (AppointmentEventKind.DID_NOT_ATTEND, AppointmentEventKind.LATE_NOT_SEEN):
            # A cancellation corrected to a missed appointment counts for nobody.
            columns.update(cancelled_at=None, cancel_reason=None, cancelled_by=None)
        if event.kind == AppointmentEventKind.BOOKED:
            columns["moved_from_id"] = event.moved_from_id
        if event.kind == AppointmentEventKind.OUTCOME:
            columns["outcome_code"] = event.outcome_code
            columns["rtt_code"] = event.rtt_code
        first = json.loads(event.details).get("first_attendance_code")
        if first is not None:
            columns["first_attendance_code"] = first
    return columns


def project_entry(session: Session, entry_id: int) -> WaitingListEntry:
    """Write the current columns of a waiting list entry from its events, appointments, offers and attempts."""
    session.flush()
    entry, facts = _entry_facts(session, entry_id)
    write(entry, columns_of_entry(entry, facts))
    session.flush()
    return entry


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything behind the current columns of one entry; facts in order of entry."""

    events: Sequence[WaitingListEvent]
    live_status: AppointmentStatus | None
    """Status of its live appointment, None if it has none."""
    received: date | None
    """When the referral of its pathway was received."""
    attempts: Sequence[ContactAttempt]
    """In order of time."""
    cancellations: Mapping[str, int]
    """Number of ended appointments by the party that ended them."""
    declines: int


def entry_columns(session: Session, entry: WaitingListEntry) -> dict[str, Any]:
    """Return the current columns from the facts about an entry."""
    return columns_of_entry(*_entry_facts(session, entry.id))


def columns_of_entry(entry: WaitingListEntry, facts: EntryFacts) -> dict[str, Any]:
    """Return the current columns of an entry from its loaded facts."""
    columns = _from_list_events(facts.events)
    if columns["status"] != EntryStatus.CLOSED and facts.live_status is not None:
        columns["status"] = _PLACE_OF_BOOKED.get(facts.live_status, EntryStatus.AWAITING_OUTCOME)
    columns.update(_order_columns(entry, facts.received, columns))
    columns.update(_counts(facts))
    return columns


def _entry_facts(session: Session, entry_id: int) -> tuple[WaitingListEntry, EntryFacts]:
    found = session.execute(_entry_with_facts(), {"key": entry_id}).all()
    first = found[0]
    facts = EntryFacts(
        events=[row[1] for row in found if row[1] is not None],
        live_status=first.live_status,
        received=first.received,
        attempts=session.execute(_attempts(), {"key": entry_id}).scalars().all() if first.is_attempted else (),
        cancellations={Party.PATIENT: first.by_patient, Party.HOSPITAL: first.by_hospital},
        declines=first.declines,
    )
    return first[0], facts


@cache
def _entry_with_facts() -> Select[Any]:
    """Select an entry with its events, and what is counted or looked up: one statement in place of one for each."""
    key: BindParameter[int] = bindparam("key")
    ended = select(func.count()).select_from(Appointment).where(col(Appointment.entry_id) == key)
    declined = (
        select(func.count())
        .select_from(Offer)
        .where(col(Offer.entry_id) == key, col(Offer.answer) == OfferAnswer.DECLINED, counts(Offer))
    )
    # Each of these depends on the bound id alone, so the database evaluates it once for all the events.
    own = aliased(WaitingListEntry)
    return with_facts(WaitingListEntry, WaitingListEvent, "entry_id").add_columns(
        select(col(Appointment.status))
        .where(col(Appointment.entry_id) == key, col(Appointment.live).is_(True))
        .scalar_subquery()
        .label("live_status"),
        select(col(Referral.received_date))
        .join(Pathway, col(Pathway.referral_id) == col(Referral.id))
        .join(own, col(own.pathway_id) == col(Pathway.id))
        .where(col(own.id) == key)
        .scalar_subquery()
        .label("received"),
        ended.where(col(Appointment.cancelled_by) == Party.PATIENT).scalar_subquery().label("by_patient"),
        ended.where(col(Appointment.cancelled_by) == Party.HOSPITAL).scalar_subquery().label("by_hospital"),
        declined.scalar_subquery().label("declines"),
        select(col(ContactAttempt.id)).where(col(ContactAttempt.entry_id) == key).exists().label("is_attempted"),
    )


@cache
def _attempts() -> Select[ContactAttempt]:
    of_entry = col(ContactAttempt.entry_id) == bindparam("key")
    return counting(ContactAttempt).where(of_entry).order_by(col(ContactAttempt.at))


def _from_list_events(events: Sequence[WaitingListEvent]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "status": EntryStatus.CLOSED,
        "hold_reason": "",
        "look_again_on": None,
        "added_on": None,
        "list_position_date": None,
        "validated_on": None,
        "closed_reason": "",
    }
    for event in events:
        if event.kind == EntryEventKind.ADDED:
            columns.update(
                status=EntryStatus.WAITING, added_on=event.event_date, list_position_date=event.position_date
            )
        elif event.kind == EntryEventKind.HELD:
            columns.update(status=EntryStatus.ON_HOLD, hold_reason=event.reason, look_again_on=event.look_again_on)
        elif event.kind in (EntryEventKind.RELEASED, EntryEventKind.REOPENED):
            columns.update(status=EntryStatus.WAITING, hold_reason="", look_again_on=None, closed_reason="")
        elif event.kind == EntryEventKind.CLOSED:
            columns.update(status=EntryStatus.CLOSED, closed_reason=event.reason)
        elif event.kind == EntryEventKind.POSITION_CHANGED:
            columns["list_position_date"] = event.position_date
        elif event.kind == EntryEventKind.VALIDATED and counts_as_contact(event.level, event.code):
            columns["validated_on"] = max(columns["validated_on"] or event.event_date, event.event_date)
    return columns


def _order_columns(entry: WaitingListEntry, received: date | None, columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of the sort key of `rules.waiting_list.list_order.list_order_key`.

    Follow-ups are sorted on each read.
    """
    position = columns["list_position_date"]
    if entry.kind == EntryKind.PLANNED:
        return {
            "order_priority": 0,
            "order_date": entry.due_date or position or date.max,
            "order_referral_date": position or date.max,
        }
    by_date = entry.due_date if entry.kind == EntryKind.FOLLOW_UP else position
    return {
        "order_priority": 3 - int(entry.priority_type),
        "order_date": by_date or date.max,
        "order_referral_date": received or date.max,
    }


def _counts(facts: EntryFacts) -> dict[str, Any]:
    reached = [attempt.at for attempt in facts.attempts if attempt.result_code in _REACHED]
    since_reached = [
        attempt for attempt in facts.attempts if attempt.counts_as_attempt and (not reached or attempt.at > reached[-1])
    ]
    return {
        "attempts": len([attempt for attempt in since_reached if attempt.result_code not in _REACHED]),
        "last_attempt_at": facts.attempts[-1].at if facts.attempts else None,
        "last_contact_on": reached[-1].date() if reached else None,
        "patient_cancellations": facts.cancellations.get("patient", 0),
        "hospital_cancellations": facts.cancellations.get("hospital", 0),
        "declines": facts.declines,
    }


def at_start_of(day: date) -> datetime:
    """Return midnight at the start of a local day."""
    return datetime.combine(day, datetime.min.time())
