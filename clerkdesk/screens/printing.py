"""Sheets and tables written as files, for the trust's own printer or its spreadsheets; only this user can read them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from clerkdesk.settings.places import sheets_folder

_FORM_FEED = "\f"


def write_sheets(name: str, day: date, texts: list[str]) -> Path:
    """Write sheets into one file, each on a page of its own, and return its path.

    Raises:
        OSError: the folder can not be written.
    """
    return write_privately(sheets_folder() / f"{name}-{day.isoformat()}.txt", _FORM_FEED.join(texts))


def write_privately(path: Path, text: str) -> Path:
    """Write a file that only this user can read, its folder too where it has to be made, and return its path.

    Raises:
        OSError: it can not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path
