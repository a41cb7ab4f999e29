"""A race of many desks for the same slots: its hospital, one desk's run, and the result it must have."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Appointment, AppointmentPlace, WaitingListEntry
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_session, an_entry

NOW = datetime(2025, 3, 3, 9, 41)
OUT_OF_TURN = "OT02"
DESKS = 8
CAPACITIES = (1, 3)
_FIRST_DAY = datetime(2025, 4, 1, 8, 0)
_SLOTS_A_DAY = 25


@dataclass(frozen=True, slots=True)
class Race:
    """Slots of capacity 1 and 3, and for each desk as many entries as there are slots."""

    slots: list[int]
    entries: list[list[int]]
    places: int

    @property
    def answers(self) -> Counter[str]:
        """The answers that the desks must get: every place is booked once, and every loser is told."""
        return Counter(booked=self.places, told=DESKS * len(self.slots) - self.places)


def a_race(desk: Desk, each: int) -> Race:
    """Build a race in which each desk tries to book some number of slots."""
    hospital = a_hospital(desk)
    a_day = min(_SLOTS_A_DAY, -(-each // len(CAPACITIES)))
    slots: list[int] = []
    places = 0
    while len(slots) < each:
        day = len(slots) // a_day
        capacity = CAPACITIES[day % len(CAPACITIES)]
        wanted = min(a_day, each - len(slots))
        starts = _FIRST_DAY + timedelta(days=day)
        slots += a_session(desk, hospital, starts, slots=wanted, minutes=15, capacity=capacity)
        places += wanted * capacity
    entries = [[an_entry(desk, hospital, clock_start=date(2025, 1, 6)).id for _ in slots] for _ in range(DESKS)]
    return Race(slots, entries, places)


def run(location: str, number: int, entries: Sequence[int], slots: Sequence[int]) -> tuple[Counter[str], list[float]]:
    """Book each entry into the slot of the same rank, as one desk; return the answers and the seconds each took."""
    desk = desk_for(open_database(location), Settings(), now=lambda: NOW, desk_name=f"desk {number}")
    answers: Counter[str] = Counter()
    took = []
    for entry_id, slot_id in zip(entries, slots, strict=True):
        began = time.perf_counter()
        answer = desk.booking.book(entry_id, slot_id, OUT_OF_TURN)
        took.append(time.perf_counter() - began)
        match answer:
            case Booked():
                answers["booked"] += 1
            case SlotTaken():
                answers["told"] += 1
            case _:
                answers[repr(answer)] += 1
    desk.close()
    return answers, took


def places_taken(desk: Desk) -> tuple[int, int, int]:
    """Return the numbers of taken places, of appointments and of booked entries."""
    queries = (
        select(func.count()).select_from(AppointmentPlace).where(col(AppointmentPlace.live).is_(True)),
        select(func.count()).select_from(Appointment),
        select(func.count()).select_from(WaitingListEntry).where(col(WaitingListEntry.status) == "booked"),
    )
    with desk.context.reading() as session:
        taken, appointments, booked = (session.execute(query).scalar_one() for query in queries)
    return taken, appointments, booked
