"""Who is named for a place that comes free, and what a move to an earlier one asks for (RULES 13.28)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import OutOfTurnBooking
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital, a_patient, a_session, an_entry

NEAR = datetime(2025, 3, 6, 9, 0)
FAR = datetime(2025, 4, 1, 9, 0)


def test_a_near_place_names_the_urgent_before_the_short_notice_pool(desk: Desk) -> None:
    hospital = a_hospital(desk)
    pool = a_patient(desk, "Pool", short_notice_hours=24)
    agreed = an_entry(desk, hospital, pool, clock_start=date(2025, 1, 13))
    longest = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    urgent = an_entry(desk, hospital, clock_start=date(2025, 2, 10), priority_type="2")
    near, far = a_session(desk, hospital, NEAR)[0], a_session(desk, hospital, FAR)[0]
    assert [each.entry_id for each in desk.clinics.candidates(near)] == [urgent.id, agreed.id, longest.id]
    assert [each.entry_id for each in desk.clinics.candidates(far)] == [urgent.id, longest.id, agreed.id]


def test_a_move_to_an_earlier_slot_past_others_asks_why_and_keeps_whom_it_passes(desk: Desk) -> None:
    hospital = a_hospital(desk)
    longer = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    booked_one = an_entry(desk, hospital, clock_start=date(2025, 2, 3))
    far, farther = a_session(desk, hospital, FAR, slots=2)
    booked = desk.booking.book(booked_one.id, farther, "OT02", "asked for April")
    assert isinstance(booked, Booked)
    refused = desk.booking.move(booked.reference, far, "PC06")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.passed_over) == ("out_of_turn", (longer.id,))
    moved = desk.booking.move(booked.reference, far, "HC10", out_of_turn="OT03")
    assert isinstance(moved, Moved)
    with desk.context.reading() as session:
        kept = session.execute(
            select(col(OutOfTurnBooking.passed_over_entry_id), col(OutOfTurnBooking.reason_code)).where(
                col(OutOfTurnBooking.appointment_id) == moved.placed.appointment_id
            )
        ).one()
    assert tuple(kept) == (longer.id, "OT03")


def test_a_move_to_a_later_slot_passes_nobody_over(desk: Desk) -> None:
    hospital = a_hospital(desk)
    an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    booked_one = an_entry(desk, hospital, clock_start=date(2025, 2, 3))
    far, farther = a_session(desk, hospital, FAR, slots=2)
    booked = desk.booking.book(booked_one.id, far, "OT02", "asked for April")
    assert isinstance(booked, Booked)
    assert isinstance(desk.booking.move(booked.reference, farther, "PC06"), Moved)
