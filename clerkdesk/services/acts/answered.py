"""Closes tasks that an act answers, so that nobody works on finished or lapsed ones.

The service of each act names the tasks.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import InboxItem
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.values.inbox import ItemEventKind, TaskKind
from clerkdesk.services.acts.consequences import keep_event

ANSWERED_BY_BOOKING: tuple[TaskKind, ...] = (TaskKind.REBOOK, TaskKind.LOOK_AGAIN)
"""Topics of tasks that a booking answers, and that lapse with the need."""


TellTask = Literal[TaskKind.TELL_PATIENT, TaskKind.TELL_PATIENT_AND_REFERRER]
TELL_TASKS: tuple[TellTask, ...] = (TaskKind.TELL_PATIENT, TaskKind.TELL_PATIENT_AND_REFERRER)
"""Topics of tasks to tell of a clinician's decision."""


def mark_done(act: ActWork, because: str, *which: ColumnElement[bool]) -> None:
    """Mark the open items as done by this act; `because` says how."""
    _end(act, ItemEventKind.DONE, because, *which)


def withdraw(act: ActWork, because: str, *which: ColumnElement[bool]) -> None:
    """Withdraw the open items, which need no work; `because` says why."""
    _end(act, ItemEventKind.WITHDRAWN, because, *which)


def close_tell_tasks(
    act: ActWork, pathway_id: int, entry_id: int | None, because: str = "The patient was told."
) -> None:
    """Mark the tasks to tell of a decision about a need, or a pathway, as done or lapsed."""
    need = col(InboxItem.entry_id)
    same_need = need == entry_id if entry_id is not None else need.is_(None)
    mark_done(act, because, col(InboxItem.pathway_id) == pathway_id, same_need, col(InboxItem.topic).in_(TELL_TASKS))


def _end(act: ActWork, kind: ItemEventKind, because: str, *which: ColumnElement[bool]) -> None:
    act.session.flush()
    query = _open_items().where(*which)
    for item_id in act.session.execute(query).scalars().all():
        keep_event(act, item_id, kind, note=because)


@cache
def _open_items() -> Select[int]:
    return select(col(InboxItem.id)).where(col(InboxItem.status).in_(OPEN)).order_by(col(InboxItem.id))
