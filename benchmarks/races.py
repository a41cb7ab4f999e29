"""Races many desks for the same places and prints who won, who was told, and what it took.

    python -m benchmarks.races [--each N] [--db EMPTY_URL]

Eight processes, each with N entries, reach for the same slots of capacity 1 and 3, through the services. Every place
must be one booking and every loser told; the program ends with 1 when that is not so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from benchmarks.machine import HEADING, describe, line
from clerkdesk.data.create import create_database
from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import AppointmentPlace
from clerkdesk.services.answers import SlotTaken
from clerkdesk.services.bookings import Booked
from clerkdesk.services.desk import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_session, an_entry

NOW = datetime(2025, 3, 3, 9, 41)
FIRST_DAY = datetime(2025, 4, 1, 8, 0)
DESKS = 8
SLOTS_A_DAY = 25


def work(location: str, number: int, entries: list[int], slots: list[int]) -> tuple[Counter[str], list[float]]:
    """Book each entry into the slot of its rank; return the answers and the seconds each took."""
    desk = desk_for(open_database(location), Settings(), now=lambda: NOW, desk_name=f"desk {number}")
    outcomes: Counter[str] = Counter()
    took = []
    for entry_id, slot_id in zip(entries, slots, strict=True):
        began = time.perf_counter()
        answer = desk.bookings.book(entry_id, slot_id, "OT02")
        took.append(time.perf_counter() - began)
        outcomes["booked" if isinstance(answer, Booked) else "told" if isinstance(answer, SlotTaken) else "other"] += 1
    desk.close()
    return outcomes, took


def main() -> None:
    """Run the race and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--db", default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        location = asked.db or str(Path(folder) / "desk.sqlite")
        database = create_database(location, kind="test", name="Race", administrator="admin")
        desk = desk_for(database, Settings(), now=lambda: NOW, desk_name="builder")
        hospital = a_hospital(desk)
        slots: list[int] = []
        places = 0
        while len(slots) < asked.each:
            day, capacity = len(slots) // SLOTS_A_DAY, (1, 3)[len(slots) // SLOTS_A_DAY % 2]
            wanted = min(SLOTS_A_DAY, asked.each - len(slots))
            starts = FIRST_DAY + timedelta(days=day)
            slots += a_session(desk, hospital, starts, slots=wanted, minutes=15, capacity=capacity)
            places += wanted * capacity
        entries = [[an_entry(desk, hospital, clock_start=date(2025, 1, 6)).id for _ in slots] for _ in range(DESKS)]
        database.close()
        began = time.perf_counter()
        with multiprocessing.get_context("spawn").Pool(DESKS) as pool:
            results = pool.starmap(work, [(location, n, entries[n], slots) for n in range(DESKS)])
        whole = time.perf_counter() - began
        outcomes = sum((counted for counted, _ in results), Counter[str]())
        with desk.office.reading() as session:
            query = select(func.count()).select_from(AppointmentPlace).where(col(AppointmentPlace.live).is_(True))
            taken = session.execute(query).scalar_one()
        print(f"{DESKS} desks x {asked.each}, {database.engine.dialect.name}, {describe()}, {whole:.1f} s in all")
        print(f"places {places}, taken {taken}, answers {dict(outcomes)}")
        print(HEADING)
        print(line("an answer", [seconds for _, took in results for seconds in took], None))
        right = taken == places and outcomes == Counter(booked=places, told=DESKS * len(slots) - places)
        sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
