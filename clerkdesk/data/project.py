"""Writes the current columns of appointments, entries and pathways from the facts.

No other module writes them. `clerkdesk.data.project_sessions` writes those of clinic sessions,
`clerkdesk.data.project_work` those of inbox items and clinical reviews.

Each function reads the facts of one thing (those whose act has not been annulled) and writes its current columns in the
same transaction. The desk's own check runs the same functions and reports differences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import SQLModel, col

from clerkdesk.data.tables import (
    Annulment,
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    ContactAttempt,
    Offer,
    Pathway,
    PathwayClosure,
    Referral,
    RttEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.cancer.waiting_times import CancerMarks, cancer_marks
from clerkdesk.rules.rtt import Clock, ClockEvent, clock_at
from clerkdesk.rules.validation.validation import counts_as_contact
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance, OfferAnswer, Party
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind, EntryStatus
from clerkdesk.settings import PolicySettings

Fact = TypeVar("Fact", bound=SQLModel)

CORRECTS = "corrects"
"""Detail of a clock fact: the id, as text, of the row that it replaces."""
REOPENS = "reopens"
"""Detail of a clock fact: the ids of the closures that it cancels, as text with commas."""
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


def counting(table: type[Fact]) -> Select[Fact]:
    """Return a select of the facts of a table that no later act has annulled."""
    facts: Select[Fact] = _counting(table)
    return facts


@cache
def _counting(table: type[Any]) -> Select[Any]:
    return select(table).where(_stands(table))


def _stands(table: type[Any]) -> ColumnElement[bool]:
    standing: ColumnElement[bool] = table.act_id.not_in(select(col(Annulment.annulled_act_id)))
    return standing


def standing_facts(session: Session, table: type[Fact], owner: str, key: int) -> Sequence[Fact]:
    """Return the facts of one row that no later act has annulled, in order of entry.

    Args:
        session: to read with.
        table: of the facts.
        owner: the column of the facts that names the row, such as `pathway_id`.
        key: id of the row.
    """
    return session.execute(_facts_of(table, owner), {"key": key}).scalars().all()


# Every act executes most of these statements, so each is put together once.


@cache
def _facts_of(table: type[Any], owner: str) -> Select[Any]:
    return counting(table).where(getattr(table, owner) == bindparam("key")).order_by(table.id)


@cache
def with_facts(table: type[Any], facts: type[Any], owner: str) -> Select[Any]:
    """Return the select of one row with each of its standing facts, in order of entry; its id is bound as `key`.

    A row without facts comes back once, with None.
    """
    of_row = and_(getattr(facts, owner) == table.id, _stands(facts))
    return (
        select(table, facts)
        .select_from(table)
        .outerjoin(facts, of_row)
        .where(table.id == bindparam("key"))
        .order_by(facts.id)
    )


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
        .where(col(Offer.entry_id) == key, col(Offer.answer) == OfferAnswer.DECLINED, _stands(Offer))
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


def clock_events(session: Session, pathway_id: int) -> list[ClockEvent]:
    """Return the counting facts of a pathway as clock events."""
    return [event for _, event in numbered_events(session, pathway_id)]


def numbered_events(session: Session, pathway_id: int) -> list[tuple[int, ClockEvent]]:
    """Return the counting facts of a pathway as clock events, each with the id of its row."""
    return standing_events(session.execute(_clock_facts(), {"key": pathway_id}).scalars().all())


def events_of_patient(session: Session, patient_id: int) -> dict[int, list[tuple[int, ClockEvent]]]:
    """Return the clock events of each pathway of a patient that has any, as `numbered_events` does, by pathway id."""
    of_pathways: dict[int, list[RttEvent]] = {}
    for fact in session.execute(_clock_facts_of_patient(), {"key": patient_id}).scalars():
        of_pathways.setdefault(fact.pathway_id, []).append(fact)
    return {pathway_id: standing_events(of_pathways[pathway_id]) for pathway_id in sorted(of_pathways)}


@cache
def _clock_facts_of_patient() -> Select[RttEvent]:
    facts = counting(RttEvent).join(Pathway, col(Pathway.id) == col(RttEvent.pathway_id))
    of_patient = facts.where(col(Pathway.patient_id) == bindparam("key"))
    return of_patient.order_by(col(RttEvent.event_date), col(RttEvent.id))


@cache
def _clock_facts() -> Select[RttEvent]:
    of_pathway = col(RttEvent.pathway_id) == bindparam("key")
    return counting(RttEvent).where(of_pathway).order_by(col(RttEvent.event_date), col(RttEvent.id))


def standing_events(facts: Sequence[RttEvent]) -> list[tuple[int, ClockEvent]]:
    """Return the uncorrected facts of one pathway, each with the id of its row."""
    events = [(row.id, event_of(row)) for row in facts]
    corrected = {event.details.get(CORRECTS) for _, event in events}
    return [(number, event) for number, event in events if str(number) not in corrected]


def event_of(fact: RttEvent) -> ClockEvent:
    """Return a fact as a clock event."""
    return ClockEvent(fact.kind, fact.event_date, fact.code, json.loads(fact.details), entered=fact.id)


def project_pathway(session: Session, pathway_id: int, as_of: date, settings: PolicySettings) -> Pathway:
    """Write the current columns of a pathway from its clock events and closures."""
    session.flush()
    found = session.execute(_pathway_with_facts(), {"key": pathway_id}).all()
    pathway: Pathway = found[0][0]
    events = [event for _, event in standing_events([row[1] for row in found if row[1] is not None])]
    clock = clock_at(events, as_of, settings)
    once_closed = found[0].is_closed_once
    closures = standing_facts(session, PathwayClosure, "pathway_id", pathway_id) if once_closed else ()
    closed = last_closure(closures, events)
    write(pathway, columns_of_pathway(clock, cancer_marks(clock), closed.closed_on if closed else None))
    session.flush()
    return pathway


@cache
def _pathway_with_facts() -> Select[Any]:
    """Select a pathway with its clock facts, by their days, and whether it has ever been closed."""
    closure = select(col(PathwayClosure.id)).where(col(PathwayClosure.pathway_id) == bindparam("key"))
    facts = with_facts(Pathway, RttEvent, "pathway_id").add_columns(closure.exists().label("is_closed_once"))
    return facts.order_by(None).order_by(col(RttEvent.event_date), col(RttEvent.id))


def pathway_columns(session: Session, pathway_id: int, clock: Clock, marks: CancerMarks) -> dict[str, Any]:
    """Return the current columns from a pathway's clock, cancer dates and closures."""
    closed = standing_closure(session, pathway_id)
    return columns_of_pathway(clock, marks, closed.closed_on if closed else None)


def standing_closure(session: Session, pathway_id: int) -> PathwayClosure | None:
    """Return the closure of a closed pathway; None if it is open."""
    closures = standing_facts(session, PathwayClosure, "pathway_id", pathway_id)
    return last_closure(closures, clock_events(session, pathway_id)) if closures else None


def last_closure(closures: Sequence[PathwayClosure], events: Sequence[ClockEvent]) -> PathwayClosure | None:
    """Return the last closure that no clock fact has reopened; both in order of entry."""
    opened = {number for event in events for number in str(event.details.get(REOPENS, "")).split(",")}
    standing = [each for each in closures if str(each.id) not in opened]
    return standing[-1] if standing else None


def columns_of_pathway(clock: Clock, marks: CancerMarks, closed_on: date | None) -> dict[str, Any]:
    """Return the current columns of a pathway from its loaded clock, cancer dates and closure."""
    return {
        "clock_start": clock.start,
        "clock_stop": clock.stop,
        "clock_stop_code": clock.stop_code,
        "clock_state": clock.state,
        "closed_on": closed_on,
        "next_clinical_review": clock.next_clinical_review,
        "cancer_adjustment_days": marks.adjustment_days,
        "cancer_suspected": marks.suspected,
        "suspected_later_on": marks.suspected_later_on,
        "upgraded_on": marks.upgraded_on,
        "told_of_diagnosis_on": marks.told_on,
        "left_cancer_pathway_on": marks.left_on,
        "treatment_decided_on": marks.decided_on,
        "first_treated_on": marks.treated_on,
        "urgent_before_upgrade": marks.was_urgent,
    }


def write(row: SQLModel, columns: dict[str, Any]) -> None:
    """Set the columns that differ, so that an unchanged row stays out of the audit."""
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def drift(row: SQLModel, columns: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the current columns that differ from the facts: name -> (stored, from the facts)."""
    return {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}


def at_start_of(day: date) -> datetime:
    """Return midnight at the start of a local day."""
    return datetime.combine(day, datetime.min.time())
