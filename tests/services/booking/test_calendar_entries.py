"""A booking keeps one name in the patient's calendar over moves, a cancellation and an undo, and each is newer."""

from __future__ import annotations

from datetime import datetime

from clerkdesk.rules.booking.calendar_entry import CalendarEntry
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.undo.undoing import Undone
from tests.answers import only
from tests.builders import a_hospital, a_session, an_entry


def entry_of(desk: Desk, reference: str) -> CalendarEntry:
    return only(desk.booking.calendar_entry(reference), CalendarEntry)


def test_the_name_stays_and_the_sequence_rises(desk: Desk) -> None:
    hospital = a_hospital(desk)
    first, second, *_ = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    booked = only(desk.booking.book(an_entry(desk, hospital).id, first), Booked)
    made = entry_of(desk, booked.reference)
    moved = only(desk.booking.move(booked.reference, second, "PC02"), Moved).placed.reference
    then = entry_of(desk, moved)
    only(desk.booking.cancel(moved, "PC02"), Cancelled)
    ended = entry_of(desk, moved)
    last = desk.undo.last()
    assert last is not None
    only(desk.undo.undo(last.act_id), Undone)
    back = entry_of(desk, moved)
    assert {each.uid for each in (made, then, ended, back)} == {made.uid}
    assert made.sequence < then.sequence < ended.sequence < back.sequence
    assert [each.is_cancelled for each in (made, then, ended, back)] == [False, False, True, False]
    assert (then.starts, then.site, then.reference) == (datetime(2025, 4, 1, 9, 20), "Dermatology site", moved)


def test_an_unknown_reference_is_said(desk: Desk) -> None:
    assert isinstance(desk.booking.calendar_entry("ZZZZ-ZZ"), WrongInput)
