"""Tells who works on an entry at another desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def claimed_elsewhere_by(row: Any, desk_name: str, at: datetime) -> str | None:
    """Return the name of whoever works on an entry at another desk at a moment, else None.

    Args:
        row: any row with the columns of the entry's claim.
        desk_name: of this desk.
        at: the machine's time in UTC, by which claims lapse.
    """
    if row.claimed_by is None or row.claimed_at_desk == desk_name:
        return None
    if row.claimed_until is None or row.claimed_until <= at:
        return None
    name: str = row.claimed_by
    return name
