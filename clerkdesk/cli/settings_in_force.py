"""The settings of a command: those of the files and the environment, with its own flags above them."""

from __future__ import annotations

from pathlib import Path

from clerkdesk.cli.output import CommandFailure
from clerkdesk.settings.loading import LoadedSettings, SettingsError, load_settings
from clerkdesk.settings.places import desk_database_file

FIXED_TIME_VARIABLE = "CLERKDESK_NOW"
"""An ISO local time at which the rules' clock of a practice or test desk stands."""


def settings_in_force(*, database: str | None, clerk: str | None) -> LoadedSettings:
    """Return what is in force for a command line with these values of `--db` and `--clerk`.

    Raises:
        CommandFailure: A file, a variable or a flag holds a setting that cannot be used; all of them are named.
    """
    flags = {"--db": database, "--clerk": clerk}
    try:
        return load_settings(flags={flag: text for flag, text in flags.items() if text is not None})
    except SettingsError as error:
        first, *further = error.problems
        raise CommandFailure(
            "wrong_setting", first.sentence, first.key or first.place, lines=[problem.sentence for problem in further]
        ) from error


def database_location(loaded: LoadedSettings) -> str:
    """Return the path or URL of the database to open."""
    location = loaded.settings.desk.database
    if not location:
        return str(desk_database_file())
    return location if "://" in location else str(Path(location).expanduser())
