"""Reads the people who act at the desks."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import Clerk, InboxItem, ReceptionDesk, Specialty, Team
from clerkdesk.rules.clerks.rows import ClerkRow
from clerkdesk.rules.values.inbox import HolderKind
from clerkdesk.rules.values.roles import ClerkRole


@cache
def _people() -> Select[int, str, str, ClerkRole, str, str, bool]:
    return (
        select(
            col(Clerk.id),
            col(Clerk.username),
            col(Clerk.display_name),
            col(Clerk.role),
            col(Team.name),
            col(ReceptionDesk.name),
            col(Clerk.active),
        )
        .outerjoin(Team, col(Team.id) == col(Clerk.team_id))
        .outerjoin(ReceptionDesk, col(ReceptionDesk.id) == col(Clerk.reception_desk_id))
        .where(col(Clerk.role) != ClerkRole.ITSELF)
    )


def clerk_rows(session: Session) -> tuple[ClerkRow, ...]:
    """Return everybody who acts or acted at the desks: those who have left last, else by name."""
    rows = [
        ClerkRow(clerk_id, username, name, role, team or "", reception or "", active)
        for clerk_id, username, name, role, team, reception, active in session.execute(_people())
    ]
    # The two databases differ in their order of capitals and small letters.
    return tuple(sorted(rows, key=lambda row: (not row.is_active, row.name.casefold(), row.id)))


def specialties_of_secretary(session: Session, clerk_id: int) -> tuple[str, ...]:
    """Return the names of the specialties whose secretary a clerk is."""
    query = select(col(Specialty.name)).where(col(Specialty.secretary_clerk_id) == clerk_id)
    return tuple(session.execute(query.order_by(col(Specialty.name))).scalars())


def open_items_of(session: Session, clerk_id: int) -> tuple[int, ...]:
    """Return the ids of the open inbox items that stand with a clerk alone."""
    query = select(col(InboxItem.id)).where(
        col(InboxItem.to_kind) == HolderKind.CLERK,
        col(InboxItem.to_id) == clerk_id,
        col(InboxItem.status).in_(OPEN),
    )
    return tuple(session.execute(query.order_by(col(InboxItem.id))).scalars())


def is_username_taken(session: Session, username: str) -> bool:
    """Return whether somebody has this username, in any case."""
    query = select(col(Clerk.id)).where(func.lower(col(Clerk.username)) == username.casefold())
    return session.execute(query).first() is not None
