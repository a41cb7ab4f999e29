"""A clinic, booked in part, for commands that several nouns need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tests.builders import Entry, Hospital
from tests.cli.running import Ran

IN_EIGHT_WEEKS = datetime(2025, 4, 28, 9, 0)
IN_FOUR_WEEKS_TIME = datetime(2025, 3, 31, 9, 0)
Run = Callable[..., Ran]


@dataclass(frozen=True)
class Clinic:
    """A clinic in eight weeks with one of three places booked, and somebody who waits."""

    session: str
    reference: str
    booked: Entry
    waiting: Entry
    free_slot: str
    hospital: Hospital
