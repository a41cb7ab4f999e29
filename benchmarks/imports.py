"""Prints the processor time of an import of patients for one thousand and for many rows, and the ratio for each row.

    python -m benchmarks.imports [--rows N] [--db URL]

Without --db it makes SQLite files that it throws away; `postgres` starts a server of its own. A first load is all new
people; the second reading of the same file changes nothing. Names are shared by many, as they are in a hospital.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.databases import HELP, empty_database
from clerkdesk.data.create import create_database
from clerkdesk.rules.values.nhs_number import practice_number
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings

FEW = 1_000
HEADINGS = "NHS Number,Hospital Number,Surname,Forename,DOB,Sex,Address 1,Postcode,Mobile,Email"
FAMILY_NAMES = ("Smith", "Patel", "Okafor", "Brown", "Khan", "Jones", "Evans", "Nowak")
GIVEN_NAMES = ("Joan", "Anjali", "Grace", "Tom", "Ali", "Mary")


def lines(count: int, chance: random.Random) -> Iterator[str]:
    """Yield the lines of a file of made-up patients."""
    yield HEADINGS
    for number in range(count):
        born = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1930, 2010)}"
        family = f"{chance.choice(FAMILY_NAMES)}{'abcdefghij'[number % 10]}"
        yield (
            f"{practice_number(number)},RX{number},{family},{chance.choice(GIVEN_NAMES)},{born},{chance.choice('MF')},"
            f"{number} Mill Lane,NN{number % 20 + 1} {number % 9 + 1}AB,07700 9{number % 100_000:05},"
            f"p{number}@example.org"
        )


def seconds(desk: Desk, file: Path) -> float:
    """Return the processor time of one import."""
    began = time.process_time()
    desk.imports.patients([file])
    return time.process_time() - began


def measure(rows: int, asked: str | None) -> tuple[float, float]:
    """Return the milliseconds for each row of a first load and of the same file again."""
    with tempfile.TemporaryDirectory() as folder, empty_database(asked) as location:
        file = Path(folder) / "patients.csv"
        file.write_text("\n".join(lines(rows, random.Random(1))) + "\n", encoding="utf-8")
        database = create_database(location, kind="test", name="Benchmark", administrator="admin")
        desk = desk_for(database, Settings())
        first, again = (seconds(desk, file) * 1000 / rows for _ in range(2))
        database.close()
    return first, again


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the large file")
    parser.add_argument("--db", help=HELP)
    asked = parser.parse_args()
    few, many = measure(FEW, asked.db), measure(asked.rows, asked.db)
    for what, small, large in zip(("first load", "read again"), few, many, strict=True):
        print(
            f"{what:<12}{FEW:>8,} rows {small:.3f} ms a row   {asked.rows:>8,} rows {large:.3f} ms a row   "
            f"ratio {large / small:.2f}"
        )


if __name__ == "__main__":
    main()
