"""Keeps the events of a clinic session as facts, and refuses events of a closed one.

The acts are in `schedule`, `sessions`, `clinic_changes` and `outcomes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clerkdesk.data.project_sessions import project_session
from clerkdesk.data.tables import ClinicSession, SessionEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.values.slots import SessionEventKind, SessionStatus
from clerkdesk.services.acts.answers import Refused

_SHUT: Mapping[str, str] = MappingProxyType(
    {
        "cancelled": "This session was cancelled.",
        "closed": "This session is closed: everybody in it is accounted for.",
        "withdrawn": "This session is not on the timetable: its making was taken back.",
    }
)


def why_shut(status: SessionStatus) -> Refused | None:
    """Return why a session of this status is neither stopped, opened nor cancelled; None if it can be."""
    return Refused("session_shut", _SHUT[status]) if status in _SHUT else None


def record_on_session(
    act: ActWork, session_id: int, kind: SessionEventKind, reason: str = "", reason_code: str | None = None
) -> ClinicSession:
    """Add a fact about a session and return the updated session, with its slots.

    Args:
        act: the act that made the fact.
        session_id: of the session.
        kind: what happened to it.
        reason: why, in the words that other desks will read.
        reason_code: for `cancelled`, the code of `local_hospital_cancel_reason`.
    """
    act.add(
        SessionEvent(
            session_id=session_id,
            kind=kind,
            at=act.event_at,
            reason=reason,
            reason_code=reason_code,
            act_id=act.act_id,
        )
    )
    return project_session(act.session, session_id)


def record_published(act: ActWork, session_ids: Iterable[int]) -> None:
    """Add to each new session the fact of its publishing; a new row is already open."""
    act.add_many(
        [
            SessionEvent(session_id=each, kind=SessionEventKind.PUBLISHED, at=act.event_at, act_id=act.act_id)
            for each in session_ids
        ]
    )
