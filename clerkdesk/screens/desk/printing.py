"""Sheets and tables as files, for the trust's own printer or its spreadsheets; only this user can read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clerkdesk.settings.files import make_private, sheets_folder, write_for_owner
from clerkdesk.widgets.digit_run import is_a_number_alone
from clerkdesk.widgets.readings import Reader, Reading

_CSV = ".csv"
_FORM_FEED = "\f"


def csv_file_reader(folder: Path) -> Reader:
    """Return a reader for the file name of a table; its value is the full path, by default in `folder`.

    A number, or a word meant for another box, is no file name: the name ends in `.csv` and is not only a number.
    """

    def read(text: str) -> Reading:
        typed = _in_full(text)
        if is_a_number_alone(typed.stem):
            return Reading(problem=f"{typed.stem} is only a number: a file needs a name, as in figures{_CSV}.")
        if typed.suffix.lower() != _CSV:
            return Reading(problem=f"A file name ends in {_CSV}, as in figures{_CSV}.")
        path = folder / typed
        return Reading(str(path), f"writes {path}")

    return read


def _in_full(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # The path begins with ~ and a user who has no home here.
        return Path(text)


def write_sheets(name: str, day: date, texts: list[str]) -> Path:
    """Write sheets into one file, each on its own page, and return its path.

    Raises:
        OSError: the folder cannot be written.
    """
    return write_privately(sheets_folder() / f"{name}-{day.isoformat()}.txt", _FORM_FEED.join(texts))


def write_privately(path: Path, text: str) -> Path:
    """Write a file that only this user can read, make its folder if needed, and return its path.

    Raises:
        OSError: the file cannot be written.
    """
    make_private(path.parent)
    write_for_owner(path, text)
    return path
