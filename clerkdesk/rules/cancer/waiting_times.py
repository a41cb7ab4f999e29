"""Computes the cancer waiting times: 28 days to be told, 62 days to treatment, 31 days from the decision.

Day 0 is the start, and the start plus the days is the last compliant day (R-502). These periods run apart from the RTT
clock: a first missed appointment never closes them (R-507), it only moves the dates (R-503).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clerkdesk.rules.cancer.course import (
    DIAGNOSED,
    EXCLUDED,
    UPGRADE,
    WITHDRAWN,
    WITHDRAWN_KIND,
    Course,
    first_of,
    latest_course,
    received_on,
    was_urgent,
)
from clerkdesk.rules.cancer.treatments import allowed_from, decisions, first_treated, left_on
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.engine import clock_at
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.rtt.model import Clock, ClockEvent
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.intervals import Interval, parse_interval
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

StandardName = Literal["28 days to be told", "62 days to treatment", "31 days from referral", "31 days from decision"]

_MISSED_CODES = frozenset({"3", "7"})
"""ATTENDED OR DID NOT ATTEND: did not attend, arrived too late to be seen."""
THIRTY_ONE_FROM_REFERRAL = frozenset({"05", "12"})
"""Suspected cancer referral types acute leukaemia and testicular (R-506)."""
CHILDREN = "02"
"""Suspected cancer referral type of children, who also have 31 days while under sixteen (R-506)."""
_CHILD_UNDER = 16
_REBOOKED = (
    ClockEventKind.PATIENT_CONTACTED_TO_REBOOK,
    ClockEventKind.APPOINTMENT_REBOOKED,
    ClockEventKind.APPOINTMENT_BOOKED,
    ClockEventKind.OFFER_ACCEPTED,
)
_SEEN = frozenset({Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT})
_TOLD = (
    ClockEventKind.TOLD_CANCER_DIAGNOSED,
    ClockEventKind.TOLD_CANCER_RULED_OUT,
    ClockEventKind.INTERVAL_SCANNING_AGREED,
    ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS,
    ClockEventKind.DECISION_TO_TREAT,
    ClockEventKind.DEATH,
)
"""Events that end the 28 days (R-501): telling, exclusion, interval scanning, or an earlier decision to treat."""
_ANSWERED = (
    ClockEventKind.TOLD_CANCER_DIAGNOSED,
    ClockEventKind.TOLD_CANCER_RULED_OUT,
    ClockEventKind.INTERVAL_SCANNING_AGREED,
    ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS,
)


@dataclass(frozen=True, slots=True)
class CancerStandard:
    """One cancer waiting time on a day."""

    name: StandardName
    start: date
    last_compliant_day: date
    adjustment_days: int
    """Days not counted (R-503)."""
    ended: date | None
    days: int
    """Adjusted days from the start to the end, or to the day of the question."""
    breached: bool


@dataclass(frozen=True, slots=True)
class CancerDates:
    """The cancer waiting times of one pathway; None for a standard that does not apply."""

    faster_diagnosis: CancerStandard | None
    to_treatment: CancerStandard | None
    """62 days, or 31 from the referral for the cancers of R-506."""
    from_decision: tuple[CancerStandard, ...]
    """31 days from each decision to treat; every later treatment has its own (R-508)."""


@dataclass(frozen=True, slots=True)
class CancerMarks:
    """The effect of a pathway's events on its cancer dates, if cancer is suspected."""

    suspected: bool
    """Whether the referral suspected cancer, regardless of its current priority (RULES 13.22)."""
    received_on: date | None
    """Receipt of the referral, day 0 of the 28 and 62 days (R-501)."""
    suspected_later_on: date | None
    """Receipt of the referral that suspected cancer, if another receipt came before; it starts the days."""
    adjustment_days: int
    """Days taken off for a missed first appointment (R-503)."""
    upgraded_on: date | None
    """Day of a consultant's upgrade (R-505)."""
    was_urgent: bool
    """Whether the referral was urgent before the upgrade, so that its four weeks still count."""
    told_on: date | None
    """Day on which the Faster Diagnosis Standard ended (R-501)."""
    answered_on: date | None
    """Day on which the patient was told, excluded, or agreed to interval scanning; a decision is not an answer."""
    heard_on: date | None
    """Day on which the patient was told an answer, or agreed to interval scanning; an exclusion is not a telling."""
    diagnosed_on: date | None
    """Day on which the patient was told that it is cancer."""
    left_on: date | None
    """Day on which the wait for a cancer treatment ended without one: ruled out, scanned at intervals, excluded."""
    treated_on: date | None
    """Day of the first treatment, which ends the wait from the referral or the upgrade (R-500); later ones have
    only their 31 days (R-508).
    """
    decided_on: date | None
    """Start of the 31 days that end first, of decisions to treat without treatment yet (R-500, R-508)."""


def standard(
    name: StandardName, start: date, allowed: int, as_of: date, ended: date | None = None, adjustment_days: int = 0
) -> CancerStandard:
    """Return a waiting time of `allowed` days from day 0, moved by the days not counted (R-502, R-503)."""
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

    `attendance_code` is the first appointment's: only 3 and 7 adjust.
    """
    return max(0, (rebooked - received).days) if attendance_code in _MISSED_CODES else 0


def days_to_treatment(referral_type: str, age: int | None, settings: PolicySettings) -> int:
    """Return the days from referral to treatment: 62, or 31 for acute leukaemia, testicular and children's (R-506).

    `referral_type` is the SUSPECTED CANCER REFERRAL TYPE; the children's type counts under 16 at the start.
    """
    childs = referral_type == CHILDREN and age is not None and age < _CHILD_UNDER
    if childs or referral_type in THIRTY_ONE_FROM_REFERRAL:
        return settings.cancer.decision_to_treatment_days
    return settings.cancer.referral_to_treatment_days


@dataclass(frozen=True, slots=True)
class CancerReferral:
    """The facts of the referral and the patient that set the days to treatment, beside the events."""

    referral_type: str = ""
    """SUSPECTED CANCER REFERRAL TYPE; empty if none is on record."""
    born: date | None = None


def cancer_dates(
    events: Iterable[ClockEvent], as_of: date, settings: PolicySettings, referral: CancerReferral | None = None
) -> CancerDates | None:
    """Return the cancer waiting times of a pathway on a day; None if cancer is neither suspected nor upgraded to.

    Args:
        events: The events of one pathway, as for `clock_at`.
        as_of: The day of the question; events after it do not count.
        settings: For the lengths of the three standards.
        referral: Its type and patient, if the events do not say so (R-506).
    """
    return cancer_dates_of(clock_at(events, as_of, settings), settings, referral)


def cancer_dates_of(
    clock: Clock, settings: PolicySettings, referral: CancerReferral | None = None
) -> CancerDates | None:
    """Return the cancer waiting times of a pathway from its computed clock."""
    course, as_of = latest_course(clock), clock.as_of
    received = course.received
    if received is None and course.upgraded_on is None:
        return None
    adjustment = _adjustment(course.events, received) if received else 0
    told = first_of(course.events, _TOLD, received) if received else None
    return CancerDates(
        faster_diagnosis=(
            standard("28 days to be told", received, settings.cancer.faster_diagnosis_days, as_of, told, adjustment)
            if received
            else None
        ),
        to_treatment=_to_treatment(course, adjustment, as_of, settings, referral or CancerReferral()),
        from_decision=tuple(_from_decisions(course.events, as_of, settings)),
    )


def open_decisions(clock: Clock, settings: PolicySettings) -> tuple[CancerStandard, ...]:
    """Return the 31 days of each decision to treat without a treatment yet (R-500, R-508).

    The caller knows that cancer is suspected; the events need not say so.
    """
    decided = _from_decisions(latest_course(clock).events, clock.as_of, settings)
    return tuple(each for each in decided if each.ended is None)


def cancer_marks(clock: Clock) -> CancerMarks:
    """Return what moves or ends the cancer dates of a pathway, from the events that its clock accepted.

    It ignores the priority in force, which the pathway has.
    """
    course = latest_course(clock)
    start = course.referral or course.began
    received = received_on(start) if start is not None else None
    begun = course.upgraded_on or received
    undone = [allowed_from(decided) for decided, treated in decisions(course.events) if treated is None]

    def since_receipt(*kinds: str) -> date | None:
        return first_of(course.events, kinds, received) if received is not None else None

    return CancerMarks(
        suspected=course.referral is not None or _was_suspected(course.events),
        received_on=received,
        suspected_later_on=course.received if course.is_later else None,
        adjustment_days=_adjustment(course.events, received) if received is not None else 0,
        upgraded_on=course.upgraded_on,
        was_urgent=course.upgraded_on is not None and was_urgent(course.events),
        told_on=since_receipt(*_TOLD),
        answered_on=since_receipt(*_ANSWERED),
        heard_on=since_receipt(*(kind for kind in _ANSWERED if kind != EXCLUDED)),
        diagnosed_on=since_receipt(DIAGNOSED),
        left_on=left_on(course.events, received) if received is not None else None,
        treated_on=first_treated(course.events, begun) if begun is not None else None,
        decided_on=min(undone, default=None),
    )


def adjustment_words(marks: CancerMarks) -> str:
    """Return how far a missed first appointment moved the dates (R-503), as a sentence; empty if it did not."""
    if not marks.adjustment_days or marks.received_on is None:
        return ""
    rebooked = marks.received_on + timedelta(days=marks.adjustment_days)
    return (
        f"The 28 and the 62 days are moved by {count_words(marks.adjustment_days, 'day')}, to the rebooking on "
        f"{day_words(rebooked)}: the first appointment was missed."
    )


def waits_for_rebooking(clock: Clock) -> bool:
    """Return whether a first appointment was missed and neither attended nor rebooked since (R-503)."""
    course = latest_course(clock)
    start = course.referral or course.began
    return start is not None and _first_seen(course.events, received_on(start))[1] is not None


def _adjustment(events: Sequence[ClockEvent], received: date) -> int:
    return _first_seen(events, received)[0]


def _first_seen(events: Sequence[ClockEvent], received: date) -> tuple[int, ClockEvent | None]:
    """Return the first-seen adjustment, and a missed first appointment without a later visit or rebooking (R-503).

    If it was missed more than once, the days count to the last rebooking.
    """
    adjusted = 0
    missed: ClockEvent | None = None
    for event in events:
        if event.event in MISSED_APPOINTMENTS:
            if details.flag(event, "first") is not False and _missed_code(event) in _MISSED_CODES:
                missed = event
        elif missed is not None and event.event in _REBOOKED and not _is_for_the_missed_one(event, missed):
            adjusted, missed = first_seen_adjustment(received, event.event_date, _missed_code(missed)), None
        elif kind_of(event.event).group in _SEEN:
            return adjusted, None
    return adjusted, missed


def _missed_code(missed: ClockEvent) -> str:
    return details.words(missed, "attendance_code") or MISSED_APPOINTMENTS[missed.event]


def _is_for_the_missed_one(booking: ClockEvent, missed: ClockEvent) -> bool:
    """A booking of the missed appointment itself, keyed on its day, is not a rebooking."""
    booked_for = details.day(booking, "appointment") or details.day(booking, "offered_for")
    return booked_for is not None and booking.event_date == missed.event_date and booked_for <= missed.event_date


def _was_suspected(known: Sequence[ClockEvent]) -> bool:
    """Return whether the priority was suspected cancer at any time, by a change to it or from it.

    A priority lowered again after an upgrade says nothing about the referral, since the upgrade had raised it.
    """
    upgraded = min((day for event in known for day in _days_of_upgrade(event)), default=None)
    for event in known:
        if event.event != ClockEventKind.PRIORITY_CHANGED:
            continue
        raised_by_upgrade = upgraded is not None and upgraded <= event.event_date
        fell = details.number(event, "from_priority") == Priority.SUSPECTED_CANCER and not raised_by_upgrade
        if fell or _level(event) == Priority.SUSPECTED_CANCER:
            return True
    return False


def _days_of_upgrade(event: ClockEvent) -> Iterator[date]:
    """Yield the days of upgrades: in force, or taken out by a correction."""
    if event.event == UPGRADE:
        yield event.event_date
    if event.event == UPGRADE or (event.event == WITHDRAWN and details.words(event, WITHDRAWN_KIND) == UPGRADE):
        was = details.day(event, "was")
        if was is not None:
            yield was


def _level(event: ClockEvent) -> int | None:
    priority = details.priority_of(event)
    return None if priority is None else int(priority)


def _to_treatment(
    course: Course, adjustment: int, as_of: date, settings: PolicySettings, referral: CancerReferral
) -> CancerStandard | None:
    """Return the wait for the first treatment, which ends without one if cancer is ruled out."""
    start = course.upgraded_on or course.received
    if start is None:
        return None
    treated = first_treated(course.events, start)
    left = left_on(course.events, start)
    if left is not None and (treated is None or left < treated):
        return None
    allowed = settings.cancer.referral_to_treatment_days
    if course.upgraded_on is not None:
        return standard("62 days to treatment", start, allowed, as_of, treated)
    if course.referral is not None:
        referral_type = details.words(course.referral, "referral_type") or referral.referral_type
        age = details.number(course.referral, "age")
        if age is None and referral.born is not None:
            age = age_on(referral.born, start)
        allowed = days_to_treatment(referral_type, age, settings)
    name: StandardName = (
        "31 days from referral" if allowed == settings.cancer.decision_to_treatment_days else "62 days to treatment"
    )
    return standard(name, start, allowed, as_of, treated, adjustment)


def _from_decisions(events: Sequence[ClockEvent], as_of: date, settings: PolicySettings) -> Iterator[CancerStandard]:
    """Yield 31 days for each decision to treat, ended by the treatment after it (R-500, R-508)."""
    for decision, treated in decisions(events):
        yield standard(
            "31 days from decision", allowed_from(decision), settings.cancer.decision_to_treatment_days, as_of, treated
        )


def care_reviews_due(diagnosed_on: date, settings: PolicySettings) -> tuple[date, ...]:
    """Return when the cancer care reviews fall due after a diagnosis, soonest first (R-530)."""
    due = (parse_interval(written) for written in settings.cancer.care_reviews_due)
    return tuple(sorted(each.add_to(diagnosed_on) for each in due if isinstance(each, Interval)))
