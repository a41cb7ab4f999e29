"""Reads of moved starts and of removals from a list in a period, with the clerk (RULES 13.25)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.facts import counting, counts
from clerkdesk.data.project_pathways import CORRECTS
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clerk, with_patient_and_specialty
from clerkdesk.data.tables import (
    Act,
    Clerk,
    InboxItem,
    Pathway,
    PathwayClosure,
    Patient,
    RttEvent,
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.cancer.course import WITHDRAWN, WITHDRAWN_KIND
from clerkdesk.rules.cancer.milestones import MILESTONE_OF, WORDS
from clerkdesk.rules.corrections.endings import RECORDED_AS
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS
from clerkdesk.rules.rtt.start_moves import START_MOVES, moves_in
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryEventKind, ValidationOutcome
from clerkdesk.rules.waiting_list.removal_tellings import TELL_REMOVAL, WHO, RemovalTold

_UNCOUNTED = ValidationOutcome.OTHER_STANDARD
_MISSED_AFTER_ALL = "wait up to an appointment that was missed after all"


class _MovedColumns(Protocol):
    """The columns of a clock fact with its act and pathway, as `moved_starts` selects them."""

    details: str
    event_date: date
    kind: str
    pathway_id: int
    clerk: str
    event_at: datetime
    patient_id: int
    family_name: str
    given_name: str
    specialty: str | None


class _RemovalColumns(Protocol):
    """The columns of a fact of a need with its act, patient and closure, as `removals` selects them."""

    kind: EntryEventKind
    code: str
    reason: str
    note: str
    event_at: datetime
    clerk: str
    entry_id: int
    pathway_id: int
    patient_id: int
    list_position_date: date | None
    family_name: str
    given_name: str
    specialty: str | None
    decided_by: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class InPeriod:
    """The days of the report, both included, and the clerk; None for all clerks."""

    first: date
    last: date
    clerk_id: int | None = None


@dataclass(frozen=True, slots=True)
class MovedStart:
    """One moved start of a wait, or one corrected cancer milestone."""

    on: date
    clerk: str
    """The clerk who entered it."""
    by: str
    """The clerk who found the right start. `clerk` is somebody else if a second person confirmed it."""
    agreed_by: str
    pathway_id: int
    patient_id: int
    family_name: str
    given_name: str
    specialty: str
    before: date | None
    after: date | None
    """None if it was taken out."""
    reason: str
    source: str
    what: str = ""
    """The milestone, as a clerk reads it; empty for the start of a wait."""

    @property
    def whose(self) -> str:
        """The clerk it counts for: the one who found the right start, not the one who confirmed it."""
        return self.by

    @property
    def days_lost(self) -> int | None:
        """Days by which the wait is shorter; below zero if it is longer, None if nobody knew the start."""
        return (self.after - self.before).days if self.before is not None and self.after is not None else None


@dataclass(frozen=True, slots=True)
class Removal:
    """One need that left its list without a visit, or one wait that left the count."""

    on: date
    clerk: str
    entry_id: int
    pathway_id: int
    patient_id: int
    family_name: str
    given_name: str
    specialty: str
    reason: str
    decided_by: str
    """The clinician, or the record that proves it; empty if the pathway goes on with other needs."""
    source: str
    days_on_list: int | None
    """Days from the date of the position to the removal."""

    @property
    def whose(self) -> str:
        """The clerk it counts for."""
        return self.clerk


def moved_starts(session: Session, period: InPeriod) -> list[MovedStart]:
    """Return the moved starts and the corrected milestones, the latest first.

    For one clerk it returns those that the clerk moved or agreed to.
    """
    corrected = aliased(RttEvent)
    columns: Columns = select(
        col(RttEvent.details),
        col(RttEvent.event_date),
        col(RttEvent.kind),
        col(RttEvent.pathway_id),
        col(Clerk.display_name).label("clerk"),
        col(Act.event_at),
        col(Pathway.patient_id),
        col(Patient.family_name),
        col(Patient.given_name),
        col(Specialty.name).label("specialty"),
    )
    query = (
        with_patient_and_specialty(
            with_clerk(columns, RttEvent).join(Pathway, col(Pathway.id) == col(RttEvent.pathway_id)),
            Pathway,
        )
        .where(counts(RttEvent), or_(_names(START_MOVES), _names(CORRECTS)), *_in(replace(period, clerk_id=None)))
        .order_by(col(Act.event_at).desc(), col(RttEvent.id).desc())
    )
    found = cast("Sequence[_MovedColumns]", session.execute(query).all())
    wrong = [int(number) for row in found if (number := json.loads(row.details).get(CORRECTS))]
    before = {
        row.id: (row.event_date, json.loads(row.details))
        for row in session.execute(
            select(col(corrected.id), col(corrected.event_date), col(corrected.details)).where(
                col(corrected.id).in_(wrong)
            )
        )
    }
    every = [moved for row in found for moved in _moved(row, before)]
    if period.clerk_id is None:
        return every
    name = session.execute(select(col(Clerk.display_name)).where(col(Clerk.id) == period.clerk_id)).scalar_one()
    return [moved for moved in every if name in (moved.by, moved.agreed_by)]


def _moved(row: _MovedColumns, before: dict[int, tuple[date, dict[str, object]]]) -> Iterator[MovedStart]:
    """Yield the move that a fact made; a fact that corrects something else keeps the earlier moves."""
    details = json.loads(row.details)
    stood, earlier = before.get(int(details.get(CORRECTS, 0)), (None, {}))
    moves = moves_in(details)
    new: date | None
    if len(moves) > len(moves_in(earlier)):
        told = moves[-1]
        old = date.fromisoformat(told["before"]) if told["before"] else None
        new = date.fromisoformat(told["after"])
        words = (told["by"], told["agreed_by"], told["reason"], told["source"])
    elif not moves and stood is not None and _shortens(row, details, stood):
        kept = row.kind in MILESTONE_OF
        old, new = stood if kept or row.kind == WITHDRAWN else row.event_date, row.event_date if kept else None
        words = (
            details.get("corrected_by") or row.clerk, details.get("agreed_by", ""),
            details.get("correction_reason", ""), details.get("correction_source", ""),
        )  # fmt: skip
    else:
        return
    yield MovedStart(
        on=row.event_at.date(), clerk=row.clerk, by=words[0], agreed_by=words[1], pathway_id=row.pathway_id,
        patient_id=row.patient_id, family_name=row.family_name, given_name=row.given_name,
        specialty=row.specialty or "", before=old, after=new, reason=words[2], source=words[3],
        what=_MISSED_AFTER_ALL if RECORDED_AS in details else _milestone(details.get(WITHDRAWN_KIND, row.kind)),
    )  # fmt: skip


def _shortens(row: _MovedColumns, details: dict[str, object], stood: date) -> bool:
    """Return whether a corrected fact moved a milestone, or took days off a wait with a second person's agreement.

    The corrected day of a death or of a cancellation is not a moved start.
    """
    if row.kind == WITHDRAWN:
        return True
    if RECORDED_AS in details:
        return row.kind in MISSED_APPOINTMENTS and bool(details.get("agreed_by"))
    return row.kind in MILESTONE_OF and stood != row.event_date


def _milestone(kind: str) -> str:
    milestone = MILESTONE_OF.get(kind)
    return WORDS[milestone] if milestone is not None else ""


def removals(session: Session, period: InPeriod) -> list[Removal]:
    """Return the removals from a list or from the count by an act other than an outcome, the latest first."""
    event, entry, closure = WaitingListEvent, WaitingListEntry, PathwayClosure
    columns: Columns = select(
        col(event.kind),
        col(event.code),
        col(event.reason),
        col(event.note),
        col(Act.event_at),
        col(Clerk.display_name).label("clerk"),
        col(entry.id).label("entry_id"),
        col(entry.pathway_id),
        col(entry.patient_id),
        col(entry.list_position_date),
        col(Patient.family_name),
        col(Patient.given_name),
        col(Specialty.name).label("specialty"),
        col(closure.decided_by),
        col(closure.source),
    )
    query = (
        with_patient_and_specialty(
            with_clerk(columns.select_from(event), event).join(entry, col(entry.id) == col(event.entry_id)),
            entry,
        )
        .outerjoin(
            closure, (col(closure.act_id) == col(event.act_id)) & (col(closure.pathway_id) == col(entry.pathway_id))
        )
        .where(counts(event), or_(col(event.kind) == EntryEventKind.CLOSED, _uncounted()), *_in(period))
        .order_by(col(Act.event_at).desc(), col(event.id).desc())
    )
    rows = cast("Iterable[_RemovalColumns]", session.execute(query))
    return [_removal(row) for row in rows]


def _uncounted() -> Any:
    """Return the condition that a validation itself took a wait out of the count."""
    event, taken_out = WaitingListEvent, RttEvent
    in_error = select(col(taken_out.act_id)).where(col(taken_out.kind) == ClockEventKind.RECORDED_IN_ERROR)
    return (
        (col(event.kind) == EntryEventKind.VALIDATED)
        & (col(event.code) == _UNCOUNTED)
        & col(event.act_id).in_(in_error)
    )


def _removal(row: _RemovalColumns) -> Removal:
    on = row.event_at.date()
    uncounted = row.kind == EntryEventKind.VALIDATED
    reason = f"{_UNCOUNTED}: {row.reason}, still on its list" if uncounted else row.reason
    return Removal(
        on=on, clerk=row.clerk, entry_id=row.entry_id, pathway_id=row.pathway_id, patient_id=row.patient_id,
        family_name=row.family_name, given_name=row.given_name, specialty=row.specialty or "", reason=reason,
        decided_by=row.decided_by or "", source=row.source or (row.note.replace("\n", ", ") if uncounted else ""),
        days_on_list=(on - row.list_position_date).days if row.list_position_date is not None else None,
    )  # fmt: skip


def told_of_removal(session: Session, entry_id: int) -> tuple[RemovalTold, ...]:
    """Return who was told of the last removal of a need from its list, in order of entry."""
    event = WaitingListEvent
    kinds = ("told", "reopened")
    query = counting(event).where(col(event.entry_id) == entry_id, col(event.kind).in_(kinds)).order_by(col(event.id))
    told: list[RemovalTold] = []
    for fact in session.execute(query).scalars():
        who = next((known for known in WHO if known == fact.code), None)
        # A need that returns to its list and leaves again needs new tellings.
        told = [] if who is None else [*told, RemovalTold(who, fact.event_date, fact.reason)]
    return tuple(told)


def owes_telling(session: Session, entry_id: int) -> bool:
    """Return whether the removal of a need requires tellings."""
    item = InboxItem
    asked = select(col(item.id)).where(col(item.entry_id) == entry_id, col(item.topic) == TELL_REMOVAL)
    return session.execute(asked.limit(1)).first() is not None


def _names(field: str) -> Any:
    return col(RttEvent.details).contains(f'"{field}"', autoescape=True)


def _in(period: InPeriod) -> list[Any]:
    begins = datetime.combine(period.first, datetime.min.time())
    ends = datetime.combine(period.last + timedelta(days=1), datetime.min.time())
    where: list[Any] = [col(Act.event_at) >= begins, col(Act.event_at) < ends]
    return [*where, col(Act.clerk_id) == period.clerk_id] if period.clerk_id is not None else where
