"""Messages: their due times, texts that must never become one, and the addressees of digits (R-720 to R-723)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clerkdesk.rules.acts.addressees import (
    Addressee,
    BookingTeam,
    Consultant,
    LadderLevel,
    Manager,
    NurseOf,
    OneClerk,
    SecretaryOf,
    team_leader,
)
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.inbox.escalation import close_of_day
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import Urgency
from clerkdesk.rules.values.working_days import add_working_days, is_working_day
from clerkdesk.settings import PolicySettings

URGENT_MINUTES = 60
ROUTINE_WORKING_DAYS = 2


def message_due(urgency: Urgency, taken: datetime, closed: Container[date], settings: PolicySettings) -> datetime:
    """Return the local time by which a message must be acknowledged (R-722).

    Urgent: within the hour. Today: by the close of the day, or of the next working day when taken after it. Routine: by
    the close of the second working day. `closed` are the bank holidays.
    """
    if urgency == Urgency.URGENT:
        return taken + timedelta(minutes=URGENT_MINUTES)
    if urgency == Urgency.ROUTINE:
        return close_of_day(add_working_days(taken.date(), ROUTINE_WORKING_DAYS, closed), settings)
    closes = close_of_day(taken.date(), settings)
    if taken < closes and is_working_day(taken.date(), closed):
        return closes
    return close_of_day(add_working_days(taken.date(), 1, closed), settings)


def is_overdue(due: datetime, acknowledged: datetime | None, now: datetime) -> bool:
    """Return whether an unacknowledged message is past its time and moves up (R-722)."""
    return acknowledged is None and now > due


def next_level(with_whom: Addressee, specialty: int | None) -> Manager | None:
    """Return who gets an unacknowledged message next; None above the top of the ladder."""
    if isinstance(with_whom, Manager):
        if with_whom.level is LadderLevel.CHIEF_OPERATING_OFFICER:
            return None
        return Manager(LadderLevel(with_whom.level + 1), with_whom.specialty)
    return team_leader(specialty)


def judge_message(urgency: Urgency, flags: tuple[str, ...], put_through_to: str, script: str) -> PolicyRefusal | None:
    """Refuse a routine message with a red flag, and any such message if the caller was not put through (R-723).

    `flags` come from `clerkdesk.rules.inbox.red_flags`, `script` is the trust's own sentence of what to do. None if the
    message may be taken.
    """
    if not flags:
        return None
    if urgency == Urgency.ROUTINE:
        return PolicyRefusal("R-723", f"This can't be routine ({', '.join(flags)}). {script}")
    if not put_through_to.strip():
        return PolicyRefusal("R-723", f"Record who took over the call, and when. {script}")
    return None


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """The addressees of the digits in one call."""

    specialty: int | None
    consultant: int | None
    clerk: int
    """The clerk at the desk."""


@dataclass(frozen=True, slots=True)
class MessageRoute:
    """One digit and the addressee of its message."""

    digit: int
    words: str
    to: Addressee


def routes(facts: RoutingFacts) -> tuple[MessageRoute, ...]:
    """Return the digits of a call's message line: secretary, team leader, nurse, consultant, me, booking team.

    A digit keeps its meaning in every call; a digit without a known addressee is left out.
    """
    found: list[tuple[int, str, Addressee | None]] = [
        (1, "secretary", SecretaryOf(facts.specialty) if facts.specialty is not None else None),
        (2, "team leader", team_leader(facts.specialty)),
        (3, "nurse", NurseOf(facts.specialty) if facts.specialty is not None else None),
        (4, "consultant", Consultant(facts.consultant) if facts.consultant is not None else None),
        (5, "me", OneClerk(facts.clerk)),
        (6, "booking team", BookingTeam(facts.specialty) if facts.specialty is not None else None),
    ]
    return tuple(MessageRoute(digit, who, to) for digit, who, to in found if to is not None)


def promised_words(due: datetime, today: date) -> str:
    """Return the promised time of the answer, as the clerk tells it to the caller."""
    day = "today" if due.date() == today else day_words(due)
    return f"Somebody answers by {due:%H:%M} {day}."
