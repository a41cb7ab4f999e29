"""The slots that are kept in memory are those that a read would find, for every patient and at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.slots import published_slots, slots_of_specialty
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.desk.facade import Desk, desk_for
from tests.answers import only
from tests.builders import a_hospital, a_session, an_entry
from tests.conftest import StandingClock

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)


@pytest.mark.parametrize("minutes", [0, 5], ids=["held", "lapsed"])
def test_memory_and_read_agree_on_places_that_other_desks_hold(desk: Desk, clock: StandingClock, minutes: int) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS, slots=3)
    entries = [an_entry(desk, hospital) for _ in range(3)]
    for entry, slot in zip(entries, slots[1:], strict=False):
        only(desk.booking.take_up(entry.id, slot), Held)
    at, first, last = machine_time() + timedelta(minutes=minutes), clock(), IN_FOUR_WEEKS + timedelta(days=1)
    with desk.context.reading() as session:
        kept = published_slots(session, hospital.specialty_id, first, last, machine_time())
        for entry in entries:
            read = slots_of_specialty(session, hospital.specialty_id, first, last, at, entry.id)
            assert kept.seen_by(entry.id, first, last, at) == read
            later = IN_FOUR_WEEKS + timedelta(minutes=1)
            assert kept.seen_by(entry.id, later, last, at) == read[1:]


def test_a_place_held_at_another_desk_is_no_choice_from_that_moment(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots, mine, theirs = a_session(desk, hospital, IN_FOUR_WEEKS), an_entry(desk, hospital), an_entry(desk, hospital)
    other = desk_for(desk.context.database, desk.context.settings, now=clock, desk_name="desk two")

    def offered() -> list[int]:
        return [each.ranked.slot.slot for each in only(desk.booking.slots(mine.id), SlotChoices).choices]

    assert offered() == slots
    only(other.booking.take_up(theirs.id, slots[0]), Held)
    assert offered() == slots[1:]
