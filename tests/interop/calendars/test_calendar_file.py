"""The calendar file is what a calendar expects (RFC 5545, RFC 5546), and shows others nothing of the specialty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from clerkdesk.interop.calendars.calendar_file import calendar_file
from clerkdesk.rules.booking.calendar_entry import CalendarEntry

NOW = datetime(2025, 3, 3, 9, 41, tzinfo=UTC)
ENTRY = CalendarEntry(
    "ab12-cd@clerkdesk", 1, datetime(2025, 4, 1, 9, 0), 20, "St Mary's, Northam", "AB12-CD",
    "Wear shorts; bring a list of medicines, please.\nLevel 2.", False, NOW,
)  # fmt: skip


def test_a_calendar_reads_the_booking_back() -> None:
    text = calendar_file(ENTRY)
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH" and event["uid"] == ENTRY.uid and event["sequence"] == 1
    assert event.decoded("dtstart") == datetime(2025, 4, 1, 8, 0, tzinfo=UTC), "British Summer Time is an hour ahead"
    assert event["location"] == ENTRY.site and event["status"] == "CONFIRMED"
    assert event["description"] == f"Reference AB12-CD\n{ENTRY.to_know}"


def test_a_cancelled_one_takes_it_out_of_the_calendar_and_names_an_organizer() -> None:
    calendar = Calendar.from_ical(calendar_file(replace(ENTRY, is_cancelled=True, site="")))
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "CANCEL" and event["status"] == "CANCELLED" and event["organizer"]


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2025, 10, 26, 1, 30), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        (datetime(2025, 12, 1, 9, 0), datetime(2025, 12, 1, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_written_as_one_moment(local: datetime, utc: datetime) -> None:
    (event,) = Calendar.from_ical(calendar_file(replace(ENTRY, starts=local))).walk("VEVENT")
    assert event.decoded("dtstart") == utc
