"""A desk takes a patient up: it claims them and holds a place in one transaction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Claim, SlotHold
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.desk.facade import Desk, desk_for
from tests.builders import a_hospital, a_session, an_entry
from tests.conftest import StandingClock

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)


def _desk_two(desk: Desk, clock: StandingClock) -> Desk:
    return desk_for(desk.context.database, desk.context.settings, now=clock, desk_name="desk two")


def _claims(desk: Desk) -> list[tuple[int, str]]:
    with desk.context.reading() as session:
        return [(entry, name) for entry, name in session.execute(select(col(Claim.entry_id), col(Claim.desk)))]


def _holds(desk: Desk) -> list[tuple[int, int]]:
    with desk.context.reading() as session:
        return [(entry, slot) for entry, slot in session.execute(select(col(SlotHold.entry_id), col(SlotHold.slot_id)))]


def test_taking_up_claims_the_patient_and_holds_the_place(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots, entry = a_session(desk, hospital, IN_FOUR_WEEKS), an_entry(desk, hospital)
    held = desk.booking.take_up(entry.id, slots[1])
    assert isinstance(held, Held) and held.slot_id == slots[1]
    assert _claims(desk) == [(entry.id, desk.context.desk_name)]
    assert isinstance(desk.booking.take_up(entry.id, slots[2]), Held)
    assert _holds(desk) == [(entry.id, slots[2])]


def test_the_claim_stands_when_the_slot_is_taken(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS, slots=1)
    first, second = an_entry(desk, hospital), an_entry(desk, hospital)
    assert isinstance(_desk_two(desk, clock).booking.take_up(second.id, slots[0]), Held)
    assert isinstance(desk.booking.take_up(first.id, slots[0]), SlotTaken)
    assert (first.id, desk.context.desk_name) in _claims(desk)
    assert _holds(desk) == [(second.id, slots[0])]


def test_a_patient_at_another_desk_gets_no_place_held_here(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots, entry = a_session(desk, hospital, IN_FOUR_WEEKS), an_entry(desk, hospital)
    other = _desk_two(desk, clock)
    other.booking.claim(entry.id)
    answer = desk.booking.take_up(entry.id, slots[0])
    assert isinstance(answer, Refused) and answer.code == "claimed"
    assert (_claims(desk), _holds(desk)) == ([(entry.id, "desk two")], [])


def test_of_two_desks_that_take_one_patient_up_at_once_one_gets_them(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots, entry = a_session(desk, hospital, IN_FOUR_WEEKS), an_entry(desk, hospital)
    desks, start = (desk, _desk_two(desk, clock)), Barrier(2)

    def take_up(number: int) -> Held | SlotTaken | Refused:
        start.wait()
        return desks[number].booking.take_up(entry.id, slots[number])

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(take_up, range(2)))
    (held,) = (answer for answer in answers if isinstance(answer, Held))
    assert len(_claims(desk)) == 1
    assert _holds(desk) == [(entry.id, held.slot_id)]
