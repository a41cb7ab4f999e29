"""The escalation ladder: its grounds, who answers, and when an item moves up (R-244, R-272)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clerkdesk.rules.acts.addressees import LadderLevel, Manager
from clerkdesk.rules.acts.consequences import Notice
from clerkdesk.rules.rtt.measuring import days_waited
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.inbox import NoticeKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.working_days import working_days_between
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings

HARM_WEEKS = 52
"""Weeks from which a wait goes to the general manager (R-272)."""


@dataclass(frozen=True, slots=True)
class CapacityFacts:
    """The result of the desk's search for a slot for one patient."""

    priority: Priority
    clock_start: date | None
    target: Target | None
    """The nearest target as of today."""
    first_legal: date | None
    """The day of the earliest legal slot, or None."""
    harm_feared: bool = False
    """Whether somebody said that the delay may harm."""
    specialty: int | None = None
    booked: date | None = None
    """The day of the patient's appointment, or None."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation."""

    to: Manager
    sentence: str
    due: datetime
    """When an answer is expected, local time."""


def needs_escalation(facts: CapacityFacts, now: datetime, settings: PolicySettings) -> Escalation | None:
    """Return the escalation if neither the appointment nor a legal slot is within the target (R-272).

    The team leader is asked the same day; the general manager if 52 weeks would be passed or harm is feared. Suspected
    cancer must be seen within `cancer.first_seen_days` of the clock's start.
    """
    last_day = _last_day(facts, settings)
    if last_day is None or any(day is not None and day <= last_day for day in (facts.first_legal, facts.booked)):
        return None
    level = LadderLevel.GENERAL_MANAGER if _may_harm(facts, now.date()) else LadderLevel.TEAM_LEADER
    found = "no slot at all" if facts.first_legal is None else f"the first is {day_words(facts.first_legal)}"
    booked = f" Booked for {day_words(facts.booked)}." if facts.booked is not None else ""
    sentence = f"No slot by {day_words(last_day)}, the date for this patient: {found}.{booked}"
    return Escalation(Manager(level, facts.specialty), sentence, close_of_day(now.date(), settings))


def close_of_day(day: date, settings: PolicySettings) -> datetime:
    """Return the local moment by which an item for a day must be dealt with."""
    return datetime.combine(day, time(hour=settings.opening.closing_hour))


def _last_day(facts: CapacityFacts, settings: PolicySettings) -> date | None:
    if facts.priority is Priority.SUSPECTED_CANCER and facts.clock_start is not None:
        return facts.clock_start + timedelta(days=settings.cancer.first_seen_days)
    return facts.target.day if facts.target is not None else None


def _may_harm(facts: CapacityFacts, today: date) -> bool:
    if facts.harm_feared:
        return True
    if facts.clock_start is None:
        return False
    seen = facts.first_legal or today
    return days_waited(facts.clock_start, seen) > HARM_WEEKS * 7


def level_after(start: LadderLevel, raised_on: date, today: date, closed: Container[date]) -> LadderLevel:
    """Return the rung of an unanswered item: one up after a working day, two after two (R-272).

    It does not move by itself above the general manager. `closed` are the bank holidays.
    """
    climbed = start + min(working_days_between(raised_on, today, closed), 2)
    return LadderLevel(max(start, min(climbed, LadderLevel.GENERAL_MANAGER)))


def hospital_cancelled_again(times: int, specialty: int | None) -> tuple[Notice, ...]:
    """Return who is told when the hospital cancels a patient again: a manager the second time, then higher (R-244).

    `times` counts this cancellation.
    """
    if times < 2:
        return ()
    level = LadderLevel.SERVICE_MANAGER if times == 2 else LadderLevel.CHIEF_OPERATING_OFFICER
    sentence = f"The hospital has cancelled this patient {count_words(times, 'time')}: your approval is asked for."
    return (Notice(Manager(level, specialty), NoticeKind.HOSPITAL_CANCELLED_AGAIN, sentence),)
