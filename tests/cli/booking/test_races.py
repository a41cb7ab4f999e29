"""The same race through the command: eight processes reach for the same places at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from clerkdesk.services.desk.facade import Desk
from tests import racing
from tests.cli.running import Ran, Shell

_FIXED = {"CLERKDESK_NOW": racing.NOW.isoformat(timespec="minutes")}


def test_eight_processes_race_through_the_command_and_every_loser_is_told(
    desk: Desk, location: str, shell: Shell
) -> None:
    race = racing.a_race(desk, 2)
    desk.context.database.close()

    def book(entry_id: int, slot_id: int) -> Ran:
        words = ("book", str(entry_id), str(slot_id), "--out-of-turn", racing.OUT_OF_TURN, "--json")
        return shell.run("--db", location, *words, variables=_FIXED)

    answers: Counter[str] = Counter()
    with ThreadPoolExecutor(racing.DESKS) as processes:
        for place, slot_id in enumerate(race.slots):
            for ran in processes.map(book, (entries[place] for entries in race.entries), [slot_id] * racing.DESKS):
                told = ran.exit_code == 3 and ran.document["outcome"] == "slot_taken"
                answers["told" if told else ran.document.get("outcome", ran.stdout)] += 1
    assert answers == race.answers
    assert racing.places_taken(desk) == (race.places,) * 3
