"""Imports and compiles once what commands need: the tests' commands are forked from the process that has done it."""

from __future__ import annotations

import gc
import tempfile
from datetime import datetime
from importlib import import_module
from pathlib import Path

from clerkdesk.cli.main import COMMANDS
from clerkdesk.data.create import create_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import NEXT_TUESDAY, a_hospital, a_patient, a_session, a_staff, an_entry
from tests.compiling import compile_once
from tests.unsafe_sqlite import let_go_of_safety

_BENEATH = (
    "data.migrations.run",
    "demo.compose",
    "services.booking.bookings",
    "services.booking.cancellations",
    "services.imports.files",
    "services.booking.offers",
    "services.desk.opening",
    "services.reviews.reviews",
)


def _work_at_a_desk() -> None:
    """Make the statements that nearly every command makes, on a desk that is thrown away."""
    compile_once()
    let_go_of_safety()
    with tempfile.TemporaryDirectory() as folder:
        database = create_database(str(Path(folder) / "desk.sqlite"), kind="test", name="", administrator="admin")
        desk = desk_for(database, Settings(), now=lambda: datetime(2025, 3, 3, 9, 41))
        hospital = a_hospital(desk)
        staff = a_staff(desk, hospital)
        slots = a_session(desk, hospital)
        entry = an_entry(desk, hospital, a_patient(desk))
        staff.clerk.booking.book(entry.id, slots[0])
        desk.clinics.between(NEXT_TUESDAY.date(), NEXT_TUESDAY.date())
        desk.close()


for _module in (*(f"cli.commands.{module}" for module in set(COMMANDS.values())), *_BENEATH):
    import_module(f"clerkdesk.{_module}")
_work_at_a_desk()
# The forked commands share the objects made so far until somebody writes to them, as a collector's look would.
gc.collect()
gc.freeze()
