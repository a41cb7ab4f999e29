"""Prints how long the services alone take: the list, the slots, a claim, a booking committed durably.

    python -m benchmarks.services [--patients N] [--entries N] [--db URL]

Without --db it makes a SQLite file that it throws away; a database named by --db must be empty.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.large import LONG_LIST, enlarge
from benchmarks.machine import HEADING, describe, line
from clerkdesk.data.engine import open_database
from clerkdesk.demo.compose import compose
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.waiting_list.worklists import Worklist
from clerkdesk.settings import Settings

REPEATS = 40


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Return how long each of some runs of the same work took."""
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return took


def bookings(desk: Desk) -> tuple[list[float], list[float]]:
    """Book the head of the list again and again; return the times of choosing and of booking."""
    choosing, booking = [], []
    for _ in range(REPEATS):
        found = desk.waiting_list.worklist(LONG_LIST, EntryKind.NEW, 30)
        if not isinstance(found, Worklist):
            raise SystemExit("the list is missing")
        waiting = (each for each in found.entries if each.row.status == EntryStatus.WAITING)
        head = next(entry for entry in waiting if entry.passed_by is None)
        began = time.perf_counter()
        choices = desk.booking.slots(head.row.entry_id)
        choosing.append(time.perf_counter() - began)
        if not isinstance(choices, SlotChoices) or not choices.choices:
            break
        began = time.perf_counter()
        answer = desk.booking.book(head.row.entry_id, choices.choices[0].ranked.slot.slot, "OT02")
        booking.append(time.perf_counter() - began)
        if not isinstance(answer, Booked):
            raise SystemExit(f"not booked: {answer}")
    return choosing, booking


def main() -> None:
    """Build a large hospital, work its list, and print what each act took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=30_000)
    parser.add_argument("--db", default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        location = asked.db or str(Path(folder) / "desk.sqlite")
        compose(location)
        database = open_database(location)
        desk = desk_for(database, Settings())
        enlarge(desk, asked.patients, asked.entries)
        print(
            f"{asked.patients} patients, {asked.entries} more on one list, {database.engine.dialect.name}, {describe()}"
        )
        print(HEADING)
        print(
            line(
                "first page of the list (100)",
                seconds(lambda: desk.waiting_list.worklist(LONG_LIST, EntryKind.NEW, 100)),
                50,
            )
        )
        print(line("whole list", seconds(lambda: desk.waiting_list.worklist(LONG_LIST, EntryKind.NEW), 3), None))
        choosing, booking = bookings(desk)
        print(line("slots of one entry, ranked", choosing, None))
        print(line("a booking, committed durably", booking, 10))
        desk.close()


if __name__ == "__main__":
    main()
