"""Reads the further fields of an event, from a service or a file."""

from __future__ import annotations

from datetime import date, datetime

from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.age import ADULT_FROM
from clerkdesk.rules.values.local_time import wall_time
from clerkdesk.rules.values.priority import Priority

BOOKKEEPING = frozenset(
    {"id", "key", "entry_date", "entered_at", "entered_by", "entered", "recorded_at", "act_id", "note", "corrects"}
)
"""Fields on the keying of an event; two events that differ only in these are one."""

Identity = tuple[str, str, str, tuple[tuple[str, str], ...]]

_YES = frozenset({True, "yes", "true"})
_NO = frozenset({False, "no", "false"})

NOT_CLINICIANS = frozenset({"clerk", "booking clerk", "secretary", "administrator", "receptionist", "system"})
"""Roles that may enter a clinical decision and never make it (R-125, RULES 13.9)."""


def flag(event: ClockEvent, name: str) -> bool | None:
    """Return a yes-or-no field; None if it is missing or unknown, which never counts as a yes (RULES 13.11)."""
    value = event.details.get(name)
    if isinstance(value, str):
        value = value.lower()
    if not isinstance(value, bool | str):
        return None
    return True if value in _YES else False if value in _NO else None


def day(event: ClockEvent, name: str) -> date | None:
    """Return a date field, without any time; None if it is missing."""
    value = event.details.get(name)
    if isinstance(value, datetime):
        return _london_day(value)
    if isinstance(value, date):
        return value
    return as_day(value) if isinstance(value, str) else None


def as_day(written: str) -> date | None:
    """Read an ISO date, or the day of an ISO date and time in London; None if it is neither.

    A stamp with `Z` or an offset names a moment, and its day is the one in London: an hour before midnight in UTC is
    the next day in British Summer Time. A stamp without one is local already.
    """
    try:
        return _london_day(datetime.fromisoformat(written.strip().upper()))
    except (ValueError, OverflowError):
        return None


def _london_day(moment: datetime) -> date:
    return wall_time(moment).date()


def number(event: ClockEvent, name: str) -> int | None:
    """Return a whole number, written as such or in digits; None if it is missing."""
    value = event.details.get(name)
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) else None


def words(event: ClockEvent, name: str) -> str:
    """Return a text field, empty if it is missing."""
    value = event.details.get(name)
    return value if isinstance(value, str) else ""


def priority_of(event: ClockEvent) -> Priority | None:
    """Return the PRIORITY TYPE of an event (R-402), if any."""
    value = number(event, "priority")
    return Priority(value) if value in tuple(Priority) else None


def concerns_child(event: ClockEvent) -> bool:
    """Return whether the event names an age under 18 (R-224)."""
    age = number(event, "age")
    return age is not None and age < ADULT_FROM


def concerns_vulnerable(event: ClockEvent) -> bool:
    """Return whether R-224 protects the patient: a child, or flagged `vulnerable` or `safeguarding`."""
    return concerns_child(event) or flag(event, "vulnerable") is True or flag(event, "safeguarding") is True


def decided_by_clinician(event: ClockEvent) -> bool | None:
    """Return whether a clinician made the decision (R-125); None if the event does not say who made it."""
    if (
        words(event, "decided_by").lower() in NOT_CLINICIANS
        or words(event, "decided_by_role").lower() in NOT_CLINICIANS
    ):
        return False
    said = flag(event, "clinical_decision")
    if said is None and (words(event, "decided_by") or words(event, "decided_by_role")):
        return True
    return said


def effective_date(event: ClockEvent) -> date:
    """Return the day from which an event counts; a decision counts from the day of telling (R-124)."""
    told = day(event, "communicated_on")
    return max(event.event_date, told) if told else event.event_date


def identity(event: ClockEvent) -> Identity:
    """Return the identity of an event: a second one with the same identity is the same event, keyed again."""
    kept = tuple(sorted((name, str(value)) for name, value in event.details.items() if _counts(name, value)))
    return event.event, event.event_date.isoformat(), event.code or "", kept


def _counts(name: str, value: object) -> bool:
    """An empty field says nothing, except that nobody knows the start (R-173)."""
    return name not in BOOKKEEPING and (value is not None or name == "clock_start")
