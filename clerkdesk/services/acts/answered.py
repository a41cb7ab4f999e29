"""Tasks that are answered by what happens, so that nobody works on what has been dealt with or fallen away.

Which tasks an act answers is said by the service of that act.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import InboxItem
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import TaskKind
from clerkdesk.services.acts.consequences import keep_event

ANSWERED_BY_BOOKING: tuple[TaskKind, ...] = ("rebook", "look_again")
"""Tasks that a booking answers, and that nobody has to do once the need is over."""


TellTask = Literal["tell_patient", "tell_patient_and_referrer"]
TELL_TASKS: tuple[TellTask, ...] = ("tell_patient", "tell_patient_and_referrer")
"""Tasks to tell of what a clinician decided."""


def mark_done(act: ActWork, because: str, *which: ColumnElement[bool]) -> None:
    """Mark the open items as done by this act; `because` says what answers them."""
    _end(act, "done", because, *which)


def withdraw(act: ActWork, because: str, *which: ColumnElement[bool]) -> None:
    """Take back the open items, which nobody has to work on; `because` says why."""
    _end(act, "withdrawn", because, *which)


def close_tell_tasks(
    act: ActWork, pathway_id: int, entry_id: int | None, because: str = "The patient was told."
) -> None:
    """Mark the tasks to tell of a decision about a need, or a pathway, as done: they were, or it falls away."""
    place = col(InboxItem.entry_id)
    same_place = place == entry_id if entry_id is not None else place.is_(None)
    mark_done(act, because, col(InboxItem.pathway_id) == pathway_id, same_place, col(InboxItem.topic).in_(TELL_TASKS))


def _end(act: ActWork, kind: str, because: str, *which: ColumnElement[bool]) -> None:
    act.session.flush()
    query = select(col(InboxItem.id)).where(*which, col(InboxItem.status).in_(OPEN)).order_by(col(InboxItem.id))
    for item_id in act.session.execute(query).scalars().all():
        keep_event(act, item_id, kind, note=because)
