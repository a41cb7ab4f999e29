"""Reads of the access log: which cards a clerk opened."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import AccessEntry, Patient

_LOOKED_AT = 200
"""Number of latest log entries to search for the last patients."""


def last_opened(session: Session, clerk_id: int, limit: int) -> list[int]:
    """Return the ids of the patients whose cards a clerk opened, the last one first, each once.

    A record merged since then comes back as the kept one.
    """
    newest = (
        select(func.coalesce(Patient.merged_into_id, Patient.id))
        .join(AccessEntry, col(AccessEntry.patient_id) == col(Patient.id))
        .where(col(AccessEntry.clerk_id) == clerk_id, col(AccessEntry.kind) == "card")
        .order_by(col(AccessEntry.id).desc())
        .limit(_LOOKED_AT)
    )
    return list(dict.fromkeys(session.execute(newest).scalars()))[:limit]
