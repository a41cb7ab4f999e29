"""A small hospital with rows in every state, and a desk whose clerk does one act after another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import text

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.references import make_reference
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, a_staff, an_entry, desk_of
from tests.conftest import MONDAY, StandingClock
from tests.services.validation.wrong_records import Scene

ValueT = TypeVar("ValueT")

CLINICIAN = "DERM-C1"
"""Code of the clinician of most patients."""
PROOF = "letter of 28 February"


@dataclass
class World:
    """The desk, its clock, and the patients by the state they are in."""

    desk: Desk
    second: Desk
    """A team leader's desk, for the acts that need a second person."""
    clock: StandingClock
    skin: Hospital
    heart: Hospital
    who: dict[str, Entry]
    appointments: dict[str, str]
    """References of appointments by the state they are in."""
    slots: list[int]
    folder: Path
    """Folder for files to import."""
    focus: Entry | None = None
    """The one need that every act is about; None to draw it by lot."""
    found_before: frozenset[tuple[str, str]] = frozenset()
    """The findings of `check` in the world as it was made."""

    @property
    def today(self) -> date:
        return self.clock.at.date()

    def rows(self, query: str, **values: Any) -> Sequence[Any]:
        """Read the tables without a service, which might hide something."""
        with self.desk.context.reading() as session:
            return session.execute(text(query), values).all()

    @property
    def location(self) -> str:
        """Location at which another process opens the same desk."""
        return self.desk.context.database.engine.url.render_as_string(hide_password=False).removeprefix("sqlite:///")

    @property
    def is_on_sqlite(self) -> bool:
        return self.desk.context.database.is_sqlite

    def ids(self, query: str) -> list[Any]:
        return [row[0] for row in self.rows(query)]

    @property
    def _own(self) -> str:
        return "1 = 1" if self.focus is None else f"entry_id = {self.focus.id}"

    # Draw the subject of an act: mostly an existing one, in any state.

    def entry(self, lot: Random) -> int:
        if self.focus is not None:
            return self.focus.id
        return int(lot.choice(self.ids("SELECT id FROM waiting_list_entry ORDER BY id")))

    def open_entry(self, lot: Random) -> int:
        if self.focus is not None:
            return self.focus.id
        open_ones = self.ids("SELECT id FROM waiting_list_entry WHERE status <> 'closed' ORDER BY id")
        return int(lot.choice(open_ones or [1]))

    def pathway(self, lot: Random) -> int:
        if self.focus is not None:
            return self.focus.pathway_id
        return int(lot.choice(self.ids("SELECT id FROM pathway ORDER BY id")))

    def patient(self, lot: Random) -> int:
        if self.focus is not None and lot.random() < 0.7:
            return self.focus.patient_id
        return int(lot.choice(self.ids("SELECT id FROM patient ORDER BY id")))

    def reference(self, lot: Random) -> str:
        """Draw a reference, mostly of a booked appointment."""
        wanted = "" if lot.random() < 0.2 else " AND live IS TRUE"
        found = self.ids(f"SELECT reference FROM appointment WHERE {self._own} {wanted} ORDER BY id")
        return str(lot.choice([each for each in found if each] or ["K7Q2-9H"]))

    def begun(self, lot: Random) -> str:
        """Return the reference of an appointment whose time has come."""
        found = self.rows(
            f"SELECT reference FROM appointment WHERE {self._own} AND live IS TRUE AND starts_at <= :now"
            " AND status <> 'outcome_recorded' ORDER BY id", now=self.clock.at,
        )  # fmt: skip
        return str(lot.choice([row[0] for row in found] or [self.reference(lot)]))

    def ended(self, lot: Random, status: str) -> str:
        """Draw a reference, mostly of an appointment that ended in a given way."""
        if lot.random() < 0.1:
            return self.reference(lot)
        query = f"SELECT reference FROM appointment WHERE {self._own} AND status = :status ORDER BY id"
        return str(lot.choice([row[0] for row in self.rows(query, status=status)] or [self.reference(lot)]))

    def slot(self, lot: Random) -> int:
        return lot.choice(self.slots)

    def session(self, lot: Random) -> int:
        return int(lot.choice(self.ids("SELECT id FROM clinic_session ORDER BY id")))

    def row(self, table: str, lot: Random) -> int:
        return int(lot.choice(self.ids(f"SELECT id FROM {table} ORDER BY id") or [1]))

    def day(self, lot: Random) -> date:
        """Draw a day that fits, or an odd one: long ago, before most clocks began, today, to come."""
        return self.today + timedelta(days=lot.choice((-900, -400, -60, -28, -7, -1, 0, 0, 7, 45, 200)))


def known(kind: type[ValueT], **values: Any) -> ValueT:
    """Make a value, dropping fields that it does not have: the harness also runs on other versions of the desk."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in names})


def a_world(desk: Desk, clock: StandingClock, folder: Path) -> World:
    """One patient in each state that a wait can have at a desk."""
    clock.at = MONDAY
    skin, heart = a_hospital(desk), a_hospital(desk, "CARD", "Cardiology")
    who = {
        "routine": an_entry(desk, skin, a_patient(desk, "Routine"), clock_start=date(2025, 1, 6)),
        "long": an_entry(desk, skin, a_patient(desk, "Long"), clock_start=date(2024, 1, 22)),
        "cancer": an_entry(desk, skin, a_patient(desk, "Cancer"), clock_start=date(2025, 2, 24), priority_type="3"),
        "urgent": an_entry(desk, heart, a_patient(desk, "Urgent"), clock_start=date(2025, 2, 17), priority_type="2"),
    }
    twice = a_patient(desk, "Twice")
    who["older"] = an_entry(desk, skin, twice, clock_start=date(2024, 8, 12))
    who["younger"] = an_entry(desk, skin, twice, clock_start=date(2025, 2, 3))
    for name, priority in (("seen", "1"), ("late", "1"), ("arrived", "1"), ("missed_cancer", "3"), ("booked", "1")):
        who[name] = an_entry(
            desk, skin, a_patient(desk, name.title()), clock_start=date(2025, 1, 20), priority_type=priority
        )  # fmt: skip
    who["planned"] = an_entry(desk, skin, a_patient(desk, "Planned"), clock_start=date(2024, 9, 2))
    appointments = _appointments(desk, skin, who)
    slots: list[int] = []
    for days in (1, 2, 8, 22, 23, 43):
        for number, hospital in enumerate((skin, heart)):
            starts = datetime(2025, 3, 3, 10 + number, 0) + timedelta(days=days)
            slots += a_session(desk, hospital, starts, slots=3)
            slots += a_session(desk, hospital, starts + timedelta(hours=3), slots=2, kind="follow_up")
    report = desk.checks.run()
    assert isinstance(report, CheckReport)
    found = frozenset((each.rule, each.sentence) for each in report.findings)
    return World(
        desk, a_staff(desk, skin).leader, clock, skin, heart, who, appointments, slots, folder, found_before=found
    )


def _appointments(desk: Desk, hospital: Hospital, who: dict[str, Entry]) -> dict[str, str]:
    """Build what has happened at the desk so far, in the order of its days."""
    came = ("arrived", {"attendance_code": "5"})
    seen = [came, ("seen", {"attendance_code": "5"})]
    happened: tuple[tuple[str, datetime, list[Any]], ...] = (
        ("late", datetime(2025, 2, 3, 9, 0), seen),
        ("seen", datetime(2025, 2, 28, 9, 0), seen),
        ("arrived", datetime(2025, 3, 3, 9, 20), [came]),
        ("booked", datetime(2025, 3, 10, 9, 0), []),
        ("missed_cancer", datetime(2025, 3, 3, 9, 0), []),
        ("planned", datetime(2025, 2, 27, 15, 0), seen),
    )
    made = {name: Scene(desk, hospital, who[name]).appointment(starts, *events) for name, starts, events in happened}
    references = {}
    with desk.context.act("build") as act:
        for name, row_id in made.items():
            references[name] = make_reference(row_id)
            appointment = act.session.get_one(Appointment, row_id)
            appointment.reference = references[name]
            appointment.priority_type = act.session.get_one(WaitingListEntry, appointment.entry_id).priority_type
        act.commit(None)
    planned = OutcomeToRecord(
        references["planned"],
        "5",
        "3",
        "30",
        see_by=date(2025, 3, 20),
        follow_up_kind=EntryKind.PLANNED,
        decided_by=CLINICIAN,
    )
    assert isinstance(desk.reception.record_outcome(planned), OutcomeRecorded)
    return references


@contextmanager
def again(path: Path, world: World, name: str = "again") -> Iterator[World]:
    """Open a copy of a world that was made once, at the moment at which it was made."""
    copy = path.with_name(f"{name}.sqlite")
    for each in path.parent.glob(f"{name}.sqlite*"):
        each.unlink()
    shutil.copy(path, copy)
    world.clock.at = MONDAY
    database = open_database(str(copy))
    try:
        desk = desk_for(database, Settings(), now=world.clock, desk_name="desk one")
        yield replace(world, desk=desk, second=desk_of(desk, world.second.context.clerk.username))
    finally:
        database.close()
