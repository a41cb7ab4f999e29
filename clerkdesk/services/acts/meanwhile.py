"""Finds what other desks did to the rows of an open bar since it read them, so that nothing is silently overwritten.

The service of an act refuses a contradiction. This module shows the clerk the other desks' acts before anything is
recorded on top of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Act, Appointment, AppointmentEvent, AuditEntry, Clerk, WaitingListEntry
from clerkdesk.rules.acts.act_names import act_words
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.services.acts.context import ServiceContext

_BY_THE_DESK_ITSELF = frozenset({"climb", "refresh", "pass_dates", "publish", "introduce_desk"})
"""Kinds of acts that fall due by time, which change nothing that a clerk decides."""
_TABLES = {
    "entry": "waiting_list_entry",
    "pathway": "pathway",
    "appointment": "appointment",
    "patient": "patient",
    "kept": "patient",
    "merged": "patient",
    "session": "clinic_session",
    "review": "clinical_review",
    "item": "inbox_item",
}
"""Name in the context of a bar -> its table."""
ABOUT = frozenset({*_TABLES, "visit"})
"""Names in a context whose changes the desk can find."""


@dataclass(frozen=True, slots=True)
class DoneMeanwhile:
    """The acts of other desks, in their order, and the new mark up to which the desk knows them."""

    sentences: tuple[str, ...]
    """Sentences such as `Bev Jones, 09:44: hold`."""
    mark: int
    ended: bool = False
    """Whether these acts ended the bar's appointment, so that nothing is left to do."""


class Meanwhile:
    """Reads the acts of other desks, and changes nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def mark(self) -> int:
        """Return the mark of the latest act at this moment."""
        with self.context.reading() as session:
            return _mark(session)

    def since(self, mark: int, about: Mapping[str, Any]) -> DoneMeanwhile:
        """Return other desks' acts since a mark on the rows in a bar's context."""
        with self.context.reading() as session:
            rows = _rows(session, about)
            latest = _mark(session)
            if latest <= mark or not rows:
                return DoneMeanwhile((), latest)
            query = (
                select(col(Act.id), col(Act.kind), col(Act.at), col(Clerk.display_name))
                .join(AuditEntry, col(AuditEntry.act_id) == col(Act.id))
                .join(Clerk, col(Clerk.id) == col(Act.clerk_id))
                .where(
                    col(AuditEntry.id) > mark,
                    col(Act.desk) != self.context.desk_name,
                    col(Act.kind).not_in(_BY_THE_DESK_ITSELF),
                    or_(
                        *(
                            (col(AuditEntry.table_name) == table) & col(AuditEntry.row_key).in_(sorted(keys))
                            for table, keys in rows.items()
                        )
                    ),
                )
                .order_by(col(AuditEntry.id))
            )
            acts = {row.id: _sentence(row.kind, row.at, row.display_name) for row in session.execute(query)}
            ended = bool(acts) and _has_ended(session, about, list(acts))
        return DoneMeanwhile(tuple(acts.values()), latest, ended)


def _mark(session: Session) -> int:
    return session.execute(select(func.max(col(AuditEntry.id)))).scalar() or 0


def _has_ended(session: Session, about: Mapping[str, Any], acts: Sequence[UUID]) -> bool:
    """Return whether one of the acts ended the appointment in a context."""
    named = [about[name] for name in ("appointment", "visit") if about.get(name) is not None]
    query = (
        select(col(Appointment.id))
        .join(AppointmentEvent, col(AppointmentEvent.appointment_id) == col(Appointment.id))
        .where(col(Appointment.id).in_(named), col(Appointment.live).is_(False), col(AppointmentEvent.act_id).in_(acts))
    )
    return bool(named) and session.execute(query.limit(1)).first() is not None


def _sentence(kind: str, at: datetime, clerk: str) -> str:
    return f"{clerk}, {at.astimezone(LONDON):%H:%M}: {act_words(kind)}"


def _rows(session: Session, about: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the rows of a context by table, with the need and the pathway of an appointment."""
    found: dict[str, set[str]] = {}

    def add(table: str, row_id: object) -> None:
        if row_id is not None:
            found.setdefault(table, set()).add(str(row_id))

    for name, table in _TABLES.items():
        add(table, about.get(name))
    entries = {about.get("entry")}
    which = []
    if about.get("appointment") is not None:
        which.append(col(Appointment.id) == about["appointment"])
    if about.get("visit") is not None:
        which.append(col(Appointment.id) == about["visit"])
    if which:
        of_visit = select(col(Appointment.id), col(Appointment.entry_id)).where(or_(*which))
        for row in session.execute(of_visit):
            add("appointment", row.id)
            add("waiting_list_entry", row.entry_id)
            entries.add(row.entry_id)
    known = [entry_id for entry_id in entries if entry_id is not None]
    if known:
        pathways = select(col(WaitingListEntry.pathway_id)).where(col(WaitingListEntry.id).in_(known))
        for pathway_id in session.execute(pathways).scalars():
            add("pathway", pathway_id)
    return found
