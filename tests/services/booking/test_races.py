"""Many desks reach for the same places: every place is one booking, and every loser is told."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections import Counter

from clerkdesk.data.engine import open_database
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests import racing
from tests.builders import a_hospital, a_session, an_entry


def test_eight_desks_race_and_every_place_is_one_booking(desk: Desk, location: str) -> None:
    race = racing.a_race(desk, 10)
    desk.context.database.close()
    with multiprocessing.get_context("spawn").Pool(racing.DESKS) as pool:
        runs = [(location, number, entries, race.slots) for number, entries in enumerate(race.entries)]
        answers = sum((counted for counted, _ in pool.starmap(racing.run, runs)), Counter[str]())
    assert answers == race.answers
    assert racing.places_taken(desk) == (race.places,) * 3


def test_whoever_comes_too_late_is_told_while_another_desk_writes(sqlite_location: str) -> None:
    desk = desk_for(open_database(sqlite_location), Settings(), now=lambda: racing.NOW, desk_name="desk one")
    hospital = a_hospital(desk)
    (slot,) = a_session(desk, hospital, slots=1)
    first, second = an_entry(desk, hospital), an_entry(desk, hospital)
    assert isinstance(desk.booking.book(first.id, slot), Booked)
    other = sqlite3.connect(sqlite_location, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert isinstance(desk.booking.book(second.id, slot), SlotTaken)
    other.close()
    desk.close()
