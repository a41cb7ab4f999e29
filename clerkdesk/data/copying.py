"""Copies a SQLite database, whole and consistent, while desks are open."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from clerkdesk.data.errors import DatabaseUnavailable

_NOT_WRITTEN = "No copy could be made there: {why}. The database is as it was."


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database to a file that does not exist yet and that only its owner can read.

    Desks may go on working: the copy shows one moment. A failed copy is removed.

    Raises:
        DatabaseUnavailable: the file exists (`refused`), the folder can't be written (`read_only`), the disk is full
        (`full`), or the database can't be read (`corrupt`).
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        sentence = "A file of this name exists already; nothing was changed. Give another name."
        raise DatabaseUnavailable("refused", sentence) from error
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise DatabaseUnavailable("read_only", _NOT_WRITTEN.format(why=why)) from error
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        with suppress(OSError):
            target.unlink()
        full = error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        why = "the disk is full" if full else "the database could not be read"
        raise DatabaseUnavailable("full" if full else "corrupt", _NOT_WRITTEN.format(why=why)) from error
