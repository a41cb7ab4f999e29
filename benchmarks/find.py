"""Prints how long the find box's searches take on a large index of patients, on SQLite or PostgreSQL.

    python -m benchmarks.find [--patients N] [--db URL]

Without --db it makes a SQLite file that it throws away; a database named by --db must be empty. Times are those of the
service: from the typed text to frozen rows, without the screen. Aim: key to paint under 50 ms.
"""

from __future__ import annotations

import argparse
import itertools
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from clerkdesk.data.create import create_database
from clerkdesk.data.name_keys import name_key_rows, set_name
from clerkdesk.data.tables import Patient, PatientNameKey, PatientPhone
from clerkdesk.rules.values.nhs_number import practice_number
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings

SYLLABLES = ("ba", "con", "da", "el", "far", "gu", "han", "is", "jo", "kel", "lo", "mac", "nor", "ou", "pat", "quin",
             "ro", "smi", "tho", "ur", "van", "wil", "yo", "zam")  # fmt: skip
ENDINGS = ("son", "th", "ley", "ell", "man", "ova", "ski", "er", "ed", "wood")
GIVEN_NAMES = ("Anjali", "Chidi", "Sean", "Maeve", "Robert", "Elizabeth", "Mohammed", "Olga", "Wei", "Grace", "Thomas",
               "Fatima", "Zoe", "Peter", "Amara", "Dafydd")  # fmt: skip
COMMON = ("Smith", "Jones", "Patel", "Khan", "Williams", "Taylor", "Brown", "O'Neil", "Smith-Jones", "van der Berg")
SEARCHES = (
    ("one letter", "s"),
    ("two letters", "pa"),
    ("two letters and birth date", "{begun}{born:%d%m%y}"),
    ("common name", "smith"),
    ("common name, given name begun", "smith an"),
    ("family name begun, given name begun", "s an"),
    ("double barrel the other way", "jones-smith"),
    ("NHS number", "{nhs_number}"),
    ("NHS number begun", "9990"),
    ("hospital number", "{hospital_number}"),
    ("telephone", "{phone}"),
    ("telephone begun", "07000 05"),
    ("postcode", "{postcode}"),
    ("birth date", "{born:%d/%m/%Y}"),
    ("nobody: sounds like", "smythe anjalee"),
    ("nobody: nickname", "smith bob"),
    ("nobody: transposed birth date", "patel {swapped:%d/%m/%Y}"),
    ("nobody at all", "xqzzkw"),
)
REPEATS = 20
ROWS_AT_ONCE = 5000


def people(count: int, chance: random.Random) -> Iterator[tuple[Patient, PatientPhone]]:
    """Yield made-up patients, a third of them with one of the common family names."""
    for number in range(1, count + 1):
        rare = "".join(chance.choices(SYLLABLES, k=2)).capitalize() + chance.choice(ENDINGS)
        patient = Patient(
            id=number,
            nhs_number=practice_number(number),
            nhs_number_valid=True,
            hospital_number=f"H{number:07d}",
            date_of_birth=date(1930, 1, 1) + timedelta(days=chance.randrange(33_000)),
            postcode=f"NN{number % 17 + 1} {number % 9 + 1}AB",
            postcode_key=f"NN{number % 17 + 1}{number % 9 + 1}AB",
        )
        set_name(patient, chance.choice(COMMON) if number % 3 == 0 else rare, chance.choice(GIVEN_NAMES))
        digits = f"447{number % 1_000_000_000:09d}"
        yield patient, PatientPhone(patient_id=number, number=f"+{digits}", number_key=digits)


def fill(desk: Desk, count: int) -> None:
    """Put made-up patients into an empty desk."""
    made = people(count, random.Random(1))
    while batch := list(itertools.islice(made, ROWS_AT_ONCE)):
        with desk.context.act("build") as act:
            act.add_many([patient for patient, _ in batch])
            act.add_many([phone for _, phone in batch])
            keys = (name_key_rows(row.id, row.family_name, row.given_name) for row, _ in batch)
            act.add_many(list[PatientNameKey](itertools.chain.from_iterable(keys)))
            act.commit(None)


def milliseconds(desk: Desk, text: str) -> list[float]:
    """Return how long each repeat of one search took."""
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        desk.patients.find(text)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)


def main() -> None:
    """Fill a desk, search it, and print what each search took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--db", default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        location = asked.db or str(Path(folder) / "desk.sqlite")
        database = create_database(location, kind="test", name="Benchmark", administrator="admin")
        desk = desk_for(database, Settings())
        fill(desk, asked.patients)
        middle = next(itertools.islice(people(asked.patients, random.Random(1)), asked.patients // 2, None))
        patient, phone = middle
        born = patient.date_of_birth or date(1967, 3, 14)
        known = {
            "begun": patient.sort_key[:2].lower(),
            "born": born,
            "nhs_number": patient.nhs_number,
            "hospital_number": patient.hospital_number,
            "phone": f"0{phone.number_key[2:]}",
            "postcode": patient.postcode,
            "swapped": date(1967, 4, 1),
        }
        print(f"{asked.patients} patients, {database.engine.dialect.name}, {platform.platform()}, "
              f"Python {platform.python_version()}")  # fmt: skip
        print(f"{'search':40} {'median ms':>10} {'95th ms':>9} found")
        for name, pattern in SEARCHES:
            text = pattern.format(**known)
            took = milliseconds(desk, text)
            found = desk.patients.find(text)
            mark = "~" if found.sounds_like else ""
            print(f"{name:40} {statistics.median(took):10.1f} {took[int(REPEATS * 0.95) - 1]:9.1f} "
                  f"{mark}{len(found.patients)}")  # fmt: skip
        desk.close()


if __name__ == "__main__":
    main()
