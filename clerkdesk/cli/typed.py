"""Reads what people type for a command: a patient, a day, a local time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from clerkdesk.cli.output import CommandFailure
from clerkdesk.rules.values.unreadable import Unreadable

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk


LARGEST_NUMBER = 2**31 - 1
"""The largest number that a row of either database can have."""
_LONGEST_ID = 9
_SHOWN = 9


def the_patient(desk: Desk, text: str, field: str = "PATIENT") -> int:
    """Return the id of the one patient that a text means: an id, or anything that the one box takes.

    Raises:
        CommandFailure: Nobody matches, several match, or one matches only in part; it lists them by id.
    """
    typed = text.strip()
    if typed.isascii() and typed.isdigit() and len(typed) < _LONGEST_ID:
        return int(typed)
    found = desk.patients.find(typed)
    if found.is_certain:
        return found.patients[0].patient.id
    if not found.patients:
        raise CommandFailure("no_such_patient", found.sentence, field)
    ids = [str(hit.patient.id) for hit in found.patients[:_SHOWN]]
    raise CommandFailure(
        "several_patients",
        f"That fits several patients, or one only in part or nearly; give the id of one: {', '.join(ids)}.",
        field,
    )


def day(text: str | None, option: str, today: date, *, past: bool = False) -> date | None:
    """Return a typed day in any of the desk's forms; None if none was typed.

    Args:
        text: As typed.
        option: The option to name in a failure.
        today: The local day.
        past: Whether it has happened: a day without a year is in the past, and a future day is refused.

    Raises:
        CommandFailure: It is not a day.
    """
    from clerkdesk.rules.values.dates import Purpose, parse_date

    if text is None:
        return None
    read = parse_date(text, today, Purpose.PAST if past else Purpose.FUTURE)
    if isinstance(read, Unreadable):
        raise CommandFailure(read.code, read.sentence, option)
    return read


def day_from(text: str | None, option: str, event_day: date) -> date | None:
    """Return what `the_day_from` does; None if nothing was typed."""
    return the_day_from(text, option, event_day) if text is not None else None


def the_day_from(text: str, option: str, event_day: date) -> date:
    """Return a typed day or length of time, counted from the day of an event (RULES 13.26).

    Raises:
        CommandFailure: It is neither.
    """
    from clerkdesk.rules.values.dates import parse_from

    read = parse_from(text, event_day)
    if isinstance(read, Unreadable):
        raise CommandFailure(read.code, read.sentence, option)
    return read


def moment(text: str | None, option: str, now: datetime) -> datetime | None:
    """Return a typed local time: `15:00` (today), `tomorrow 15:00`, `2026-03-02T15:00`; None if none was typed.

    Raises:
        CommandFailure: It is not a time.
    """
    from clerkdesk.rules.values.times import parse_time

    if text is None:
        return None
    words = text.replace("T", " ").split()
    clock = parse_time(words[-1]) if words else parse_time("")
    if isinstance(clock, Unreadable):
        raise CommandFailure(clock.code, clock.sentence, option)
    said = day(" ".join(words[:-1]), option, now.date()) if len(words) > 1 else None
    return datetime.combine(said or now.date(), clock)


def day_of(text: str, field: str) -> date:
    """Read a day in the form that programs write.

    Raises:
        CommandFailure: it is not a day in this form.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandFailure("wrong_date", "A day is written as 2026-12-15.", field) from None
