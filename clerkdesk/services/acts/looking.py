"""Keeps who looked at what (R-801). Looking is no act: nothing can be undone, and the log says itself who looked."""

from __future__ import annotations

from datetime import UTC, datetime

from clerkdesk.data.chain import add_look
from clerkdesk.rules.audit.chain import ChainedLook
from clerkdesk.services.acts.context import ServiceContext

LOOKS = ("card", "search", "audit", "export")
"""Kinds of looks: an opened card, a settled search, a read audit, an audit that was written to a file."""


def keep_look(context: ServiceContext, kind: str, patient_id: int | None, detail: str = "") -> None:
    """Keep a look of one of `LOOKS`, at one patient, or None for nobody or many."""
    look = ChainedLook(0, context.clerk.clerk_id, context.desk_name, datetime.now(UTC), kind, patient_id, detail)
    with context.database.writing() as session:
        head = add_look(session.connection(), look)
        session.commit()
    context.anchor.note(head, context.desk_name)
