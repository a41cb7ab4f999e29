"""The settings of a command: its flags, then the environment, then the files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from clerkdesk.cli.output import CommandFailure
from clerkdesk.settings.files import desk_database_file, practice_database_file
from clerkdesk.settings.loading import LoadedSettings, Origin, SettingsError, load_settings

FIXED_TIME_VARIABLE = "CLERKDESK_NOW"
"""Variable with an ISO local time that fixes the rules' clock of a practice or test desk."""

OF_THIS_RUN = ("flag", "environment")
"""Origins of settings for this run alone; files belong to the live desk."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """The global options as typed; commands find them in `context.obj`."""

    database: str | None = None
    clerk: str | None = None
    practice: bool = False
    """`--demo`: act on the practice desk."""


def settings_in_force(invocation: Invocation) -> LoadedSettings:
    """Return the settings in force for a command line with these global options.

    Raises:
        CommandFailure: A file, a variable or a flag holds a wrong setting; the failure names all of them.
    """
    flags = {"--db": invocation.database, "--clerk": invocation.clerk}
    try:
        loaded = load_settings(flags={flag: text for flag, text in flags.items() if text is not None})
    except SettingsError as error:
        first, *further = error.problems
        raise CommandFailure(
            "wrong_setting",
            first.sentence,
            first.key or first.location,
            lines=[problem.sentence for problem in further],
        ) from error
    return _for_practice(loaded) if invocation.practice else loaded


def database_location(loaded: LoadedSettings) -> str:
    """Return the path or URL of the database to open."""
    location = loaded.settings.desk.database
    if not location:
        return str(desk_database_file())
    return location if "://" in location else str(Path(location).expanduser())


def shown_location(location: str) -> str:
    """Return a path or URL to print, without the password of a database."""
    return re.sub(r"(://[^/@:]*):[^/]*@", r"\1:***@", location)


def practice_location(loaded: LoadedSettings) -> str:
    """Return the path or URL of the practice desk, from a flag or the environment, never from a file."""
    if loaded.origin_of("desk", "database").kind in OF_THIS_RUN:
        return database_location(loaded)
    return str(practice_database_file())


def practice_clerk(loaded: LoadedSettings) -> str | None:
    """Return the clerk of the practice desk from a flag or the environment; clerks in files are real ones."""
    return loaded.settings.desk.clerk or None if loaded.origin_of("desk", "clerk").kind in OF_THIS_RUN else None


def _for_practice(loaded: LoadedSettings) -> LoadedSettings:
    """Return settings with the practice desk and its clerk instead of those from files."""
    desk = replace(loaded.settings.desk, database=practice_location(loaded), clerk=practice_clerk(loaded) or "")
    by_flag: dict[tuple[str, ...], Origin] = {
        ("desk", name): Origin("flag", "--demo") for name in ("database", "clerk")
    }
    kept = {key: origin for key, origin in loaded.origins.items() if key not in by_flag or origin.kind in OF_THIS_RUN}
    return LoadedSettings(replace(loaded.settings, desk=desk), MappingProxyType({**by_flag, **kept}))
