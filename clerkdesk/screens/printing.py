"""Sheets written as plain text files, for the trust's own printer; nobody but this user can read them."""

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
    folder = sheets_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}-{day.isoformat()}.txt"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_FORM_FEED.join(texts))
    return path
