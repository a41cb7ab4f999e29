"""Reads what signing in needs: the clerk, the secret, the tries, the sign-ins for plain commands, the holder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.engine import Database
from clerkdesk.data.facts import standing_facts
from clerkdesk.data.tables import AccessEntry, Clerk, ClerkSecret, SignInToken
from clerkdesk.rules.clerks.secrets import SignInTry
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.sign_ins import SignInKind

_COUNTED = (SignInKind.SIGNED_IN, SignInKind.FAILED)


@dataclass(frozen=True, slots=True)
class ActiveClerk:
    """A person who may sign in."""

    id: int
    username: str
    name: str
    role: ClerkRole


def active_clerk(session: Session, username: str) -> ActiveClerk | None:
    """Return the active clerk of a username in any case; None if there is nobody."""
    query = (
        select(col(Clerk.id), col(Clerk.username), col(Clerk.display_name), col(Clerk.role))
        .where(func.lower(col(Clerk.username)) == username.casefold(), col(Clerk.active).is_(True))
        .where(col(Clerk.role) != ClerkRole.ITSELF)
    )
    row = session.execute(query).first()
    return None if row is None else ActiveClerk(row.id, row.username, row.display_name, row.role)


def lock_clerk(session: Session, clerk_id: int) -> None:
    """Wait for every other transaction that holds the lock of a clerk; one file has one lock for all."""
    session.execute(select(col(Clerk.id)).where(col(Clerk.id) == clerk_id).with_for_update())


def secret_of(session: Session, clerk_id: int) -> ClerkSecret | None:
    """Return the secret of a clerk that counts, the last one; None if the clerk has none."""
    facts = standing_facts(session, ClerkSecret, "clerk_id", clerk_id)
    return facts[-1] if facts else None


def tries_since(session: Session, clerk_id: int, since: datetime) -> Sequence[SignInTry]:
    """Return a clerk's tries to sign in since a moment, UTC, the oldest first."""
    query = (
        select(col(AccessEntry.at), col(AccessEntry.kind))
        .where(col(AccessEntry.clerk_id) == clerk_id, col(AccessEntry.at) >= since)
        .where(col(AccessEntry.kind).in_(_COUNTED))
        .order_by(col(AccessEntry.id))
    )
    return [SignInTry(at, SignInKind(kind)) for at, kind in session.execute(query)]


def token_of(session: Session, key_digest: str) -> tuple[SignInToken, ActiveClerk] | None:
    """Return the sign-in of a key and its clerk; None if there is none, or the clerk has ended."""
    query = (
        select(SignInToken, Clerk)
        .join(Clerk, col(Clerk.id) == col(SignInToken.clerk_id))
        .where(col(SignInToken.key_digest) == key_digest, col(Clerk.active).is_(True))
    )
    row = session.execute(query).first()
    if row is None:
        return None
    token, clerk = row
    return token, ActiveClerk(clerk.id, clerk.username, clerk.display_name, clerk.role)


def tokens_of(session: Session, clerk_id: int) -> Sequence[SignInToken]:
    """Return every sign-in of a clerk for plain commands."""
    return session.execute(select(SignInToken).where(col(SignInToken.clerk_id) == clerk_id)).scalars().all()


def is_held_by_this_user(database: Database) -> bool:
    """Return whether this user of the machine, or of the server, holds the database.

    A file is held by its owner who can write it, and by the machine's administrator; a database of a server by the role
    that owns its tables.
    """
    if database.is_sqlite:
        path = Path(database.engine.url.database or "")
        if os.name != "posix":
            return os.access(path, os.W_OK)
        return os.access(path, os.W_OK) and os.geteuid() in (0, path.stat().st_uid)
    query = text("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = 'clerk'::regclass")
    with database.reading() as session:
        return bool(session.execute(query).scalar())
