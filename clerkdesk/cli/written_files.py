"""Writes the file that an option names; only this user can read it, whatever the umask."""

from __future__ import annotations

from pathlib import Path

from clerkdesk.cli.output import CommandFailure
from clerkdesk.settings.files import write_for_owner


def refuse_existing(name: str | None, option: str = "--csv") -> None:
    """Refuse to write over a file that stands there: what is in it may be the only copy.

    Args:
        name: as typed behind the option; None or `-` for no file.
        option: of the command.

    Raises:
        CommandFailure: there is a file of this name.
    """
    if name not in (None, "-") and Path(name or "").is_file():
        raise CommandFailure("file_exists", "There is a file of that name already: type another name.", option)


def write_file(path: Path, text: str, option: str = "--csv") -> None:
    """Write a text to a file, with its own line ends.

    Raises:
        CommandFailure: the file can't be written there.
    """
    try:
        write_for_owner(path, text)
    except OSError as error:
        raise CommandFailure("not_written", "The file could not be written: check its folder.", option) from error
