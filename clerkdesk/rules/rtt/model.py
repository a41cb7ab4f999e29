"""The values that the 18-week clock takes in and gives out. No date arithmetic is done here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ClockState = Literal["running", "stopped", "nullified", "running_elsewhere", "unknown_start", "not_applicable"]


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One dated fact on a pathway, as `rtt_cases.json` writes it."""

    event: str
    """Kind, in the words of the case file: `referral_received`, `appointment_dna`, ..."""
    event_date: date
    """The local day on which it happened; never the day it was keyed (R-113)."""
    code: str | None = None
    """RTT status code (10 to 99) where one was recorded."""
    details: Mapping[str, object] = field(default_factory=dict)
    """The further fields of the event: `first`, `clearly_communicated`, `channel`, `priority`, `decided_by`, ..."""


@dataclass(frozen=True, slots=True)
class Period:
    """One RTT period: from a clock start to its stop, or still open."""

    start: date | None
    stop: date | None = None
    stop_code: str | None = None
    nullified: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """What one event did to the clock, in a sentence a clerk can read out, and by which rule."""

    event: ClockEvent
    rule: str
    sentence: str
    effect: Literal["start", "stop", "nullify", "continue", "none", "rejected", "warning"]
