"""Tasks that are answered by what happens, so that nobody works on what has been dealt with or fallen away.

Which tasks an act answers is said by the service of that act.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from clerkdesk.data.queries.inbox import OPEN
from clerkdesk.data.tables import InboxItem
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.consequences import TaskKind
from clerkdesk.services.following import keep_event

ANSWERED_BY_BOOKING: tuple[TaskKind, ...] = ("rebook", "look_again")
"""Tasks that a booking answers, and that nobody has to do once the need is over."""


def mark_done(act: ActWork, because: str, *which: ColumnElement[bool]) -> None:
    """Mark the open items as done by this act; `because` says what answers them."""
    _end(act, "done", because, *which)


def withdraw(act: ActWork, because: str, *which: ColumnElement[bool]) -> None:
    """Take back the open items, which nobody has to work on; `because` says why."""
    _end(act, "withdrawn", because, *which)


def _end(act: ActWork, kind: str, because: str, *which: ColumnElement[bool]) -> None:
    act.session.flush()
    query = select(col(InboxItem.id)).where(*which, col(InboxItem.status).in_(OPEN)).order_by(col(InboxItem.id))
    for item_id in act.session.execute(query).scalars().all():
        keep_event(act, item_id, kind, note=because)
