"""The cancer waiting times beside the 18-week clock: 28 days to be told, 62 days to treatment, 31 from the decision.

Day 0 is the start, and the day reached by adding the days is the last compliant one (R-502). These periods run apart
from the RTT clock: a first missed appointment never closes them (R-507), it only moves the dates (R-503).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Literal

from clerkdesk.rules.intervals import Interval, parse_interval
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.settings import PolicySettings

StandardName = Literal["28 days to be told", "62 days to treatment", "31 days from referral", "31 days from decision"]

_MISSED_CODES = frozenset({"3", "7"})
"""ATTENDED OR DID NOT ATTEND: did not attend, arrived too late to be seen."""
_THIRTY_ONE_FROM_REFERRAL = frozenset({"05", "12"})
"""Suspected cancer referral types acute leukaemia and testicular (R-506)."""
_CHILDREN = "02"
_CHILD_UNDER = 16
_REBOOKED = ("patient_contacted_to_rebook", "appointment_rebooked", "appointment_booked", "offer_accepted")
_TOLD = (
    "told_cancer_diagnosed",
    "told_cancer_ruled_out",
    "interval_scanning_agreed",
    "excluded_from_faster_diagnosis",
    "decision_to_treat",
    "death",
)
"""What ends the 28 days (R-501): being told, exclusion, interval scanning, or a decision to treat made before."""
_ANSWERED = (
    "told_cancer_diagnosed", "told_cancer_ruled_out", "interval_scanning_agreed", "excluded_from_faster_diagnosis",
)  # fmt: skip
_LEAVES_THE_PATHWAY = ("told_cancer_ruled_out", "interval_scanning_agreed", "excluded_from_faster_diagnosis", "death")


@dataclass(frozen=True, slots=True)
class CancerStandard:
    """One cancer waiting time as it stands on a day."""

    name: StandardName
    start: date
    last_compliant_day: date
    adjustment_days: int
    """Days that are not counted (R-503)."""
    ended: date | None
    days: int
    """Days counted from the start to the end, or to the day asked about; adjusted."""
    breached: bool


@dataclass(frozen=True, slots=True)
class CancerDates:
    """The cancer waiting times of one pathway; None for a standard that does not apply, or no longer does."""

    faster_diagnosis: CancerStandard | None
    to_treatment: CancerStandard | None
    """62 days, or 31 from the referral for the cancers of R-506."""
    from_decision: tuple[CancerStandard, ...]
    """31 days from each decision to treat: every later treatment has its own (R-508)."""


@dataclass(frozen=True, slots=True)
class CancerMarks:
    """What the events of a pathway do to its cancer dates, were cancer suspected."""

    suspected: bool
    """Whether the referral suspected cancer, whatever its priority is by now (RULES 13.22)."""
    received_on: date | None
    """Receipt of the referral, day 0 of the 28 and 62 days (R-501)."""
    adjustment_days: int
    """Days taken off for a missed first appointment (R-503)."""
    upgraded_on: date | None
    """Day of a consultant's upgrade (R-505)."""
    told_on: date | None
    """Day on which the Faster Diagnosis Standard ended (R-501)."""
    answered_on: date | None
    """Day on which the patient was told, excluded, or agreed to interval scanning; a decision alone is no answer."""
    diagnosed_on: date | None
    """Day on which the patient was told that it is cancer."""
    left_on: date | None
    """Day on which the wait for a cancer treatment ended without one: ruled out, scanned at intervals, excluded."""
    decided_on: date | None
    """Start of the 31 days of the latest decision to treat that no treatment has followed yet (R-500, R-508)."""


def standard(
    name: StandardName, start: date, allowed: int, as_of: date, ended: date | None = None, adjustment_days: int = 0
) -> CancerStandard:
    """Return a waiting time of `allowed` days from day 0, moved by the days that are not counted (R-502, R-503)."""
    last = last_cancer_day(start, allowed, adjustment_days)
    end = ended or as_of
    return CancerStandard(
        name=name,
        start=start,
        last_compliant_day=last,
        adjustment_days=adjustment_days,
        ended=ended,
        days=max(0, (end - start).days - adjustment_days),
        breached=end > last,
    )


def last_cancer_day(start: date, allowed: int, adjustment_days: int = 0) -> date:
    """Return the last compliant day of a waiting time: day 0 is the start, adjustments move it on (R-502, R-503)."""
    return start + timedelta(days=allowed + adjustment_days)


def first_seen_adjustment(received: date, rebooked: date, attendance_code: str) -> int:
    """Return the days from receipt to the rebooking after a missed first appointment; 0 for a cancellation (R-503).

    `attendance_code` is that of the first appointment: 3 and 7 adjust, everything else does not.
    """
    return max(0, (rebooked - received).days) if attendance_code in _MISSED_CODES else 0


def days_to_treatment(referral_type: str, age: int | None, settings: PolicySettings) -> int:
    """Return the days from referral to treatment: 62, or 31 for acute leukaemia, testicular and children's (R-506).

    `referral_type` is the SUSPECTED CANCER REFERRAL TYPE; the children's type counts under 16 at the start.
    """
    childs = referral_type == _CHILDREN and age is not None and age < _CHILD_UNDER
    if childs or referral_type in _THIRTY_ONE_FROM_REFERRAL:
        return settings.dtt_days
    return settings.ref_to_treat_days


def cancer_dates(events: Iterable[ClockEvent], as_of: date, settings: PolicySettings) -> CancerDates | None:
    """Return the cancer waiting times of a pathway on a day; None where cancer is neither suspected nor upgraded to.

    Args:
        events: The events of one pathway, as `clock_at` takes them.
        as_of: The day that is asked about; events after it do not count.
        settings: For the lengths of the three standards.
    """
    known = _in_order(events, as_of)
    referral = _urgent_referral(known)
    upgraded = _upgrade(known, referral)
    if referral is None and upgraded is None:
        return None
    received = _received(referral) if referral else None
    adjustment = _adjustment(known, received) if received else 0
    told = _first(known, _TOLD, received) if received else None
    return CancerDates(
        faster_diagnosis=(
            standard("28 days to be told", received, settings.fds_days, as_of, told, adjustment) if received else None
        ),
        to_treatment=_to_treatment(known, referral, received, upgraded, adjustment, as_of, settings),
        from_decision=tuple(_from_decisions(known, as_of, settings)),
    )


def open_decisions(events: Iterable[ClockEvent], as_of: date, settings: PolicySettings) -> tuple[CancerStandard, ...]:
    """Return the 31 days of each decision to treat that no treatment has followed yet (R-500, R-508).

    Whether cancer is suspected is the caller's to know; the events need not say so.
    """
    known = _in_order(events, as_of)
    return tuple(each for each in _from_decisions(known, as_of, settings) if each.ended is None)


def cancer_marks(events: Iterable[ClockEvent], as_of: date) -> CancerMarks:
    """Return what moves or ends the cancer dates of a pathway, as far as its events up to a day say so.

    Whether cancer is suspected by the priority in force is not asked: the pathway says that.
    """
    known = _in_order(events, as_of)
    start = next((event for event in known if kind_of(event.event).group is Group.START), None)
    received = _received(start) if start is not None else None
    undone = [decided for decided, treated in _decisions(known) if treated is None]
    return CancerMarks(
        suspected=_urgent_referral(known) is not None or _was_suspected(known),
        received_on=received,
        adjustment_days=_adjustment(known, received) if received is not None else 0,
        upgraded_on=_upgrade(known, _urgent_referral(known)),
        told_on=_first(known, _TOLD, received) if received is not None else None,
        answered_on=_first(known, _ANSWERED, received) if received is not None else None,
        diagnosed_on=_first(known, ("told_cancer_diagnosed",), received) if received is not None else None,
        left_on=_first(known, _LEAVES_THE_PATHWAY, received) if received is not None else None,
        decided_on=_allowed_from(undone[-1]) if undone else None,
    )


def _in_order(events: Iterable[ClockEvent], as_of: date) -> list[ClockEvent]:
    return sorted(
        (event for event in events if details.effective_date(event) <= as_of),
        key=lambda event: (details.effective_date(event), kind_of(event.event).group, details.identity(event)),
    )


def _received(start: ClockEvent) -> date:
    return details.day(start, "clock_start") or start.event_date


def _urgent_referral(known: Sequence[ClockEvent]) -> ClockEvent | None:
    """Return the referral that suspected cancer: the first start event of that priority."""
    urgent = (event for event in known if details.priority_of(event) is Priority.SUSPECTED_CANCER)
    return next((event for event in urgent if kind_of(event.event).group is Group.START), None)


def _was_suspected(known: Sequence[ClockEvent]) -> bool:
    """Tell whether the priority was suspected cancer at any time, by a change to it or from it."""
    changes = (event for event in known if event.event == "priority_changed")
    levels = (level for event in changes for level in (details.number(event, "from_priority"), _level(event)))
    return any(level == Priority.SUSPECTED_CANCER for level in levels)


def _level(event: ClockEvent) -> int | None:
    priority = details.priority_of(event)
    return None if priority is None else int(priority)


def _upgrade(known: Sequence[ClockEvent], referral: ClockEvent | None) -> date | None:
    """Return the day of a consultant's upgrade; an urgent screening or suspected-cancer referral has none (R-505)."""
    if referral is not None:
        return None
    upgrades = (event for event in known if event.event == "consultant_upgrade")
    return next((event.event_date for event in upgrades if not details.flag(event, "screening")), None)


def _adjustment(known: Sequence[ClockEvent], received: date) -> int:
    """Return the first-seen adjustment: the first appointment was missed and the patient rebooked (R-503)."""
    for event in known:
        if event.event in MISSED_APPOINTMENTS:
            code = details.words(event, "attendance_code") or MISSED_APPOINTMENTS[event.event]
            rebooked = _first(known, _REBOOKED, event.event_date)
            return first_seen_adjustment(received, rebooked, code) if rebooked else 0
        if kind_of(event.event).group is Group.ATTENDANCE:
            return 0
    return 0


def _first(known: Sequence[ClockEvent], kinds: Sequence[str], since: date) -> date | None:
    days = (details.effective_date(event) for event in known if event.event in kinds)
    return next((day for day in days if day >= since), None)


def _to_treatment(
    known: Sequence[ClockEvent],
    referral: ClockEvent | None,
    received: date | None,
    upgraded: date | None,
    adjustment: int,
    as_of: date,
    settings: PolicySettings,
) -> CancerStandard | None:
    """Return the wait for the first treatment; it is over without one where cancer is ruled out."""
    start = upgraded or received
    if start is None:
        return None
    treated = next((day for day in _treatments(known) if day >= start), None)
    left = _first(known, _LEAVES_THE_PATHWAY, start)
    if left is not None and (treated is None or left < treated):
        return None
    allowed = settings.ref_to_treat_days
    if referral is not None:
        referral_type = details.words(referral, "referral_type")
        allowed = days_to_treatment(referral_type, details.number(referral, "age"), settings)
    name: StandardName = "31 days from referral" if allowed == settings.dtt_days else "62 days to treatment"
    return standard(name, start, allowed, as_of, treated, adjustment)


def _treatments(known: Sequence[ClockEvent]) -> list[date]:
    return [event.event_date for event in known if _is_treatment(event)]


def _is_treatment(event: ClockEvent) -> bool:
    """Tell whether treatment began: by a treatment of its own, or in clinic by the status of the attendance."""
    group = kind_of(event.event).group
    if group is Group.ATTENDANCE:
        return event.code == "30"
    return group is Group.TREATMENT and event.code in (None, "30")


def _from_decisions(known: Sequence[ClockEvent], as_of: date, settings: PolicySettings) -> Iterator[CancerStandard]:
    """Yield 31 days for each decision, ended by the first treatment before the next decision (R-500, R-508)."""
    for decision, treated in _decisions(known):
        yield standard("31 days from decision", _allowed_from(decision), settings.dtt_days, as_of, treated)


def _decisions(known: Sequence[ClockEvent]) -> Iterator[tuple[ClockEvent, date | None]]:
    """Yield each decision to treat with the day of the treatment that followed it, if one did."""
    decisions = [event for event in known if event.event == "decision_to_treat"]
    for decision, later in zip_longest(decisions, decisions[1:]):
        next_one = later.event_date if later else None
        decided = decision.event_date
        treated = (day for day in _treatments(known) if day >= decided and (next_one is None or day < next_one))
        yield decision, next(treated, None)


def _allowed_from(decision: ClockEvent) -> date:
    """Return the day from which the 31 days count: the decision, or the earliest clinically appropriate date."""
    return details.day(decision, "earliest_appropriate") or decision.event_date


def care_reviews_due(diagnosed_on: date, settings: PolicySettings) -> tuple[date, ...]:
    """Return when the cancer care reviews fall due after a diagnosis, soonest first (R-530)."""
    due = (parse_interval(written) for written in settings.ccr_due)
    return tuple(sorted(each.add_to(diagnosed_on) for each in due if isinstance(each, Interval)))
