"""Many desks reach for the same places: every place is one booking, and every loser is told."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Appointment, AppointmentPlace, Slot, WaitingListEntry
from clerkdesk.services.answers import SlotTaken
from clerkdesk.services.bookings import Booked
from clerkdesk.services.desk import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_session, an_entry

NOW = datetime(2025, 3, 3, 9, 41)
IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
DESKS = 8


def _work(location: str, desk_number: int, entries: list[int], slots: list[int]) -> Counter[str]:
    """Book each entry into the slot of the same rank, as one desk in a process of its own."""
    desk = desk_for(open_database(location), Settings(), now=lambda: NOW, desk_name=f"desk {desk_number}")
    outcomes: Counter[str] = Counter()
    for entry_id, slot_id in zip(entries, slots, strict=True):
        answer = desk.bookings.book(entry_id, slot_id, out_of_turn="OT02")
        match answer:
            case Booked():
                outcomes["booked"] += 1
            case SlotTaken():
                outcomes["slot taken"] += 1
            case _:
                outcomes[repr(answer)] += 1
    desk.close()
    return outcomes


def test_eight_desks_race_and_every_place_is_one_booking(desk: Desk, location: str) -> None:
    hospital = a_hospital(desk)
    capacities = (1, 3)
    slots = [
        slot
        for day, capacity in enumerate(capacities)
        for slot in a_session(desk, hospital, IN_FOUR_WEEKS + timedelta(days=day), slots=5, capacity=capacity)
    ]
    entries = [
        [an_entry(desk, hospital, clock_start=date(2025, 1, 6)).id for _ in slots] for _ in range(DESKS)
    ]  # fmt: skip
    desk.office.database.close()
    context = multiprocessing.get_context("spawn")
    with context.Pool(DESKS) as pool:
        results = pool.starmap(_work, [(location, number, entries[number], slots) for number in range(DESKS)])
    outcomes = sum(results, Counter())
    places = 5 * sum(capacities)
    assert outcomes == Counter({"booked": places, "slot taken": DESKS * len(slots) - places})
    with desk.office.reading() as session:
        taken = session.execute(
            select(func.count()).select_from(AppointmentPlace).where(col(AppointmentPlace.live).is_(True))
        ).scalar_one()
        full = session.execute(
            select(func.count()).select_from(Slot).join(AppointmentPlace, col(AppointmentPlace.slot_id) == col(Slot.id))
        ).scalar_one()
        booked = session.execute(
            select(func.count()).select_from(WaitingListEntry).where(col(WaitingListEntry.status) == "booked")
        ).scalar_one()
        appointments = session.execute(select(func.count()).select_from(Appointment)).scalar_one()
    assert (taken, full, booked, appointments) == (places, places, places, places)
