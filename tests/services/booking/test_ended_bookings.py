"""What becomes of the place, the count and the tasks when a booking ends for a reason of the hospital's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.tables import Appointment, InboxItem
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.booking.slot_choices import SlotChoices, SlotTaken
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.clinics.sessions import SessionChanged, SessionWithSlots
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.escalations import Escalated
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry

TUESDAY = datetime(2025, 3, 25, 9, 0)
LOST = [row.code for row in code_list("local_hospital_cancel_reason").rows if row.extra["place_can_be_given"] == "no"]


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def booked(desk: Desk, entry: Entry, slot: int, comment: str = "") -> str:
    answer = desk.booking.book(entry.id, slot, "OT02", comment)
    assert isinstance(answer, Booked), answer
    return answer.reference


def slots_for(desk: Desk, entry: Entry) -> list[int]:
    found = desk.booking.slots(entry.id)
    assert isinstance(found, SlotChoices)
    return [each.ranked.slot.slot for each in found.choices]


def open_tasks(desk: Desk, entry: Entry, topic: str) -> list[InboxItem]:
    with desk.context.reading() as session:
        query = select(InboxItem).where(
            col(InboxItem.entry_id) == entry.id, col(InboxItem.topic) == topic, col(InboxItem.status) == "new"
        )
        return list(session.execute(query).scalars())


def shown(desk: Desk, entry: Entry) -> PatientCard:
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard)
    return card


@pytest.mark.parametrize("reason", LOST)
@pytest.mark.parametrize("moves", [False, True])
def test_a_place_that_fell_with_the_clinician_is_offered_to_nobody(
    desk: Desk, hospital: Hospital, reason: str, moves: bool
) -> None:
    entry, other = an_entry(desk, hospital), an_entry(desk, hospital)
    first, second, third = a_session(desk, hospital, TUESDAY, slots=3)
    reference = booked(desk, entry, first)
    if moves:
        assert isinstance(desk.booking.move(reference, third, reason), Moved)
    else:
        ended = desk.booking.cancel(reference, reason)
        assert isinstance(ended, Cancelled) and ended.candidates == ()
    assert first not in slots_for(desk, other)
    assert desk.clinics.candidates(first) == ()
    assert isinstance(desk.booking.book(other.id, first), SlotTaken)
    assert second in slots_for(desk, other)


def test_the_place_is_given_out_again_once_booking_is_opened(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    first, _ = a_session(desk, hospital, TUESDAY, slots=2)
    assert isinstance(desk.booking.cancel(booked(desk, entry, first), "HC03"), Cancelled)
    (day,) = desk.clinics.between(TUESDAY.date(), TUESDAY.date())
    assert (day.capacity, day.booked) == (1, 0)
    assert isinstance(desk.clinics.open_booking(day.session_id), SessionChanged)
    one = desk.clinics.session(day.session_id)
    assert isinstance(one, SessionWithSlots) and one.session.capacity == 2
    assert first in slots_for(desk, entry)
    booked(desk, entry, first)


def test_a_new_booking_answers_the_task_to_give_a_new_date(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    slots = a_session(desk, hospital, TUESDAY, slots=3)
    for slot in slots[:2]:
        assert isinstance(desk.booking.cancel(booked(desk, entry, slot), "HC09"), Cancelled)
        assert len(open_tasks(desk, entry, "rebook")) == 1
    booked(desk, entry, slots[2])
    assert open_tasks(desk, entry, "rebook") == []


@pytest.mark.parametrize(("priority", "days"), [("3", 0), ("2", 1), ("1", 5)])
def test_a_new_date_after_a_hospital_cancellation_falls_due_by_priority(
    desk: Desk, hospital: Hospital, priority: str, days: int
) -> None:
    entry = an_entry(desk, hospital, priority_type=priority)
    reference = booked(desk, entry, a_session(desk, hospital, TUESDAY)[0])
    assert isinstance(desk.booking.cancel(reference, "HC09"), Cancelled)
    (task,) = open_tasks(desk, entry, "rebook")
    assert task.due_at is not None and task.due_at.date() == date(2025, 3, 3) + timedelta(days=days + 2 * (days > 4))


def test_a_booking_made_in_error_is_annulled_and_counts_as_nobodys_cancellation(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    ended = desk.booking.cancel(booked(desk, entry, a_session(desk, hospital, TUESDAY)[0]), "HC13")
    assert isinstance(ended, Cancelled)
    assert (ended.entry_status, ended.list_position_date) == ("waiting", date(2025, 1, 6))
    assert (ended.decision.party, ended.decision.attendance_code) == ("neither", "0")
    assert len(open_tasks(desk, entry, "tell_patient")) == 1
    card = shown(desk, entry)
    assert [row.status for row in card.past] == ["annulled"]
    (need,) = card.pathways[0].needs
    assert (need.entry.hospital_cancellations, need.entry.patient_cancellations) == (0, 0)
    with desk.context.reading() as session:
        assert session.execute(select(col(Appointment.cancelled_by))).scalar_one() is None


def test_what_was_said_at_a_booking_in_turn_is_kept_and_shown(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    slot = a_session(desk, hospital, TUESDAY)[0]
    answer = desk.booking.book(entry.id, slot, comment="brings her carer")
    assert isinstance(answer, Booked)
    assert list(shown(desk, entry).comments.values()) == ["brings her carer"]
    assert isinstance(desk.booking.cancel(answer.reference, "PC06", "at work that day"), Cancelled)
    assert list(shown(desk, entry).comments.values()) == ["brings her carer · at work that day"]


def test_a_date_past_its_see_by_date_is_marked_and_can_be_escalated(desk: Desk, hospital: Hospital) -> None:
    late = an_entry(desk, hospital, kind="follow_up", clock_start=date(2024, 12, 2), due_date=date(2025, 3, 18))
    slot = a_session(desk, hospital, TUESDAY, slots=1, kind="follow_up")[0]
    booked(desk, late, slot)
    (need,) = shown(desk, late).pathways[0].needs
    assert need.missed is not None
    assert (need.missed.name, need.missed.days) == ("see by", -7)
    put = desk.inbox.escalate(late.id)
    assert isinstance(put, Escalated) and "Booked for Tue 25 Mar 2025." in put.item.sentence


def test_a_date_that_keeps_every_target_is_not_marked(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    booked(desk, entry, a_session(desk, hospital, TUESDAY)[0])
    (need,) = shown(desk, entry).pathways[0].needs
    assert need.missed is None
