"""Prints how well the desk finds likely duplicates among people with known duplicates (FEBRL, as CSV).

    python benchmarks/duplicates.py DIRECTORY [DIRECTORY ...]

A directory holds `febrl1.csv` with `febrl1_true_links.csv`, and so on for each set. It ignores the sets' own identifier
(`soc_sec_id`): at the desk the NHS number decides alone, and this measures the case without one.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clerkdesk.rules.patients.matching import MatchVerdict, PersonKey, keys_of, keys_sought, score

Pair = frozenset[str]


def read_people(path: Path) -> dict[str, PersonKey]:
    """Return the people of a FEBRL file by record id."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["rec_id"]: person_of(row) for row in csv.DictReader(file)}


def person_of(row: dict[str, str]) -> PersonKey:
    """Return a FEBRL row in the form of the desk."""
    lines = (row["street_number"], row["address_1"], row["address_2"], row["suburb"])
    return PersonKey(
        family_name=row["surname"],
        given_name=row["given_name"],
        date_of_birth=read_date(row["date_of_birth"]),
        postcode=row["postcode"],
        address=" ".join(filter(None, lines)),
    )


def read_date(written: str) -> date | None:
    """Return YYYYMMDD as a date; None if it is empty or not a day of the calendar."""
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


def read_links(path: Path) -> set[Pair]:
    """Return the pairs of records that are one person."""
    with path.open(encoding="utf-8", newline="") as file:
        return {frozenset((row["rec_id_1"], row["rec_id_2"])) for row in csv.DictReader(file)}


def candidate_pairs(people: dict[str, PersonKey]) -> set[Pair]:
    """Return the pairs in which the desk finds one on looking up the other."""
    found_under = defaultdict(list)
    for record, person in people.items():
        for key in keys_of(person):
            found_under[key].append(record)
    return {
        frozenset((record, other))
        for record, person in people.items()
        for key in keys_sought(person)
        for other in found_under[key]
        if other != record
    }


@dataclass(frozen=True)
class Measured:
    """The result of one set."""

    recall: float
    """Share of the true pairs found."""
    precision: float
    """Share of the found pairs that are true."""
    compared: int
    """Pairs that share a key."""
    reachable: float
    """Share of the true pairs among those compared, the most that can be found."""


def measure(people_file: Path) -> Measured:
    """Return the result of one set."""
    people = read_people(people_file)
    true_links = read_links(people_file.with_name(f"{people_file.stem}_true_links.csv"))
    candidates = candidate_pairs(people)
    found = {
        pair for pair in candidates if score(*(people[record] for record in pair)).verdict is not MatchVerdict.DIFFERENT
    }
    right = len(found & true_links)
    return Measured(
        recall=right / len(true_links),
        precision=right / max(len(found), 1),
        compared=len(candidates),
        reachable=len(candidates & true_links) / len(true_links),
    )


def main(directories: list[str]) -> int:
    """Measure every set in the directories; 2 when none was given."""
    if not directories:
        print(__doc__, file=sys.stderr)
        return 2
    for directory in directories:
        for people_file in sorted(Path(directory).glob("febrl?.csv")):
            begun = time.perf_counter()
            measured = measure(people_file)
            seconds = time.perf_counter() - begun
            print(
                f"{people_file.stem}: recall {measured.recall:.3f} (aim 0.90), precision {measured.precision:.3f} "
                f"(aim 0.97); {measured.compared} compared, which hold {measured.reachable:.3f} of the true pairs; "
                f"{seconds:.1f} s"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
