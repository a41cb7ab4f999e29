"""A missed first appointment of suspected cancer moves its dates to the day it is rebooked, by any act (R-503).

A cancellation moves nothing, and neither does a booking that follows none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.offers import DateOffered, Declined, OfferAccepted, OfferDeclined
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.did_not_attend import Missed
from tests.answers import taken
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock

RECEIVED = date(2025, 3, 3)
MISSED_ON = datetime(2025, 3, 10, 10, 0)


def book(desk: Desk, hospital: Hospital, entry: Entry, starts: datetime) -> str:
    booked = desk.booking.book(entry.id, a_session(desk, hospital, starts)[0])
    assert isinstance(booked, Booked), booked
    return booked.reference


def accept(desk: Desk, hospital: Hospital, entry: Entry, starts: datetime) -> str:
    answer = desk.booking.accept(DateOffered(entry.id, a_session(desk, hospital, starts)[0]))
    assert isinstance(answer, OfferAccepted), answer
    return answer.booked.reference


def reach(desk: Desk, _hospital: Hospital, entry: Entry, _starts: datetime) -> str:
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR01")), ContactKept)
    return ""


def miss(desk: Desk, clock: StandingClock, reference: str, starts: datetime, *, late: bool = False) -> None:
    clock.at = starts + timedelta(minutes=40)
    if late:
        assert isinstance(desk.reception.arrive(reference), Arrived)
    clock.at = starts + timedelta(minutes=50)
    answer = (
        desk.reception.too_late(reference)
        if late
        else desk.reception.did_not_attend(
            reference, Communicated.YES, clinician_asked="Dr Imber", told_by="Dr Imber", told_source="letter of 1 Feb"
        )
    )
    assert isinstance(answer, Missed), answer


def dates(desk: Desk, entry: Entry) -> dict[str, date]:
    why = taken(desk.pathways.why(entry.pathway_id))
    return {target.name: target.day for target in why.targets}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    return an_entry(desk, hospital, clock_start=RECEIVED, priority_type="3")


@pytest.mark.parametrize("act", [book, accept])
@pytest.mark.parametrize(("days", "late"), [(0, False), (2, False), (9, False), (0, True), (2, True)])
def test_each_way_of_rebooking_moves_28_and_62_days(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, act: Callable[..., str], days: int, late: bool
) -> None:
    miss(desk, clock, book(desk, hospital, entry, MISSED_ON), MISSED_ON, late=late)
    clock.at += timedelta(days=days)
    act(desk, hospital, entry, clock.at + timedelta(days=5))
    adjusted = timedelta(days=(clock.at.date() - RECEIVED).days)
    assert dates(desk, entry)["FDS"] == RECEIVED + timedelta(days=28) + adjusted
    assert dates(desk, entry)["62d"] == RECEIVED + timedelta(days=62) + adjusted
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert f"moved by {adjusted.days} days" in why.adjusted and day_words(clock.at.date()) in why.adjusted


def decline(desk: Desk, hospital: Hospital, entry: Entry, starts: datetime) -> str:
    answer = desk.booking.decline(DateOffered(entry.id, a_session(desk, hospital, starts)[0]), Declined("OD01"))
    assert isinstance(answer, OfferDeclined), answer
    return ""


@pytest.mark.parametrize("acts", [(reach,), (reach, reach), (decline,), (reach, decline)])
def test_what_books_nothing_moves_no_date(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, acts: tuple[Callable[..., str], ...]
) -> None:
    miss(desk, clock, book(desk, hospital, entry, MISSED_ON), MISSED_ON)
    before = dates(desk, entry)
    for days, act in enumerate(acts, start=2):
        clock.at += timedelta(days=2)
        act(desk, hospital, entry, clock.at + timedelta(days=4 + days))
    assert dates(desk, entry) == before
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and why.adjusted == ""


def test_a_priority_that_was_lowered_takes_no_days_away(desk: Desk, clock: StandingClock, hospital: Hospital) -> None:
    lowered = an_entry(desk, hospital, clock_start=RECEIVED)
    told = {"from_priority": 3, "priority": 1, "decided_by": "Dr Shah", "agreed_with": "Dr Lee"}
    with desk.context.act("build") as act:
        record_rtt(
            act, lowered.pathway_id, ClockEventKind.PRIORITY_CHANGED, RECEIVED, details=told, policy=desk.context.policy
        )
        act.commit(None)
    reference = book(desk, hospital, lowered, MISSED_ON)
    clock.at = MISSED_ON + timedelta(hours=1)
    assert isinstance(
        desk.reception.did_not_attend(reference, Communicated.UNKNOWN, clinician_asked="Dr Imber"), Missed
    )
    clock.at += timedelta(days=2)
    book(desk, hospital, lowered, clock.at + timedelta(days=5))
    assert dates(desk, lowered)["FDS"] == date(2025, 4, 9)


def test_missed_twice_it_counts_to_the_last_rebooking(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry
) -> None:
    miss(desk, clock, book(desk, hospital, entry, MISSED_ON), MISSED_ON)
    clock.at = datetime(2025, 3, 12, 9, 0)
    again = datetime(2025, 3, 17, 10, 0)
    miss(desk, clock, book(desk, hospital, entry, again), again)
    clock.at = datetime(2025, 3, 20, 9, 0)
    book(desk, hospital, entry, datetime(2025, 3, 26, 10, 0))
    assert dates(desk, entry)["FDS"] == date(2025, 4, 17)


def test_a_call_and_a_later_booking_count_to_the_call(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry
) -> None:
    miss(desk, clock, book(desk, hospital, entry, MISSED_ON), MISSED_ON)
    reach(desk, hospital, entry, MISSED_ON)
    clock.at = datetime(2025, 3, 14, 9, 0)
    book(desk, hospital, entry, datetime(2025, 3, 20, 10, 0))
    assert dates(desk, entry)["FDS"] == date(2025, 4, 7)


@pytest.mark.parametrize("reason", ["PC01", "HC03"])
@pytest.mark.parametrize("act", [book, accept, reach])
def test_after_a_cancellation_no_date_moves(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, act: Callable[..., str], reason: str
) -> None:
    desk.booking.cancel(book(desk, hospital, entry, MISSED_ON), reason, "told by phone")
    clock.at += timedelta(days=2)
    act(desk, hospital, entry, clock.at + timedelta(days=5))
    assert dates(desk, entry)["FDS"] == date(2025, 3, 31)


def test_a_routine_wait_gets_no_rebooking_on_its_clock(desk: Desk, clock: StandingClock, hospital: Hospital) -> None:
    routine = an_entry(desk, hospital, clock_start=RECEIVED)
    reference = book(desk, hospital, routine, MISSED_ON)
    clock.at = MISSED_ON + timedelta(hours=1)
    assert isinstance(
        desk.reception.did_not_attend(reference, Communicated.UNKNOWN, clinician_asked="Dr Imber"), Missed
    )
    book(desk, hospital, routine, datetime(2025, 3, 20, 10, 0))
    why = taken(desk.pathways.why(routine.pathway_id))
    kinds = [said.event.event for said in why.clock.explanation]
    assert kinds == ["referral_received", "appointment_dna"]
