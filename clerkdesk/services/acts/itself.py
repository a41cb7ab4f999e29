"""The clerk who represents the desk: what no person did stands in its name, and nobody signs in with it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from clerkdesk.data.tables import Clerk
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.acts.context import ServiceContext, SignedIn

_USERNAME, _NAME = "clerkdesk", "the desk itself"


def the_desk_itself(context: ServiceContext) -> SignedIn:
    """Return the clerk that represents the desk, made at its first use."""
    found = _find(context)
    if found is None:
        try:
            with context.act("introduce_desk") as act:
                act.add(Clerk(username=_USERNAME, display_name=_NAME, role=ClerkRole.ITSELF, active=False))
                act.commit(None)
        except IntegrityError:
            # Another desk was quicker.
            pass
        found = _find(context)
    if found is None:
        raise LookupError(f"a clerk of the role {ClerkRole.ITSELF}")
    return found


def _find(context: ServiceContext) -> SignedIn | None:
    query = select(col(Clerk.id), col(Clerk.username), col(Clerk.display_name), col(Clerk.role))
    with context.reading() as session:
        row = session.execute(query.where(col(Clerk.role) == ClerkRole.ITSELF).order_by(col(Clerk.id))).first()
    return None if row is None else SignedIn(row.id, row.username, row.display_name, row.role)
