"""The machine's clock, which ends claims and holds; everything else uses the desk's clock."""

from __future__ import annotations

from datetime import UTC, datetime


def machine_time() -> datetime:
    """Return the machine's time in UTC, which ends claims and holds."""
    return datetime.now(UTC)
