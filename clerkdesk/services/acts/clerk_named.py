"""Finds the one clerk whom a typed name means."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Clerk
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import WrongInput


def clerk_named(session: Session, typed: str) -> int | WrongInput | None:
    """Return the id of the clerk with a username or name, in any case; None if nothing was typed."""
    said = clean(typed).casefold()
    if not said:
        return None
    named = select(col(Clerk.id)).where(
        (func.lower(col(Clerk.username)) == said) | (func.lower(col(Clerk.display_name)) == said)
    )
    found = session.execute(named).scalars().all()
    if len(found) == 1:
        return found[0]
    return WrongInput("no_such_clerk", "clerk", "No one clerk has that username or name.")
