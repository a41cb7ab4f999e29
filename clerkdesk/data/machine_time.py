"""The machine's clock, by which claims and holds lapse; everything else goes by the desk's clock."""

from __future__ import annotations

from datetime import UTC, datetime


def machine_time() -> datetime:
    """Return the machine's time in UTC, by which claims and holds lapse."""
    return datetime.now(UTC)
