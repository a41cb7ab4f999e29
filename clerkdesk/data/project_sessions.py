"""Writes the current columns of clinic sessions and their slots from the facts of the session.

No other module writes them. `clerkdesk.data.project` writes those of the appointments.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.current_columns import write
from clerkdesk.data.facts import with_facts
from clerkdesk.data.tables import ClinicSession, SessionEvent, Slot
from clerkdesk.rules.values.slots import SessionEventKind, SessionStatus

NOT_HELD = (SessionStatus.CANCELLED, SessionStatus.WITHDRAWN)
"""Statuses of a session that does not take place, whose slots are all withdrawn."""
_STATUS_OF_EVENT = {SessionEventKind.PUBLISHED: SessionStatus.OPEN, SessionEventKind.REOPENED: SessionStatus.OPEN}


def project_session(session: Session, session_id: int) -> ClinicSession:
    """Write the current columns of a clinic session from its events, and those of its slots."""
    session.flush()
    found = session.execute(with_facts(ClinicSession, SessionEvent, "session_id"), {"key": session_id}).all()
    row: ClinicSession = found[0][0]
    write(row, session_columns([event for _, event in found if event is not None]))
    for slot in session.execute(_slots(), {"key": session_id}).scalars():
        write(slot, slot_columns(row.status))
    session.flush()
    return row


@cache
def _slots() -> Select[Slot]:
    return select(Slot).where(col(Slot.session_id) == bindparam("key"))


def session_columns(events: Sequence[SessionEvent]) -> dict[str, Any]:
    """Return the current columns from a session's events, in order of entry."""
    if all(event.kind != SessionEventKind.PUBLISHED for event in events):
        return {"status": SessionStatus.WITHDRAWN, "status_reason": ""}
    last = events[-1]
    return {"status": _STATUS_OF_EVENT.get(last.kind, last.kind), "status_reason": last.reason}


def slot_columns(session_status: SessionStatus) -> dict[str, Any]:
    """Return the current columns of the slots of a session with some status."""
    return {"withdrawn": session_status in NOT_HELD}
