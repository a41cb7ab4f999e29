"""The way to the desk's screens: settings, a terminal that can show them, then the app.

Typer and the database layer are not loaded here; the app opens the database once it has painted.
"""

from __future__ import annotations

from clerkdesk.cli import output
from clerkdesk.cli.failures import failure_of
from clerkdesk.cli.output import CommandFailure
from clerkdesk.cli.settings_in_force import database_location, settings_in_force
from clerkdesk.cli.terminal import why_no_screen
from clerkdesk.settings.places import practice_database_file


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

    location = str(practice_database_file()) if practice and database is None else database_location(loaded)
    run_desk(location, loaded.settings, username=loaded.settings.desk.clerk or None, practice=practice)
