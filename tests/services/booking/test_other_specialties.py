"""Slots of another specialty are shown with why they are not for this need, and what would let the patient have one."""

from __future__ import annotations

from datetime import datetime

import pytest

from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.booking.other_specialties import SlotsElsewhere
from clerkdesk.services.desk.facade import Desk
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry

TUESDAY, WEDNESDAY = datetime(2025, 3, 11, 9, 0), datetime(2025, 3, 12, 9, 0)


@pytest.fixture
def heart(desk: Desk) -> Hospital:
    made = a_hospital(desk, "CARD", "Cardiology")
    a_session(desk, made, TUESDAY, slots=2)
    a_session(desk, made, WEDNESDAY, slots=1)
    return made


@pytest.fixture
def need(desk: Desk, heart: Hospital) -> Entry:
    """A need in dermatology."""
    return an_entry(desk, a_hospital(desk))


def elsewhere(desk: Desk, need: Entry, search: SlotSearch) -> SlotsElsewhere:
    found = desk.booking.slots_elsewhere(need.id, search)
    assert isinstance(found, SlotsElsewhere), found
    return found


def test_free_slots_are_shown_with_the_act_that_a_booking_there_needs(desk: Desk, need: Entry) -> None:
    found = elsewhere(desk, need, SlotSearch(specialty="cardio"))
    assert ([each.slot.starts for each in found.slots], found.free) == (
        [TUESDAY, TUESDAY.replace(minute=20), WEDNESDAY],
        3,
    )  # fmt: skip
    assert "A referral to Cardiology makes a need of its own" in found.follows


def test_the_rest_of_the_search_narrows_them(desk: Desk, need: Entry) -> None:
    assert elsewhere(desk, need, SlotSearch(specialty="CARD", weekdays=frozenset({2}))).free == 1


def test_a_place_that_the_patient_has_there_is_named(desk: Desk, need: Entry, heart: Hospital) -> None:
    there = an_entry(desk, heart, need.patient_id)
    found = elsewhere(desk, need, SlotSearch(specialty="card"))
    assert found.entry_there == there.id
    assert f"entry {there.id}: book or move that one" in found.follows


def test_the_needs_own_specialty_is_searched_as_ever(desk: Desk, need: Entry) -> None:
    assert desk.booking.slots_elsewhere(need.id, SlotSearch(specialty="derm")) is None


def test_an_unknown_specialty_lists_those_there_are(desk: Desk, need: Entry) -> None:
    found = desk.booking.slots_elsewhere(need.id, SlotSearch(specialty="astrology"))
    assert isinstance(found, WrongInput)
    assert "CARD Cardiology, DERM Dermatology" in found.sentence
