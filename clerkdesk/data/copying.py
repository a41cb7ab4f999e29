"""Copies a SQLite database, whole and consistent, while desks are open."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from clerkdesk.data.errors import DatabaseUnavailable

_PATIENCE_SECONDS = 30.0
"""Seconds to wait for other desks before a restore gives up."""
_NO_COPY = "This is no whole copy of a desk. Nothing was changed; try an earlier copy."
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


def copy_beside(source: Path, why: str) -> Path:
    """Copy a database beside itself, and return the copy's path: its name says why and when.

    Args:
        source: the database.
        why: such as `before-upgrade-0006`.
    """
    target = _beside(source, why)
    copy_sqlite(source, target)
    return target


def move_aside(source: Path, why: str) -> Path:
    """Rename a database that can't be read, with its journal, and return its new path.

    Args:
        source: the database.
        why: such as `before-restore`.
    """
    target = _beside(source, why)
    for ending in ("-wal", "-shm", ""):
        part = source.with_name(f"{source.name}{ending}")
        if part.exists():
            part.rename(target.with_name(f"{target.name}{ending}"))
    return target


def _beside(source: Path, why: str) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return source.with_name(f"{source.stem}-{why}-{stamp}{source.suffix}")


def whole_version(path: Path) -> str:
    """Return the schema version of a copy of a desk, after reading every page of it.

    Raises:
        DatabaseUnavailable: no file is there (`missing`), or it is no whole copy of a desk (`corrupt`).
    """
    if not path.is_file():
        raise DatabaseUnavailable("missing", "No file has this name. Nothing was changed.")
    try:
        # Immutable: looking leaves no file beside the copy, which may be on a read-only disk.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            whole = copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone() if whole else None
            described = copy.execute("SELECT count(*) FROM installation").fetchone() if whole else None
    except sqlite3.Error as error:
        raise DatabaseUnavailable("corrupt", _NO_COPY) from error
    if version is None or described != (1,):
        raise DatabaseUnavailable("corrupt", _NO_COPY)
    return str(version[0])


def put_in_place(copy: Path, target: Path) -> Path:
    """Put a copy of a desk in the place of an existing database, and return the path at which that is kept.

    Raises:
        DatabaseUnavailable: a desk is at work on it (`locked`), or the disk is full (`full`).
    """
    try:
        kept = copy_beside(target, "before-restore")
    except DatabaseUnavailable as fault:
        if fault.code != "corrupt":
            raise
        # What can't be read can't be copied page by page, and is what a copy is restored for.
        kept = move_aside(target, "before-restore")
        copy_sqlite(copy, target)
    else:
        _write_over(copy, target)
    return kept


def _write_over(copy: Path, target: Path) -> None:
    """Write a copy over a database in one transaction: all of it or nothing.

    Raises:
        DatabaseUnavailable: a desk is at work on it (`locked`), or the disk is full (`full`).
    """
    began = monotonic()

    def give_up(_status: int, _left: int, _total: int) -> None:
        if monotonic() - began > _PATIENCE_SECONDS:
            raise TimeoutError

    try:
        with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(target)) as live:
            old.backup(live, progress=give_up)
    except TimeoutError as error:
        sentence = "Another desk is at work on this database. Close it and try again; nothing was changed."
        raise DatabaseUnavailable("locked", sentence) from error
    except sqlite3.Error as error:
        full = error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        why = "the disk is full" if full else "the database could not be written"
        raise DatabaseUnavailable("full" if full else "read_only", f"Not restored: {why}.") from error
