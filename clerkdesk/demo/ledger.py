"""Keeps the rows of the hospital during composition: gives ids, and finally current columns and writing order.

Thousands of facts are projected from memory by the pure functions of `clerkdesk.data.project`, so that the desk's own
check, which reads them from the database, finds the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from random import Random
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlmodel import SQLModel

from clerkdesk.data.current_columns import write
from clerkdesk.data.project import EntryFacts, appointment_columns, columns_of_entry
from clerkdesk.data.project_pathways import columns_of_pathway, event_of
from clerkdesk.data.project_sessions import session_columns, slot_columns
from clerkdesk.data.project_work import inbox_item_columns, review_columns
from clerkdesk.data.tables import (
    Act,
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    ClinicalReview,
    ClinicSession,
    ContactAttempt,
    InboxEvent,
    InboxItem,
    Offer,
    Pathway,
    PathwayClosure,
    Referral,
    ReviewEvent,
    RttEvent,
    SessionEvent,
    Slot,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.data.tables.base import Numbered
from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.values.appointments import OfferAnswer
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.settings import PolicySettings

RowT = TypeVar("RowT", bound=Numbered)
FactT = TypeVar("FactT", bound=SQLModel)


class Ledger:
    """Every row to write, in the order of composition."""

    def __init__(self, seed: int, standing: Mapping[type[SQLModel], int] | None = None) -> None:
        """Start with the ids after those of rows already in the database."""
        self._standing = standing or {}
        self.rows: dict[type[SQLModel], list[Any]] = defaultdict(list)
        self._identifiers = Random(seed)
        self._defaults: dict[type[SQLModel], dict[str, Any]] = {}
        self._clerk_of: dict[UUID, int] = {}

    def add(self, table: type[RowT], **values: Any) -> RowT:
        """Take a row and give it the next id of its table.

        It returns an object with the attributes of a row, not a mapped row: fifty thousand of those would cost seconds.
        """
        rows = self.rows[table]
        row = self._stand_in(table, values)
        rows.append(row)
        row.id = len(rows) + self._standing.get(table, 0)
        return row

    def of(self, table: type[FactT]) -> list[FactT]:
        """Return the rows of a table, in the order of their ids."""
        return self.rows[table]

    def act(self, kind: str, at: datetime, clerk_id: int, desk: str = "Bookings") -> UUID:
        """Take an act of a clerk at a local time, and return its id, the same for each seed."""
        act_id = UUID(int=self._identifiers.getrandbits(128), version=4)
        stamp = at.replace(tzinfo=LONDON).astimezone(UTC)
        values = {"id": act_id, "kind": kind, "clerk_id": clerk_id, "desk": desk, "at": stamp, "event_at": at}
        self.rows[Act].append(self._stand_in(Act, values))
        self._clerk_of[act_id] = clerk_id
        return act_id

    def project(self, as_of: date, policy: PolicySettings) -> None:
        """Write the current columns of sessions, appointments, pathways and entries from their facts."""
        self._project_sessions()
        self._project_appointments()
        self._project_pathways(as_of, policy)
        self._project_entries()

    def _project_sessions(self) -> None:
        events = _by(self.of(SessionEvent), lambda event: event.session_id)
        statuses = {}
        for session in self.of(ClinicSession):
            write(session, session_columns(events[session.id]))
            statuses[session.id] = session.status
        for slot in self.of(Slot):
            write(slot, slot_columns(statuses[slot.session_id]))

    def _project_appointments(self) -> None:
        events = _by(self.of(AppointmentEvent), lambda event: event.appointment_id)
        live = {}
        for appointment in self.of(Appointment):
            write(appointment, appointment_columns(events[appointment.id]))
            live[appointment.id] = appointment.live
        for place in self.of(AppointmentPlace):
            place.live = live[place.appointment_id]

    def _project_pathways(self, as_of: date, policy: PolicySettings) -> None:
        events = _by(self.of(RttEvent), lambda event: event.pathway_id)
        closed = {closure.pathway_id: closure.closed_on for closure in self.of(PathwayClosure)}
        for pathway in self.of(Pathway):
            facts = sorted(events[pathway.id], key=lambda event: event.event_date)
            told = [event_of(fact) for fact in facts]
            clock = clock_at(told, as_of, policy)
            marks = cancer_marks(clock)
            write(pathway, columns_of_pathway(clock, marks, closed.get(pathway.id)))

    def _project_entries(self) -> None:
        events = _by(self.of(WaitingListEvent), lambda event: event.entry_id)
        appointments = _by(self.of(Appointment), lambda appointment: appointment.entry_id)
        attempts = _by(self.of(ContactAttempt), lambda attempt: attempt.entry_id)
        declined = _by(
            (offer for offer in self.of(Offer) if offer.answer == OfferAnswer.DECLINED), lambda offer: offer.entry_id
        )
        received = {referral.id: referral.received_date for referral in self.of(Referral)}
        referral_of = {pathway.id: pathway.referral_id for pathway in self.of(Pathway)}
        for entry in self.of(WaitingListEntry):
            own = appointments[entry.id]
            facts = EntryFacts(
                events=events[entry.id],
                live_status=next((appointment.status for appointment in own if appointment.live), None),
                received=received.get(referral_of[entry.pathway_id] or 0),
                attempts=sorted(attempts[entry.id], key=lambda attempt: attempt.at),
                cancellations=_parties(own),
                declines=len(declined[entry.id]),
            )
            write(entry, columns_of_entry(entry, facts))

    def project_work(self) -> None:
        """Write the current columns of reviews and inbox items."""
        of_item = _by(self.of(InboxEvent), lambda event: event.item_id)
        for item in self.of(InboxItem):
            write(item, inbox_item_columns([(event, self._clerk_of[event.act_id]) for event in of_item[item.id]]))
        of_review = _by(self.of(ReviewEvent), lambda event: event.review_id)
        for review in self.of(ClinicalReview):
            write(review, review_columns([(event, self._clerk_of[event.act_id]) for event in of_review[review.id]]))

    def in_order_of_keys(self) -> Iterator[tuple[type[SQLModel], list[dict[str, Any]]]]:
        """Yield tables with their rows, each after the rows that it names."""
        models = {str(model.__tablename__): model for model in self.rows}
        for table in SQLModel.metadata.sorted_tables:
            if table.name in models:
                yield models[table.name], [vars(row) for row in self.rows[models[table.name]]]

    def _stand_in(self, table: type[FactT], values: dict[str, Any]) -> FactT:
        columns = self._defaults.get(table)
        if columns is None:
            fields = table.model_fields.items()
            columns = self._defaults[table] = {
                name: None if field.is_required() or name == "id" else field.default for name, field in fields
            }
        row = SimpleNamespace(**columns)
        row.__dict__.update(values)
        if len(row.__dict__) != len(columns):
            raise TypeError(f"{table.__name__} has no column {set(values) - set(columns)}")
        return cast("FactT", row)


def _by(rows: Iterable[FactT], key: Callable[[FactT], Any]) -> defaultdict[Any, list[FactT]]:
    grouped: defaultdict[Any, list[FactT]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped


def _parties(appointments: Iterable[Appointment]) -> Mapping[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for appointment in appointments:
        if appointment.cancelled_by is not None:
            counted[appointment.cancelled_by] += 1
    return counted
