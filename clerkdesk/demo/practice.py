"""Makes or opens the practice desk: composes a missing one, reopens one as it was left, restarts one on request.

It composes a new hospital beside its final file and moves it there when complete, so that nobody ever opens half of
one. It never touches a desk of real patients.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col

from clerkdesk.data.engine import engine_for, holds_nothing, open_database
from clerkdesk.data.tables import Act, Installation, Patient, Slot, WaitingListEntry
from clerkdesk.demo.compose import MOST_PATIENTS, USUAL_PATIENTS, Composed, compose
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.desk.opening import local_time, open_desk
from clerkdesk.settings import Settings

Progress = Callable[[str], None]


class NotComposed(Exception):
    """The practice desk could not be made here. `sentence` says why and what would be right."""

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request for a practice desk."""

    location: str
    """Path or URL."""
    patients: int | None = None
    """Number of patients; None for the existing or the usual number."""
    seed: int | None = None
    fresh: bool = False
    """Whether to delete the existing one."""
    fixed_time: str | None = None
    """ISO local time of the hospital, instead of the machine's."""


def build(wanted: Wanted, progress: Progress = lambda sentence: None) -> Composed:
    """Compose the practice desk, or keep an existing one, and return its content.

    Raises:
        NotComposed: something else exists there, or a hospital other than the requested one.
        DatabaseUnavailable: it can't be written or read.
        WrongTime: the fixed time is not a local time.
    """
    if wanted.patients is not None and not 0 < wanted.patients <= MOST_PATIENTS:
        sentence = f"A practice hospital has 1 to {MOST_PATIENTS} patients."
        raise NotComposed("wrong_patients", sentence, "--patients")
    engine = engine_for(wanted.location)
    try:
        kind = _kind(engine)
        if kind is not None and kind != "demo":
            raise NotComposed("not_a_practice_desk", _OTHERS[kind], "--db")
        if kind == "demo" and not wanted.fresh:
            return _standing(wanted)
        return _compose(engine, wanted, progress, stands=kind is not None)
    finally:
        engine.dispose()


def open_practice(
    wanted: Wanted, settings: Settings, username: str | None, progress: Progress = lambda sentence: None
) -> Desk:
    """Open the practice desk, composing it first if there is none; raises what `build` and `open_desk` raise."""
    said: list[str] = []

    def tell(sentence: str) -> None:
        said.append(sentence)
        progress(sentence)

    build(wanted, tell)
    desk = open_desk(wanted.location, settings, username=username, fixed_time=wanted.fixed_time)
    progress(_READY if said else _how_old(desk))
    return desk


_READY = "Everybody here is made up. The inbox has a drill of ten calls to begin with."


def _how_old(desk: Desk) -> str:
    """Return a hint if today's clinics have become yesterday's; empty on the same day."""
    query = select(func.max(col(Act.event_at))).where(col(Act.kind) == "compose")
    with desk.context.reading() as session:
        composed = session.execute(query).scalar_one_or_none()
    if composed is None or composed.date() >= desk.context.today:
        return ""
    return f"This practice day is {day_words(composed)}; `clerkdesk demo --fresh` begins one of today."


_FOREIGN = "another"
_OTHERS = {
    "live": "A desk of real patients stands here; nothing was changed. Name another file for practice with --db.",
    "test": "A test desk stands here; nothing was changed. Name another file for practice with --db.",
    _FOREIGN: "Something that is no desk stands here; nothing was changed. Name another file with --db.",
}


def _kind(engine: Engine) -> str | None:
    """Return the kind of desk at a location, or None."""
    path = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    if path is not None and (not path.exists() or path.stat().st_size == 0):
        return None
    if path is not None and not path.is_file():
        return _FOREIGN
    try:
        with engine.connect() as connection:
            if not engine.dialect.has_table(connection, "installation"):
                return None if holds_nothing(engine) else _FOREIGN
            return str(connection.execute(text("SELECT kind FROM installation")).scalar_one())
    except DBAPIError as error:
        if path is not None and "not a database" in str(error.orig):
            return _FOREIGN
        raise


def _standing(wanted: Wanted) -> Composed:
    """Return the content of the existing desk, or raise if it is not the requested one."""
    database = open_database(wanted.location)
    try:
        with database.reading() as session:
            patients = session.execute(select(func.count()).select_from(Patient)).scalar_one()
            seed = session.execute(select(col(Installation.seed))).scalar_one()
            asked = session.execute(select(col(Act.result)).where(col(Act.kind) == "compose")).scalar_one()
            still_open = col(WaitingListEntry.status) != EntryStatus.CLOSED
            entries = session.execute(select(func.count()).select_from(WaitingListEntry).where(still_open)).scalar_one()
            slots = session.execute(select(func.count()).select_from(Slot)).scalar_one()
    finally:
        database.close()
    size = json.loads(asked or "{}").get("patients", patients)
    if wanted.patients not in (None, size) or wanted.seed not in (None, seed):
        sentence = f"A practice desk of seed {seed} with {size} patients stands here; --fresh begins again."
        raise NotComposed("stands_already", sentence, "--fresh")
    return Composed(wanted.location, patients, entries, slots)


def _compose(engine: Engine, wanted: Wanted, progress: Progress, *, stands: bool) -> Composed:
    now = None if wanted.fixed_time is None else local_time(wanted.fixed_time)
    patients = USUAL_PATIENTS if wanted.patients is None else wanted.patients
    seed = 1 if wanted.seed is None else wanted.seed
    if engine.dialect.name != "sqlite":
        if stands:
            _empty(engine)
        return compose(wanted.location, patients=patients, seed=seed, now=now, progress=progress)
    path = Path(engine.url.database or "")
    beside = path.with_name(f"{path.name}.composing-{os.getpid()}")
    composed = compose(str(beside), patients=patients, seed=seed, now=now, progress=progress)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    beside.replace(path)
    return Composed(wanted.location, composed.patients, composed.entries, composed.slots)


def _empty(engine: Engine) -> None:
    """Drop every table of a practice desk from a PostgreSQL database."""
    with engine.begin() as connection:
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
