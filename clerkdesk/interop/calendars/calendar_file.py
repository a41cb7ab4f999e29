"""Writes an appointment as a calendar file (RFC 5545, with the methods of RFC 5546) that any calendar takes.

Times are written in UTC: a local time in the hour that the clock repeats in October is read in two ways.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from clerkdesk.rules.values.local_time import LONDON

if TYPE_CHECKING:
    from clerkdesk.rules.booking.calendar_entry import CalendarEntry

_MADE_BY = "-//clerkdesk//appointments//EN"
_NOBODY_TO_WRITE_TO = "invalid:nomail"
"""A cancellation without an organizer is refused by calendars; the desk has no address of its own."""


def calendar_file(entry: CalendarEntry) -> str:
    """Return the text of a calendar file, with the line ends of the standard.

    Args:
        entry: the booking as it stands; a cancelled one takes the entry out of the calendar again.
    """
    from icalendar import Calendar, Event, vCalAddress

    organizer = vCalAddress(_NOBODY_TO_WRITE_TO)
    organizer.params["CN"] = entry.site or "Hospital"
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.read_at)
    starts = entry.starts.replace(tzinfo=LONDON).astimezone(UTC)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=entry.minutes))
    event.add("summary", "Hospital appointment")
    event.add("location", entry.site)
    event.add("description", "\n".join(filter(None, (f"Reference {entry.reference}", entry.to_know))))
    event.add("organizer", organizer)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_cancelled else "PUBLISH")
    calendar.add_component(event)
    text: str = calendar.to_ical().decode("utf-8")
    return text
