"""The timetable: how full sessions are, and stopping booking at once on every desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Act, ClinicSession
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.clinics.sessions import SessionChanged, SessionWithSlots
from clerkdesk.services.desk.facade import Desk
from tests.builders import NEXT_TUESDAY, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock
from tests.policies import policy_with

TUESDAY = NEXT_TUESDAY.date()


@pytest.fixture
def slots(desk: Desk) -> list[int]:
    """Six slots of a session next Tuesday."""
    return a_session(desk, a_hospital(desk), NEXT_TUESDAY)


def the_session(desk: Desk) -> int:
    with desk.context.reading() as session:
        return session.execute(select(col(ClinicSession.id))).scalar_one()


def test_the_fill_of_a_session_counts_booked_and_offered_places(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    assert isinstance(desk.booking.book(an_entry(desk, hospital).id, slots[0]), Booked)
    assert isinstance(desk.booking.hold_slot(an_entry(desk, hospital).id, slots[1]), Held)
    row = desk.clinics.between(TUESDAY, TUESDAY)[0]
    assert (row.capacity, row.booked, row.held) == (6, 1, 1)


def test_a_patient_in_two_places_is_counted_once(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    person = a_patient(desk, interpreter_needed=True, language="Gujarati")
    assert isinstance(desk.booking.book(an_entry(desk, hospital, person).id, slots[0]), Booked)
    row = desk.clinics.between(TUESDAY, TUESDAY)[0]
    assert (row.booked, row.patients) == (2, 1)
    stopped = desk.clinics.stop_booking(row.session_id, "away")
    assert isinstance(stopped, SessionChanged)
    assert "1 who are booked" not in stopped.sentence and "1 who is booked stays booked." in stopped.sentence


def test_the_slots_of_a_session_name_who_is_in_them(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    desk.booking.book(an_entry(desk, hospital, a_patient(desk, "O'Neil-[/]")).id, slots[2])
    found = desk.clinics.session(the_session(desk))
    assert isinstance(found, SessionWithSlots)
    assert [[patient.family_name for patient in slot.patients] for slot in found.slots] == [
        [], [], ["O'Neil-[/]"], [], [], [],
    ]  # fmt: skip


def test_a_stopped_session_can_not_be_booked_from_any_desk(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    assert isinstance(desk.clinics.stop_booking(the_session(desk), "Dr Shah may be away"), SessionChanged)
    answer = desk.booking.book(an_entry(desk, hospital).id, slots[0])
    assert isinstance(answer, Refused | SlotTaken)
    assert "stopped" in answer.sentence


def test_who_is_booked_stays_booked_when_booking_stops(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    desk.booking.book(an_entry(desk, hospital).id, slots[0])
    answer = desk.clinics.stop_booking(the_session(desk), "Dr Shah may be away")
    assert isinstance(answer, SessionChanged)
    assert (answer.session.status, answer.session.booked) == ("stopped", 1)


def test_opened_again_a_session_can_be_booked(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    desk.clinics.stop_booking(the_session(desk), "Dr Shah may be away")
    desk.clinics.open_booking(the_session(desk))
    assert isinstance(desk.booking.book(an_entry(desk, hospital).id, slots[0]), Booked)


def test_stopping_needs_a_reason(desk: Desk, slots: list[int]) -> None:
    answer = desk.clinics.stop_booking(the_session(desk), "  ")
    assert isinstance(answer, WrongInput)
    assert answer.field == "reason"


def test_stopping_twice_is_answered(desk: Desk, slots: list[int]) -> None:
    desk.clinics.stop_booking(the_session(desk), "away")
    assert isinstance(desk.clinics.stop_booking(the_session(desk), "away"), Refused)


def test_a_session_that_is_over_is_neither_stopped_nor_opened(
    desk: Desk, slots: list[int], clock: StandingClock
) -> None:
    clock.at = datetime(2025, 3, 12, 9, 0)
    assert isinstance(desk.clinics.stop_booking(the_session(desk), "away"), Refused)


def test_stopping_is_an_act_with_its_kind(desk: Desk, slots: list[int]) -> None:
    desk.clinics.stop_booking(the_session(desk), "away")
    with desk.context.reading() as session:
        assert "stop_booking" in set(session.execute(select(col(Act.kind))).scalars())


def test_unfilled_slots_reach_ten_working_days_ahead(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_session(desk, hospital, datetime(2025, 3, 17, 9, 0), slots=1)
    a_session(desk, hospital, datetime(2025, 3, 18, 9, 0), slots=1)
    assert [slot.starts_at.date() for slot in desk.clinics.unfilled()] == [date(2025, 3, 17)]


def test_neither_full_nor_stopped_sessions_are_unfilled(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY, slots=2)
    desk.booking.book(an_entry(desk, hospital).id, slots[0])
    assert [slot.slot_id for slot in desk.clinics.unfilled()] == [slots[1]]
    desk.clinics.stop_booking(the_session(desk), "away")
    assert desk.clinics.unfilled() == ()


def test_the_next_in_turn_is_the_first_candidate(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    an_entry(desk, hospital, a_patient(desk, "Later"), clock_start=date(2025, 2, 3))
    an_entry(desk, hospital, a_patient(desk, "Sooner"), clock_start=date(2025, 1, 6))
    assert [one.family_name for one in desk.clinics.candidates(slots[0])] == ["Sooner", "Later"]


def test_short_notice_is_what_the_specialty_calls_short(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, NEXT_TUESDAY)
    an_entry(desk, hospital, a_patient(desk, "Longer"), clock_start=date(2025, 1, 6))
    willing = a_patient(desk, "Willing", short_notice_hours=24)
    an_entry(desk, hospital, willing, clock_start=date(2025, 2, 3))
    a_week_is_enough = policy_with(desk.context.policy, reasonable_notice_days=7)
    settings = replace(desk.context.settings, specialty_policy=(("DERM", a_week_is_enough),))
    of_specialty = Desk(replace(desk.context, settings=settings))
    names = [[one.family_name for one in each.clinics.candidates(slots[0])] for each in (desk, of_specialty)]
    assert names == [["Willing", "Longer"], ["Longer", "Willing"]]
