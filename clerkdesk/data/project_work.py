"""Writes the current columns of inbox items and clinical reviews from their facts.

No other module writes them. `clerkdesk.data.project` writes those of appointments and entries,
`clerkdesk.data.project_pathways` those of pathways, `clerkdesk.data.project_sessions` those of clinic sessions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.current_columns import write
from clerkdesk.data.facts import with_facts
from clerkdesk.data.tables import Act, ClinicalReview, InboxEvent, InboxItem, ReviewEvent
from clerkdesk.data.tables.base import Numbered
from clerkdesk.rules.values.inbox import ItemEventKind
from clerkdesk.rules.values.reviews import ReviewEventKind


@cache
def _with_acts(
    table: type[InboxItem | ClinicalReview], events: type[InboxEvent | ReviewEvent], owner: str
) -> Select[Any]:
    """Return the select of one row with each of its standing events, and the clerk who acted."""
    of_event = col(Act.id) == col(events.act_id)
    return with_facts(table, events, owner).outerjoin(Act, of_event).add_columns(col(Act.clerk_id))


def project_inbox_item(session: Session, item_id: int) -> InboxItem:
    """Write the current columns of an inbox item from its events."""
    session.flush()
    found = session.execute(_with_acts(InboxItem, InboxEvent, "item_id"), {"key": item_id}).all()
    item: InboxItem = found[0][0]
    write(item, inbox_item_columns([(event, clerk_id) for _, event, clerk_id in found if event is not None]))
    session.flush()
    return item


def add_inbox_item(session: Session, item: InboxItem, taken: InboxEvent, clerk_id: int) -> None:
    """Put an item and its one event, which gets the item's id, into the transaction, with the columns from it."""
    write(item, inbox_item_columns([(taken, clerk_id)]))
    _add(session, item, taken, "item_id")


def inbox_item_columns(events: Sequence[tuple[InboxEvent, int]]) -> dict[str, Any]:
    """Return the current columns from an item's events, each with its clerk."""
    columns: dict[str, Any] = {"status": "withdrawn", "level": 1, "due_at": None, "action_taken": ""}
    columns.update(_by("acknowledged", None, None), **_by("done", None, None))
    for event, clerk_id in events:
        if event.to_kind is not None:
            # The new owner has not seen it yet.
            columns.update(to_kind=event.to_kind, to_id=event.to_id, to_name=event.to_name, status="new")
            columns.update(_by("acknowledged", None, None))
        columns["level"] = event.level or columns["level"]
        columns["due_at"] = event.due_at or columns["due_at"]
        if event.kind == ItemEventKind.ACKNOWLEDGED:
            columns.update(_by("acknowledged", event.at, clerk_id), status="acknowledged")
        elif event.kind == ItemEventKind.DONE:
            columns.update(_by("done", event.at, clerk_id), status="done", action_taken=event.note)
        elif event.kind == ItemEventKind.WITHDRAWN:
            columns.update(status="withdrawn", action_taken=event.note)
        elif event.kind == ItemEventKind.STANDS_AGAIN:
            columns.update(status="acknowledged" if columns["acknowledged_at"] else "new", action_taken="")
    return columns


def _by(what: str, at: Any, clerk_id: int | None) -> dict[str, Any]:
    return {f"{what}_at": at, f"{what}_by_id": clerk_id}


def project_review(session: Session, review_id: int) -> ClinicalReview:
    """Write the current columns of a clinical review from its events."""
    session.flush()
    found = session.execute(_with_acts(ClinicalReview, ReviewEvent, "review_id"), {"key": review_id}).all()
    review: ClinicalReview = found[0][0]
    write(review, review_columns([(event, clerk_id) for _, event, clerk_id in found if event is not None]))
    session.flush()
    return review


def add_review(session: Session, review: ClinicalReview, opened: ReviewEvent, clerk_id: int) -> None:
    """Put a review and its one event, which gets the review's id, into the transaction, with the columns from it."""
    write(review, review_columns([(opened, clerk_id)]))
    _add(session, review, opened, "review_id")


def _add(session: Session, row: Numbered, event: SQLModel, owner: str) -> None:
    """Add a row and then its event, whose column `owner` gets the row's id."""
    session.add(row)
    session.flush()
    setattr(event, owner, row.id)
    session.add(event)
    session.flush()


def review_columns(events: Sequence[tuple[ReviewEvent, int]]) -> dict[str, Any]:
    """Return the current columns from a review's events, each with its clerk."""
    columns: dict[str, Any] = {
        "status": "withdrawn", "decision": None, "decided_by_id": None, "decided_on": None, "decision_source": "",
        "decision_note": "", "entered_by_id": None, "look_again_on": None, "told_on": None, "told_how": "",
    }  # fmt: skip
    for event, clerk_id in events:
        columns["status"] = {"opened": "open"}.get(event.kind, event.kind)
        if event.kind == ReviewEventKind.DECIDED:
            columns.update(
                decision=event.decision,
                decided_by_id=event.decided_by_id,
                decided_on=event.event_date,
                decision_source=event.source,
                decision_note=event.note,
                entered_by_id=clerk_id,
                look_again_on=event.look_again_on,
            )
        elif event.kind == ReviewEventKind.TOLD:
            columns.update(told_on=event.event_date, told_how=event.how)
    return columns
