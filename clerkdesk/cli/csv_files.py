"""Writes the file that `--csv` names."""

from __future__ import annotations

from pathlib import Path

from clerkdesk.cli.output import CommandFailure


def write_file(path: Path, text: str) -> None:
    """Write CSV text to a file.

    Raises:
        CommandFailure: the file can't be written there.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandFailure("not_written", "The file could not be written: check its folder.", "--csv") from error
