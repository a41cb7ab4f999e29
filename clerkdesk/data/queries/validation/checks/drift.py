"""Recomputes every current column from its facts and yields the differences, a chunk of rows at a time.

It uses the functions that write the columns (`clerkdesk.data.project`, `clerkdesk.data.project_sessions`,
`clerkdesk.data.project_work`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.current_columns import drift
from clerkdesk.data.facts import counting
from clerkdesk.data.project import EntryFacts, appointment_columns, columns_of_entry
from clerkdesk.data.project_pathways import columns_of_pathway, last_closure, standing_events
from clerkdesk.data.project_sessions import NOT_HELD, session_columns
from clerkdesk.data.project_work import inbox_item_columns, review_columns
from clerkdesk.data.queries.base.dialects import json_text
from clerkdesk.data.queries.waiting_list.needs import in_turns
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
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.data.tables.base import Numbered
from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.rtt.afterwards import LISTED_WITH_A_DATE
from clerkdesk.rules.values.appointments import AppointmentStatus, OfferAnswer
from clerkdesk.settings import PolicySettings

Row = TypeVar("Row", bound=SQLModel)
Checked = TypeVar("Checked", bound=Numbered)
Tick = Callable[[int], None]
"""A function that gets the number of further rows checked."""

_CHUNK = 500
_ABOUT = ("patient_id", "pathway_id", "entry_id", "appointment_id")
_ABOUT_ITSELF = {"pathway": "pathway_id", "waiting_list_entry": "entry_id", "appointment": "appointment_id"}
"""Tables whose rows are themselves the subject of a finding."""


@dataclass(frozen=True, slots=True)
class Drifted:
    """A row whose current columns differ from its facts."""

    table: str
    row_id: int
    patient_id: int | None
    pathway_id: int | None
    entry_id: int | None
    appointment_id: int | None
    columns: tuple[str, ...]
    """Names of the differing columns."""
    by_date: bool = False
    """No write was wrong: a date has passed that changes the clock by itself (R-170)."""


def rows_to_check(session: Session) -> int:
    """Return the number of rows that `drifted` will check."""
    tables = (Appointment, WaitingListEntry, Pathway, ClinicSession, InboxItem, ClinicalReview)
    return sum(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def drifted(
    session: Session, as_of: date, policy_of: Callable[[str | None], PolicySettings], tick: Tick
) -> Iterator[Drifted]:
    """Yield every row that differs from its facts as of a day; `policy_of` gives the policy of a specialty's code."""
    yield from _of_facts(session, tick, Appointment, partial(_by, session, AppointmentEvent, "appointment_id"),
                         appointment_columns)  # fmt: skip
    yield from _places(session)
    yield from _entries(session, tick)
    yield from _pathways(session, as_of, policy_of, tick)
    yield from _of_facts(session, tick, ClinicSession, partial(_by, session, SessionEvent, "session_id"),
                         session_columns)  # fmt: skip
    yield from _slots(session)
    yield from _of_facts(session, tick, InboxItem, partial(_acted, session, InboxEvent, "item_id"), inbox_item_columns)
    yield from _of_facts(session, tick, ClinicalReview, partial(_acted, session, ReviewEvent, "review_id"),
                         review_columns)  # fmt: skip


def _of_facts(
    session: Session,
    tick: Tick,
    table: type[Numbered],
    facts_of: Callable[[Sequence[Numbered]], Mapping[int, Any]],
    columns_of: Callable[[Any], dict[str, Any]],
) -> Iterator[Drifted]:
    """Yield the drifted rows of a table whose columns depend only on their own facts."""
    for rows in _chunks(session, table, tick):
        facts = facts_of(rows)
        for row in rows:
            yield from _compare(row, columns_of(facts[row.id]))


def _places(session: Session) -> Iterator[Drifted]:
    place, appointment = AppointmentPlace, Appointment
    query = (
        select(col(place.id), col(appointment.id), col(appointment.patient_id), col(appointment.pathway_id))
        .join(appointment, col(appointment.id) == col(place.appointment_id))
        .where(col(place.live) != col(appointment.live))
    )
    for place_id, appointment_id, patient_id, pathway_id in session.execute(query):
        yield Drifted("appointment_place", place_id, patient_id, pathway_id, None, appointment_id, ("live",))


def _entries(session: Session, tick: Tick) -> Iterator[Drifted]:
    for rows in _chunks(session, WaitingListEntry, tick):
        ids = [row.id for row in rows]
        events = _by(session, WaitingListEvent, "entry_id", rows)
        attempts = _by(session, ContactAttempt, "entry_id", rows, "at")
        live, cancellations = _appointments_of(session, ids)
        declines = _declines_of(session, ids)
        received = _received_of(session, {row.pathway_id for row in rows})
        for row in rows:
            facts = EntryFacts(
                events=events[row.id],
                live_status=live.get(row.id),
                received=received.get(row.pathway_id),
                attempts=attempts[row.id],
                cancellations=cancellations[row.id],
                declines=declines.get(row.id, 0),
            )
            yield from _compare(row, columns_of_entry(row, facts))


def _appointments_of(
    session: Session, ids: Sequence[int]
) -> tuple[dict[int, AppointmentStatus], Mapping[int, dict[str, int]]]:
    appointment = Appointment
    query = select(
        col(appointment.entry_id), col(appointment.live), col(appointment.status), col(appointment.cancelled_by)
    ).where(col(appointment.entry_id).in_(ids))
    live: dict[int, AppointmentStatus] = {}
    cancellations: dict[int, dict[str, int]] = defaultdict(dict)
    for entry_id, is_live, status, party in session.execute(query):
        if is_live:
            live[entry_id] = status
        if party is not None:
            cancellations[entry_id][party] = cancellations[entry_id].get(party, 0) + 1
    return live, cancellations


def _declines_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    offers = counting(Offer).where(col(Offer.entry_id).in_(ids), col(Offer.answer) == OfferAnswer.DECLINED)
    found: dict[int, int] = {}
    for offer in session.execute(offers).scalars():
        found[offer.entry_id] = found.get(offer.entry_id, 0) + 1
    return found


def _received_of(session: Session, pathway_ids: Iterable[int]) -> dict[int, date | None]:
    query = (
        select(col(Pathway.id), col(Referral.received_date))
        .join(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(col(Pathway.id).in_(pathway_ids))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _pathways(
    session: Session, as_of: date, policy_of: Callable[[str | None], PolicySettings], tick: Tick
) -> Iterator[Drifted]:
    for rows in _chunks(session, Pathway, tick):
        yield from _of_pathways(session, rows, as_of, policy_of)


def dates_gone_by(
    session: Session, as_of: date, policy_of: Callable[[str | None], PolicySettings]
) -> Iterator[Drifted]:
    """Yield the pathways whose passed planned or follow-up date has changed their clock by itself (R-170)."""
    due = json_text(col(RttEvent.details), "due")
    query = select(col(RttEvent.pathway_id)).where(col(RttEvent.kind).in_(LISTED_WITH_A_DATE), due < as_of.isoformat())
    for ids in in_turns(sorted(set(session.execute(query).scalars()))):
        rows = session.execute(select(Pathway).where(col(Pathway.id).in_(ids))).scalars().all()
        yield from (each for each in _of_pathways(session, rows, as_of, policy_of) if each.by_date)


def _of_pathways(
    session: Session, rows: Sequence[Pathway], as_of: date, policy_of: Callable[[str | None], PolicySettings]
) -> Iterator[Drifted]:
    codes = {row.id: row.code for row in session.execute(select(col(Specialty.id), col(Specialty.code)))}
    events = _by(session, RttEvent, "pathway_id", rows, "event_date")
    closures = _by(session, PathwayClosure, "pathway_id", rows)
    for row in rows:
        policy = policy_of(codes.get(row.specialty_id or 0))
        taken = [event for _, event in standing_events(events[row.id])]
        closure = last_closure(closures[row.id], taken) if closures[row.id] else None
        closed_on = closure.closed_on if closure is not None else None
        for found in _compare(row, _pathway_columns(events[row.id], closed_on, as_of, policy)):
            last = _last_written(session, row.id)
            then = None if last is None else _pathway_columns(events[row.id], closed_on, last, policy)
            yield replace(found, by_date=then is not None and not drift(row, then))


def _pathway_columns(
    facts: Sequence[RttEvent], closed_on: date | None, as_of: date, policy: PolicySettings
) -> dict[str, Any]:
    taken = [event for _, event in standing_events(facts)]
    clock = clock_at(taken, as_of, policy)
    return columns_of_pathway(clock, cancer_marks(clock), closed_on)


def _last_written(session: Session, pathway_id: int) -> date | None:
    """Return the day of the last act that put a fact on a pathway's clock."""
    query = (
        select(func.max(Act.event_at))
        .join(RttEvent, col(RttEvent.act_id) == col(Act.id))
        .where(col(RttEvent.pathway_id) == pathway_id)
    )
    last = session.execute(query).scalar_one_or_none()
    return last.date() if last is not None else None


def _slots(session: Session) -> Iterator[Drifted]:
    query = (
        select(col(Slot.id))
        .join(ClinicSession, col(ClinicSession.id) == col(Slot.session_id))
        .where(col(Slot.withdrawn) != col(ClinicSession.status).in_(NOT_HELD))
    )
    for slot_id in session.execute(query).scalars():
        yield Drifted("slot", slot_id, None, None, None, None, ("withdrawn",))


def _chunks(session: Session, table: type[Checked], tick: Tick) -> Iterator[Sequence[Checked]]:
    """Yield all rows of a table in order of id, in chunks, and release the checked ones."""
    last = 0
    while True:
        query = select(table).where(col(table.id) > last).order_by(col(table.id)).limit(_CHUNK)
        rows = session.execute(query).scalars().all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
        tick(len(rows))
        session.expunge_all()


def _by(
    session: Session, facts: type[Row], key: str, rows: Sequence[Numbered], order: str = "id"
) -> defaultdict[int, list[Row]]:
    """Return the counting facts about some rows, by row, in order."""
    return _grouped(key, session.execute(_about(facts, key, rows, order)).scalars())


def _acted(
    session: Session, facts: type[Row], key: str, rows: Sequence[Numbered]
) -> defaultdict[int, list[tuple[Row, int]]]:
    """Return the facts by the row that they are about, each with the clerk of its act."""
    query = _about(facts, key, rows, "id").join(Act, col(Act.id) == getattr(facts, "act_id"))  # noqa: B009
    found: defaultdict[int, list[tuple[Row, int]]] = defaultdict(list)
    for fact, clerk_id in session.execute(query.add_columns(col(Act.clerk_id))):
        found[getattr(fact, key)].append((fact, clerk_id))
    return found


def _about(facts: type[Row], key: str, rows: Sequence[Numbered], order: str) -> Select[Row]:
    ids = [row.id for row in rows]
    return counting(facts).where(getattr(facts, key).in_(ids)).order_by(getattr(facts, order))


def _grouped(key: str, facts: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for fact in facts:
        found[getattr(fact, key)].append(fact)
    return found


def _compare(row: Numbered, columns: dict[str, Any]) -> Iterator[Drifted]:
    differing = drift(row, columns)
    if differing:
        of = {name: getattr(row, name, None) for name in _ABOUT}
        table = str(type(row).__tablename__)
        if table in _ABOUT_ITSELF:
            of[_ABOUT_ITSELF[table]] = row.id
        yield Drifted(
            table,
            row.id,
            of["patient_id"],
            of["pathway_id"],
            of["entry_id"],
            of["appointment_id"],
            tuple(differing),
        )
