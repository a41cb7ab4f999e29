from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, a_session, a_staff, an_entry
from tests.cli.clinic import IN_EIGHT_WEEKS, Clinic, Run
from tests.cli.running import Ran, Shell
from tests.conftest import MONDAY


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def built_clinic(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, Clinic]:
    """The clinic in a file that is copied for each test."""
    path = tmp_path_factory.mktemp("built") / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    desk: Desk = desk_for(open_database(str(path)), Settings(), now=lambda: MONDAY)
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    slots = a_session(desk, hospital, IN_EIGHT_WEEKS, slots=3)
    entry = an_entry(desk, hospital, a_patient(desk, "O'Neil-[/]", "Maeve"))
    booked = desk.booking.book(entry.id, slots[0])
    assert isinstance(booked, Booked)
    waiting = an_entry(desk, hospital)
    (session,) = desk.clinics.between(IN_EIGHT_WEEKS.date(), IN_EIGHT_WEEKS.date())
    desk.close()
    return path, Clinic(str(session.session_id), booked.reference, entry, waiting, str(slots[1]), hospital)


@pytest.fixture
def clinic(shell: Shell, built_clinic: tuple[Path, Clinic]) -> Clinic:
    path, made = built_clinic
    (shell.home / "desk.sqlite").write_bytes(path.read_bytes())
    return made


@pytest.fixture
def run(shell: Shell, clinic: Clinic) -> Run:
    """Runs a command as Asha, at the standing time, with JSON."""

    def as_asha(*words: str, stdin: str = "", at: datetime = MONDAY) -> Ran:
        now = {"CLERKDESK_NOW": at.isoformat()}
        database = str(shell.home / "desk.sqlite")
        return shell.run("--db", database, "--clerk", "asha.derm", *words, "--json", stdin=stdin, variables=now)

    return as_asha
