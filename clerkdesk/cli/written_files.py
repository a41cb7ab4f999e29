"""Writes the file that an option names; only this user can read it, whatever the umask."""

from __future__ import annotations

import os
from pathlib import Path

from clerkdesk.cli.output import CommandFailure


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
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise CommandFailure("not_written", "The file could not be written: check its folder.", option) from error
