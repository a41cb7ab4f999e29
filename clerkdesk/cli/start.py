"""The way to the desk's screens: settings, a terminal that can show them, then the app.

Typer and the database layer are not loaded here; the app opens the database once it has painted.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clerkdesk.cli import output
from clerkdesk.cli.failures import failure_of
from clerkdesk.cli.output import CommandFailure, ExitCode
from clerkdesk.cli.settings_in_force import FIXED_TIME_VARIABLE, database_location, settings_in_force
from clerkdesk.cli.terminal import why_no_screen
from clerkdesk.settings import Settings
from clerkdesk.settings.places import practice_database_file
from clerkdesk.words.faults import UNEXPECTED

if TYPE_CHECKING:
    from clerkdesk.screens.first_run import FirstRun
    from clerkdesk.services.desk import Desk


def start_desk(*, practice: bool = False) -> int:
    """Open the desk, or the practice desk of `clerkdesk demo`, and return the exit code of the process."""
    output.begin(as_json=False)
    return output.finish(failure_of(lambda: show_desk(practice=practice)))


def show_desk(*, database: str | None = None, clerk: str | None = None, practice: bool = False) -> None:
    """Show the desk until it is left.

    Args:
        database: The value of `--db`, if one was given.
        clerk: The value of `--clerk`, if one was given.
        practice: Open the practice desk, composing it first if there is none.

    Raises:
        CommandFailure: A setting is wrong, the terminal cannot show the desk, or JSON was asked for.
    """
    if output.as_json():
        raise CommandFailure("missing_command", "Name a command; the desk itself is a screen, not JSON.", "command")
    loaded = settings_in_force(database=database, clerk=clerk)
    if (reason := why_no_screen()) is not None:
        raise CommandFailure("no_terminal", reason)
    from clerkdesk.app import run_desk

    settings = loaded.settings
    location = str(practice_database_file()) if practice and database is None else database_location(loaded)
    first_run = None if practice or "://" in location or Path(location).exists() else _first_run(location, settings)
    open_desk = None if first_run else partial(_open, location, settings)
    if run_desk(open_desk, settings=settings, practice=practice, first_run=first_run):
        raise CommandFailure("unexpected", UNEXPECTED, exit_code=ExitCode.UNEXPECTED)


def _first_run(location: str, settings: Settings) -> FirstRun:
    """Return what the clerk may choose while there is no database at `location`."""
    from clerkdesk.screens.first_run import FirstRun

    return FirstRun(
        path=location,
        open_practice=partial(_open, str(practice_database_file()), settings),
        create_here=partial(_create, location, settings),
    )


def _create(location: str, settings: Settings) -> Desk:
    """Make an empty desk and open it; called on a thread of the app."""
    from clerkdesk.cli.init import own_name
    from clerkdesk.data.create import create_database

    create_database(location, kind="live", name="Outpatients", administrator=own_name()).close()
    return _open(location, settings)


def _open(location: str, settings: Settings) -> Desk:
    """Open the desk; called on a thread of the app, which shows the sentence of what this raises."""
    from clerkdesk.services.opening import open_desk

    username = settings.desk.clerk or None
    return open_desk(location, settings, username=username, fixed_time=os.environ.get(FIXED_TIME_VARIABLE))
