"""Where the trust says so, whom the hospital cancelled before is booked before other routine patients (R-211)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.builders import a_hospital, a_session, an_entry
from tests.policies import policy_with


@dataclass(frozen=True, slots=True)
class Three:
    """On one list: the longest waiter, one whom the hospital cancelled, and an urgent one who came last."""

    longest: int
    cancelled: int
    urgent: int
    slot: int

    def order_at(self, desk: Desk) -> list[int]:
        shown = desk.waiting_list.worklist("DERM")
        assert isinstance(shown, Worklist)
        return [each.row.entry_id for each in shown.entries]


@pytest.fixture
def three(desk: Desk) -> Three:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    longest = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    cancelled = an_entry(desk, hospital, clock_start=date(2025, 1, 20))
    urgent = an_entry(desk, hospital, clock_start=date(2025, 2, 10), priority_type="2")
    booked = desk.booking.book(cancelled.id, slots[0], "OT99", "asked for")
    assert isinstance(booked, Booked)
    assert isinstance(desk.booking.cancel(booked.reference, "HC03"), Cancelled)
    return Three(longest.id, cancelled.id, urgent.id, slots[1])


@pytest.fixture
def boosting(desk: Desk) -> Desk:
    """The same desk with the setting, for this specialty alone."""
    policy = policy_with(desk.context.policy, priority_boosts=("hospital_cancelled",))
    settings = replace(desk.context.settings, specialty_policy=(("DERM", policy),))
    return Desk(replace(desk.context, settings=settings))


def test_by_default_the_list_is_in_order_of_time(desk: Desk, three: Three) -> None:
    assert three.order_at(desk) == [three.urgent, three.longest, three.cancelled]


def test_the_cancelled_stand_behind_the_urgent_and_before_the_longest_waiter(boosting: Desk, three: Three) -> None:
    assert three.order_at(boosting) == [three.urgent, three.cancelled, three.longest]


def test_the_list_explains_why_somebody_stands_behind_the_cancelled(boosting: Desk, three: Three) -> None:
    shown = boosting.waiting_list.worklist("DERM")
    assert isinstance(shown, Worklist)
    assert "the hospital cancelled them before" in shown.entries[-1].why[-1]


def test_to_book_the_longest_waiter_passes_over_the_cancelled(desk: Desk, boosting: Desk, three: Three) -> None:
    assert boosting.booking.who_is_before(three.longest, three.slot).entries == (three.urgent, three.cancelled)
    assert desk.booking.who_is_before(three.longest, three.slot).entries == (three.urgent,)


def test_a_place_that_comes_free_goes_to_the_cancelled_first(boosting: Desk, three: Three) -> None:
    found = [each.entry_id for each in boosting.clinics.candidates(three.slot)]
    assert found == [three.urgent, three.cancelled, three.longest]
