"""Races many desks for the same places and prints who won, who was told, and what it took.

    python -m benchmarks.races [--each 500] [--commands 25] [--db postgres|EMPTY_URL]

Eight processes, each with so many entries, reach for the same slots of capacity 1 and 3: first through the services,
then, in a database of its own, each booking through a `clerkdesk book` of its own. Every place
must be one booking and every loser told; the program ends with 1 when that is not so.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from benchmarks.databases import HELP, empty_database
from benchmarks.machine import HEADING, describe, line
from clerkdesk.data.create import create_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests import racing
from tests.racing import DESKS, NOW, OUT_OF_TURN, Race

Results = list[tuple[Counter[str], list[float]]]


def through_services(location: str, race: Race) -> Results:
    """Let every desk run in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(DESKS) as pool:
        return pool.starmap(racing.run, [(location, n, race.entries[n], race.slots) for n in range(DESKS)])


def through_commands(location: str, race: Race) -> Results:
    """Let every desk start one command after another, each a process of its own."""
    with ThreadPoolExecutor(DESKS) as desks:
        return list(desks.map(lambda entries: _commands(location, entries, race.slots), race.entries))


def _commands(location: str, entries: list[int], slots: list[int]) -> tuple[Counter[str], list[float]]:
    answers: Counter[str] = Counter()
    took = []
    for entry_id, slot_id in zip(entries, slots, strict=True):
        words = ["--db", location, "--json", "book", str(entry_id), str(slot_id), "--out-of-turn", OUT_OF_TURN]
        began = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, "-m", "clerkdesk", *words],
            env={**os.environ, "CLERKDESK_NOW": NOW.isoformat(timespec="minutes")},
            capture_output=True,
            text=True,
            check=False,
        )
        took.append(time.perf_counter() - began)
        answers[_answer(ended)] += 1
    return answers, took


def _answer(ended: subprocess.CompletedProcess[str]) -> str:
    """Return `booked` or `told`, or whatever else came of a command."""
    try:
        outcome = json.loads(ended.stdout).get("outcome")
    except ValueError:
        return f"exit {ended.returncode} without a document"
    known = {(0, "booked"): "booked", (3, "slot_taken"): "told"}
    return known.get((ended.returncode, outcome), f"exit {ended.returncode}: {ended.stdout}")


def hold(what: str, each: int, asked: str | None) -> bool:
    """Hold one race, print what came of it, and return whether that was right."""
    with empty_database(asked) as location:
        database = create_database(location, kind="test", name="Race", administrator="admin")
        desk = desk_for(database, Settings(), now=lambda: NOW, desk_name="builder")
        race = racing.a_race(desk, each)
        database.close()
        began = time.perf_counter()
        results = (through_commands if what == "commands" else through_services)(location, race)
        whole = time.perf_counter() - began
        answers = sum((counted for counted, _ in results), Counter[str]())
        taken = racing.places_taken(desk)
        database.close()
    print(f"{DESKS} desks x {each} through {what}, {database.engine.dialect.name}, {describe()}, {whole:.1f} s in all")
    print(f"places {race.places}, taken {taken[0]}, answers {dict(answers)}")
    print(HEADING)
    print(line("an answer", [seconds for _, took in results for seconds in took], None))
    return answers == race.answers and taken == (race.places,) * 3


def main() -> None:
    """Hold both races."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=500, help="bookings of each desk through the services; 0: none")
    parser.add_argument("--commands", type=int, default=25, help="bookings of each desk through the command; 0: none")
    parser.add_argument("--db", default=None, help=HELP)
    asked = parser.parse_args()
    if asked.each and asked.commands and asked.db and "://" in asked.db:
        parser.error("a database that is named holds one race: give --each 0 or --commands 0")
    races = [
        hold(what, each, asked.db) for what, each in (("services", asked.each), ("commands", asked.commands)) if each
    ]
    sys.exit(0 if all(races) else 1)


if __name__ == "__main__":
    main()
