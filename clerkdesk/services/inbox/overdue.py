"""Moves items that nobody answered in time up the ladder (R-272, R-722); it runs when time has passed, idempotently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from clerkdesk.data.queries.inbox.inbox import first_level, inbox_row, unanswered_at
from clerkdesk.data.queries.reviews.answerable import answerable_for
from clerkdesk.data.tables import Clerk, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts import addressees
from clerkdesk.rules.acts.addressees import Addressee, LadderLevel, Manager
from clerkdesk.rules.inbox.escalation import close_of_day, level_after
from clerkdesk.rules.inbox.messages import URGENT_MINUTES, is_overdue, message_due, next_level
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.values.inbox import HolderKind, ItemEventKind, ItemKind
from clerkdesk.services.acts.addressing import Addressed, on_rung
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import keep_event
from clerkdesk.services.acts.context import ServiceContext


@dataclass(frozen=True, slots=True)
class Climbed:
    """A raised item, with its new holder."""

    item_id: int
    to: str
    level: int


@dataclass(frozen=True, slots=True)
class _Rise:
    row: InboxRow
    manager: Manager


@answers_once
def climb(context: ServiceContext) -> tuple[Climbed, ...]:
    """Raise each item that nobody answered in time, and return them; write nothing without one.

    Another run at the same moment raises nothing, since a raised item has a new due time.
    """
    now = context.now()
    with context.reading() as session:
        if not any(_rise(context, session, item_id, now) for item_id in unanswered_at(session, now)):
            return ()
    with context.act("climb") as act:
        rises = [_rise(context, act.session, item_id, now) for item_id in unanswered_at(act.session, now, locking=True)]
        climbed = tuple(_raise(act, context, rise) for rise in rises if rise is not None)
        if climbed:
            act.commit(climbed)
    return climbed


def _rise(context: ServiceContext, session: Session, item_id: int, now: datetime) -> _Rise | None:
    """Return the next holder of an item at this moment, or None if it stays."""
    row = inbox_row(session, item_id)
    if row is None:
        return None
    if row.kind == ItemKind.ESCALATION:
        start = LadderLevel(first_level(session, item_id))
        closed = context.closed_days(row.taken_at.date(), max(now.date(), row.taken_at.date()))
        level = level_after(start, row.taken_at.date(), now.date(), closed)
        return _Rise(row, Manager(level, _specialty_of(session, row))) if level > row.level else None
    # A promised call-back has an hour before somebody else is asked.
    grace = timedelta(minutes=URGENT_MINUTES) if row.ring_back_at is not None else timedelta()
    if row.due_at is None or not is_overdue(row.due_at + grace, row.acknowledged_at, now):
        return None
    manager = next_level(_with_whom(row), _specialty_of(session, row))
    return _Rise(row, manager) if manager is not None else None


def _raise(act: ActWork, context: ServiceContext, rise: _Rise) -> Climbed:
    row, manager = rise.row, rise.manager
    to = _standing_on(act.session, rise)
    due_at = _due(context, row, act.event_at)
    keep_event(
        act, row.item_id, ItemEventKind.CLIMBED, to=to, from_name=row.to_name, level=int(manager.level), due_at=due_at
    )
    return Climbed(row.item_id, to.name, int(manager.level))


def _due(context: ServiceContext, row: InboxRow, now: datetime) -> datetime:
    if row.kind == ItemKind.ESCALATION:
        return close_of_day(now.date(), context.policy)
    urgency: Any = row.urgency
    return message_due(urgency, now, context.closed_days(now.date()), context.policy)


def _with_whom(row: InboxRow) -> Addressee:
    """Return the rung of an item; holders without a rung are below the team leader."""
    if row.to_kind == HolderKind.TEAM_LEADER:
        return Manager(LadderLevel.TEAM_LEADER)
    level = next((rung for rung in LadderLevel if row.to_kind == HolderKind.ROLE and rung.words == row.to_name), None)
    return Manager(level, row.to_id) if level is not None else addressees.OneClerk(row.to_id or 0)


def _specialty_of(session: Session, row: InboxRow) -> int | None:
    if row.to_kind in (HolderKind.SECRETARY, HolderKind.NURSE) or (
        row.to_kind == HolderKind.ROLE and row.to_id is not None
    ):
        return row.to_id
    if row.pathway_id is not None:
        return answerable_for(session, row.pathway_id, row.entry_id).specialty_id
    entry = session.get(WaitingListEntry, row.entry_id) if row.entry_id is not None else None
    return entry.specialty_id if entry is not None else None


def _standing_on(session: Session, rise: _Rise) -> Addressed:
    """Return the holder of the rung: the leader of the specialty's team, else of the team it came from."""
    row, specialty_id = rise.row, rise.manager.specialty
    team_id = session.get_one(Specialty, specialty_id).team_id if specialty_id is not None else None
    if team_id is None and row.to_kind in (HolderKind.TEAM, HolderKind.TEAM_LEADER):
        team_id = row.to_id
    elif team_id is None and row.to_kind == HolderKind.CLERK and row.to_id is not None:
        team_id = session.get_one(Clerk, row.to_id).team_id
    return on_rung(session, rise.manager.level, specialty_id, team_id)
