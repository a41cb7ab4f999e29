"""Composes the practice hospital into a new database, the same for the same seed and moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import text

from clerkdesk.data.create import create_database
from clerkdesk.data.engine import Database
from clerkdesk.data.tables import Clerk, Patient, Slot, WaitingListEntry
from clerkdesk.data.unit_of_work import Acting, ActWork
from clerkdesk.demo import drill, inbox, oddities, planted, scenes
from clerkdesk.demo.beside import ReviewsAndItems
from clerkdesk.demo.care import Carer
from clerkdesk.demo.cases import Cases
from clerkdesk.demo.crowd import Crowd
from clerkdesk.demo.hospital import ADMINISTRATOR, NAME, open_hospital
from clerkdesk.demo.ledger import Ledger
from clerkdesk.demo.moment import moment_of
from clerkdesk.demo.people import People
from clerkdesk.demo.stage import Stage
from clerkdesk.demo.timetable import SessionCalendar
from clerkdesk.demo.today import Today
from clerkdesk.demo.visits import Visits
from clerkdesk.demo.weeks_past import WeeksPast, give_forecasts
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.services.acts.context import hospital_time
from clerkdesk.settings import PolicySettings

USUAL_PATIENTS = 2_000
MOST_PATIENTS = 200_000
_ADMINISTRATORS = 1
"""Number of clerks in a new database before anything is composed."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed practice desk."""

    database: str
    """Path or URL."""
    patients: int
    entries: int
    """Open needs on waiting lists."""
    slots: int


def compose(
    location: str,
    *,
    patients: int = USUAL_PATIENTS,
    seed: int = 1,
    now: datetime | None = None,
    progress: Progress = lambda sentence: None,
) -> Composed:
    """Compose a hospital into a new database of the kind `demo`.

    Args:
        location: path of a file that does not exist yet, or the URL of an empty PostgreSQL database.
        patients: number of people on the index, up to 200,000; never fewer than the scenes and cases need.
        seed: the same seed composes the same hospital at the same moment.
        now: local time of the hospital; None for the machine's.
        progress: gets a sentence for each step.

    Raises:
        DatabaseUnavailable: something exists there already, or it can't be written; nothing was changed.
        ValueError: the number of patients is out of range.
    """
    if not 0 < patients <= MOST_PATIENTS:
        raise ValueError(f"A practice hospital has 1 to {MOST_PATIENTS} patients.")
    moment = now or hospital_time()
    progress("Making a new database ...")
    database = create_database(location, kind="demo", name=NAME, administrator=ADMINISTRATOR, seed=seed)
    try:
        progress(f"Composing a hospital with {patients:,} patients ...")
        ledger = _composed(patients, seed, moment)
        progress("Writing its lists and clinics ...")
        _write(database, ledger, moment, patients)
    except BaseException:
        database.close()
        _remove(database, location)
        raise
    database.close()
    open_entries = sum(entry.status != EntryStatus.CLOSED for entry in ledger.of(WaitingListEntry))
    return Composed(location, len(ledger.of(Patient)), open_entries, len(ledger.of(Slot)))


def _composed(patients: int, seed: int, now: datetime) -> Ledger:
    """Return every row of the hospital, projected."""
    moment = moment_of(now.replace(microsecond=0))
    chance, policy = Random(seed), PolicySettings()
    ledger = Ledger(seed, {Clerk: _ADMINISTRATORS})
    hospital = open_hospital(ledger)
    timetable = SessionCalendar(ledger, hospital, moment)
    timetable.publish()
    people = People(ledger, moment, chance)
    carer = Carer(ledger, hospital, moment, policy)
    beside = ReviewsAndItems(carer)
    visits = Visits(carer, beside, timetable, chance)
    today = Today(carer, beside, visits, chance)
    stage = Stage(carer, beside, visits, timetable, people, moment, chance)
    scenes.play(stage)
    oddities.appear(stage)
    Cases(stage).happen()
    planted.plant(stage)
    inbox.fill(stage)
    drill.put_in_inbox(stage)
    crowd = Crowd(carer, visits, timetable, people, chance, max(patients - len(ledger.of(Patient)), 0))
    crowd.compose()
    today.happen(list(crowd.today()))
    WeeksPast(carer, timetable, crowd.known).compose(crowd.scale)
    ledger.project(moment.today, policy)
    give_forecasts(ledger, moment, hospital.clerk("sam"))
    inbox.arrange_support(stage)
    ledger.project_work()
    return ledger


def _write(database: Database, ledger: Ledger, now: datetime, patients: int) -> None:
    with ActWork(database, "compose", Acting(_ADMINISTRATORS, "practice"), now) as act:
        for table, rows in ledger.in_order_of_keys():
            act.add_values(table, rows)
        if not database.is_sqlite:
            _count_on(act, ledger)
        act.commit({"patients": patients})


def _count_on(act: ActWork, ledger: Ledger) -> None:
    """Let PostgreSQL give ids after those given here."""
    for table, _rows in ledger.in_order_of_keys():
        if "id" in table.model_fields and table.model_fields["id"].annotation is int:
            name = str(table.__tablename__)
            act.session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            )


def _remove(database: Database, location: str) -> None:
    """Leave no half-made file behind."""
    if database.is_sqlite:
        for ending in ("", "-wal", "-shm"):
            Path(f"{location}{ending}").unlink(missing_ok=True)
