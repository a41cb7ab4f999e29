"""Many desks reach for the same places: every place is one booking, and every loser is told."""

from __future__ import annotations

import multiprocessing
from collections import Counter

from clerkdesk.services.desk import Desk
from tests import racing


def test_eight_desks_race_and_every_place_is_one_booking(desk: Desk, location: str) -> None:
    race = racing.a_race(desk, 10)
    desk.office.database.close()
    with multiprocessing.get_context("spawn").Pool(racing.DESKS) as pool:
        runs = [(location, number, entries, race.slots) for number, entries in enumerate(race.entries)]
        answers = sum((counted for counted, _ in pool.starmap(racing.run, runs)), Counter[str]())
    assert answers == race.answers
    assert racing.places_taken(desk) == (race.places,) * 3
