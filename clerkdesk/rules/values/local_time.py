"""The hospital's wall clock: Europe/London, kept without a zone everywhere but in stamps, which are UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def wall_time(moment: datetime) -> datetime:
    """Return a moment as the wall clock shows it, without a zone; one without a zone is on that clock already."""
    return moment if moment.tzinfo is None else moment.astimezone(LONDON).replace(tzinfo=None)


def shown_for(moment: datetime) -> datetime:
    """Return what the wall clock shows at a local time, which differs where the clock goes forward past it."""
    return wall_time(moment.replace(tzinfo=LONDON).astimezone(UTC))


def is_shown(moment: datetime) -> bool:
    """Return whether the wall clock ever shows a local time: in spring it passes an hour over."""
    return shown_for(moment) == moment
