"""The input and output values of the 18-week clock, without date arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.priority import Priority


class StopType(ClosedSet):
    """Whether a period stops with an admission."""

    ADMITTED = "admitted"
    NON_ADMITTED = "non_admitted"


class Reporter(ClosedSet):
    """Who reports a period of a transferred patient."""

    SENDER = "sender"
    RECEIVER = "receiver"


class ReviewPurpose(ClosedSet):
    """What a later look at the pathway is for."""

    CLINICAL_REVIEW = "clinical_review"
    ACTIVE_MONITORING = "active_monitoring"
    THINKING_TIME = "thinking_time"
    FOLLOW_UP = "follow_up"
    PIFU_END = "pifu_end"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One dated fact on a pathway, as `rtt_cases.json` writes it."""

    event: ClockEventKind
    """Kind, one of `clerkdesk.rules.rtt.EVENT_KINDS`: `referral_received`, `appointment_dna`, ..."""
    event_date: date
    """The local day of the event, never the day of keying (R-113)."""
    code: RttStatus | None = None
    """RTT status, if recorded."""
    details: Mapping[str, object] = field(default_factory=dict)
    """The further fields of the event: `first`, `clearly_communicated`, `channel`, `priority`, `decided_by`, ..."""
    entered: int = field(default=0, compare=False)
    """Number in the order of entry, 0 if unknown: of two records of one day, such as gradings, the later one counts.
    Events that act on the clock by themselves ignore it.
    """


@dataclass(frozen=True, slots=True)
class Period:
    """One RTT period: from a clock start to its stop, or still open."""

    start: date | None
    """Start day; None if unknown (R-173)."""
    stop: date | None = None
    stop_code: RttStatus | None = None
    nullified: bool = False
    """Whether the period counts for nothing, after a first appointment that was not attended (R-150)."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The effect of one event on the clock, in a sentence a clerk can read out, with its rule."""

    event: ClockEvent
    rule: str
    sentence: str
    effect: ClockEffect


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that the rules refuse; it changes nothing on the clock."""

    what: str
    """The kind of the event, or `code 33` if only its code is refused."""
    event: ClockEvent
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A record that somebody should look at; the clock has accepted it."""

    event: ClockEvent
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review or date that falls due beside the clock; it never stops the clock or takes anybody off a list."""

    due: date
    """A day in the past means that it is overdue."""
    purpose: ReviewPurpose
    rule: str
    reason: str
    raised_on: date
    """The day of the event that asks for it."""


@dataclass(frozen=True, slots=True)
class OtherPathway:
    """The state of another pathway of the same events (R-109)."""

    pathway: str
    start: date | None
    running: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The state of a pathway on a day. Waits are in days from day 0 (R-130); None if they cannot be counted."""

    as_of: date
    periods: tuple[Period, ...]
    """Every RTT period of the pathway, oldest first."""
    state: ClockState
    start: date | None
    stop: date | None
    stop_code: RttStatus | None
    stop_type: StopType | None
    accept_stop: tuple[date, ...]
    """The possible stop dates if the sources contradict each other (R-152); else empty."""
    nullified: bool
    running: bool
    days_waited: int | None
    weeks_waited: int | None
    """Complete weeks."""
    week_band: str | None
    """Band of the RTT return, such as `>17-18` (R-131)."""
    breach_date: date | None
    """The last compliant day; the first breach day is the one after it (R-130)."""
    breached: bool | None
    over_weeks: tuple[int, ...]
    """The marks of 18, 26, 40, 52, 65, 78 and 104 weeks that the wait has passed (R-133)."""
    prior_waited_days: int
    """Days of an earlier wait that count for the position on the list, not for the clock (R-165)."""
    list_position_date: date | None
    """Clock start minus the earlier wait, which orders the list (R-210)."""
    priority: Priority
    clinical_review_required: bool
    safeguarding_check_required: bool
    review_dates: tuple[Review, ...]
    """Everything that falls due, soonest first."""
    next_clinical_review: date | None
    reported_by: Reporter | None
    """Who reports the wait after a transfer or a test elsewhere (R-172); None without one."""
    on_own_ptl: bool
    """Whether the wait is on this hospital's own waiting list (PTL)."""
    dq_flag: str | None
    """Its entries on the data-quality list: `unknown clock start` (R-173), `code 99` (R-112)."""
    dm01_start: date | None
    """Start of the diagnostic wait of an overdue planned test (R-170); it is not an RTT clock."""
    overdue_followup: bool
    first_attendance_code: str | None
    """`5` if the clock was stopped outside an appointment (R-124)."""
    pathway: str | None
    other_pathways: tuple[OtherPathway, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[Warned, ...]
    explanation: tuple[Explained, ...]
    """One sentence for each event of every pathway, in the order of their dates."""

    def is_over(self, weeks: int) -> bool | None:
        """Return whether the wait has passed 18, 26, 40, 52, 65, 78 or 104 weeks; None if no wait can be counted."""
        return None if self.days_waited is None else weeks in self.over_weeks
