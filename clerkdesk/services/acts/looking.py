"""Keeps who looked at what (R-801). Looking is no act: nothing can be undone, and the log says itself who looked."""

from __future__ import annotations

from datetime import UTC, datetime

from clerkdesk.data.tables import AccessEntry
from clerkdesk.services.acts.context import ServiceContext

LOOKS = ("card", "search", "audit")
"""Kinds of looks: an opened card, a settled search, a read audit."""


def keep_look(context: ServiceContext, kind: str, patient_id: int | None, detail: str = "") -> None:
    """Keep a look of one of `LOOKS`, at one patient, or None for a search."""
    with context.database.writing() as session:
        session.add(
            AccessEntry(
                clerk_id=context.clerk.clerk_id,
                desk=context.desk_name,
                at=datetime.now(UTC),
                kind=kind,
                patient_id=patient_id,
                detail=detail,
            )
        )
        session.commit()
