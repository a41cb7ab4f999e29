"""The hospital's wall clock: Europe/London, without a zone everywhere except in stamps, which are UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def wall_time(moment: datetime) -> datetime:
    """Return the wall-clock time of a moment, without a zone; a moment without a zone is already on that clock."""
    return moment if moment.tzinfo is None else moment.astimezone(LONDON).replace(tzinfo=None)


def shown_for(moment: datetime) -> datetime:
    """Return the wall-clock time at a local time, which differs if the clock goes forward past it."""
    return wall_time(moment.replace(tzinfo=LONDON).astimezone(UTC))


def is_shown(moment: datetime) -> bool:
    """Return whether the wall clock ever shows a local time, since in spring it skips an hour."""
    return shown_for(moment) == moment
