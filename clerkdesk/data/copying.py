"""Copies a SQLite database, whole and consistent, while desks are open."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
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
        with closing(sqlite3.connect(source)) as old:
            copy_from(old, target)
    except sqlite3.Error as error:
        raise _unread(error) from error


def copy_from(source: sqlite3.Connection, target: Path) -> None:
    """Copy the database of a connection, as `copy_sqlite` does."""
    if target.exists() or target.is_symlink():
        raise _taken()
    # A killed process leaves an unfinished file under another name, and nothing under this one.
    unfinished = target.with_name(f"{target.name}.unfinished-{os.getpid()}")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise DatabaseUnavailable("read_only", _NOT_WRITTEN.format(why=why)) from error
    try:
        with closing(sqlite3.connect(unfinished)) as new:
            source.backup(new)
        _give_name(unfinished, target)
    except sqlite3.Error as error:
        raise _unread(error) from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            unfinished.with_name(f"{unfinished.name}{ending}").unlink(missing_ok=True)


def _give_name(unfinished: Path, target: Path) -> None:
    try:
        # A link never replaces a file that somebody else has made meanwhile.
        os.link(unfinished, target)
    except FileExistsError as error:
        raise _taken() from error
    except OSError:
        # Some file systems know no links.
        unfinished.rename(target)


def _unread(error: sqlite3.Error) -> DatabaseUnavailable:
    full = error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
    why = "the disk is full" if full else "the database could not be read"
    return DatabaseUnavailable("full" if full else "corrupt", _NOT_WRITTEN.format(why=why))


def _taken() -> DatabaseUnavailable:
    sentence = "A file of this name exists already; nothing was changed. Give another name."
    return DatabaseUnavailable("refused", sentence)


def copy_beside(source: Path, why: str) -> Path:
    """Copy a database beside itself, and return the copy's path: its name says why and when.

    Args:
        source: the database.
        why: such as `before-upgrade-0006`.
    """
    target = beside(source, why)
    copy_sqlite(source, target)
    return target


def beside(source: Path, why: str) -> Path:
    """Return a free path beside a database, whose name says why and when."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = source.with_name(f"{source.stem}-{why}-{stamp}{source.suffix}")
    for number in count(2):
        if not path.exists():
            break
        path = source.with_name(f"{source.stem}-{why}-{stamp}-{number}{source.suffix}")
    return path
