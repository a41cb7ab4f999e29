"""Puts a copy of a desk in the place of its SQLite database: all of it or nothing, and what was there is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from clerkdesk.data.chain import Head
from clerkdesk.data.copying import beside, copy_from, copy_sqlite
from clerkdesk.data.errors import DatabaseUnavailable
from clerkdesk.data.migrations.run import revisions

_PATIENCE_SECONDS = 5.0
"""Seconds to wait for other desks to finish what they write."""
_BEGINS = b"SQLite format 3\0"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_HAS = ("act", "appointment", "clerk", "patient", "pathway", "waiting_list_entry")
"""Tables that every version of a desk has."""
_WHY = "before-restore"


@dataclass(frozen=True, slots=True)
class WholeCopy:
    """What a copy of a desk holds, once every page of it was read."""

    version: str
    """Of its schema."""
    kind: str
    """`live`, `demo` or `test`."""
    name: str
    """Of the hospital."""


def whole_copy(path: Path) -> WholeCopy:
    """Read a copy of a desk from beginning to end.

    Raises:
        DatabaseUnavailable: no file is there (`missing`), it is no whole copy of a desk (`corrupt`), or a newer
            program made it (`newer`).
    """
    if not path.is_file():
        raise DatabaseUnavailable("missing", "No file has this name. Nothing was changed.")
    # A copy without a journal can be read as it is, also on a disk that takes no file beside it.
    alone = not path.with_name(f"{path.name}-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    try:
        with closing(sqlite3.connect(address, uri=True)) as copy:
            is_whole = copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            (version,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            (kind, name) = copy.execute("SELECT kind, name FROM installation").fetchone()
            tables = {each for (each,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (sqlite3.Error, TypeError) as error:
        raise _no_copy() from error
    if not is_whole or not tables.issuperset(_HAS):
        raise _no_copy()
    if version not in revisions():
        raise DatabaseUnavailable("newer", "A newer clerkdesk made this copy. Install that version first.")
    return WholeCopy(str(version), str(kind), str(name))


def head_of_copy(path: Path) -> Head | None:
    """Return the last link of a whole copy's chain; None for one of a version before there was a chain.

    Raises:
        DatabaseUnavailable: the copy can't be read (`corrupt`).
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'chain_link'").fetchone() is None:
                return None
            last = copy.execute("SELECT id, digest FROM chain_link ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise _no_copy() from error
    return None if last is None else Head(int(last[0]), str(last[1]))


def links_only_in(former: Path, target: Path) -> int | None:
    """Return how many links of a former desk's chain a restored one lacks; None if either has no chain to read."""
    query = "SELECT count(*) FROM former.chain_link WHERE digest NOT IN (SELECT digest FROM main.chain_link)"
    try:
        with closing(sqlite3.connect(target)) as here:
            here.execute("ATTACH DATABASE ? AS former", (str(former),))
            (count,) = here.execute(query).fetchone()
    except sqlite3.Error:
        return None
    return int(count)


def put_in_place(copy: Path, comes: WholeCopy, target: Path) -> Path:
    """Put a whole copy of a desk in the place of an existing database, and return the path at which that is kept.

    Args:
        copy: path of the copy.
        comes: what it holds, as `whole_copy` has read it.
        target: path of the database.

    Raises:
        DatabaseUnavailable: what is there is no database, or another desk (`refused`), a desk is open on it
            (`locked`), or it can't be written (`full`, `read_only`).
    """
    if not _is_a_database(target):
        raise DatabaseUnavailable("refused", f"What is at {target} is no database; nothing was changed.")
    if _is_damaged(target):
        # What can't be read can't be copied page by page, and is what a copy is restored for.
        kept = _moved_aside(target)
        copy_sqlite(copy, target)
        return kept
    _refuse_another_desk(comes, target)
    kept = beside(target, _WHY)
    with _alone(target) as live:
        copy_from(live, kept)
        try:
            with closing(sqlite3.connect(copy)) as old:
                old.backup(live)
        except sqlite3.Error as error:
            kept.unlink(missing_ok=True)
            raise _not_now(error) from error
    return kept


def _is_a_database(target: Path) -> bool:
    if not target.is_file():
        return False
    with target.open("rb") as file:
        return file.read(len(_BEGINS)) == _BEGINS


def _is_damaged(target: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as found:
            return bool(found.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", None) in _DAMAGED


def _moved_aside(target: Path) -> Path:
    """Rename a database with its journal, and return its new path."""
    kept = beside(target, _WHY)
    for ending in ("-wal", "-shm", ""):
        part = target.with_name(f"{target.name}{ending}")
        if part.exists():
            part.rename(kept.with_name(f"{kept.name}{ending}"))
    return kept


def _refuse_another_desk(comes: WholeCopy, target: Path) -> None:
    try:
        there = whole_copy(target)
    except DatabaseUnavailable:
        return
    if (comes.kind, comes.name) != (there.kind, there.name):
        sentence = (
            f"The copy is of “{comes.name}” ({comes.kind}), the desk that is there of “{there.name}” ({there.kind}). "
            "Restore it under another name; nothing was changed."
        )
        raise DatabaseUnavailable("refused", sentence)


@contextmanager
def _alone(target: Path) -> Iterator[sqlite3.Connection]:
    """Yield the only connection to a database, which keeps every desk out until it is closed.

    Raises:
        DatabaseUnavailable: a desk is open on it (`locked`), or it can't be written (`read_only`).
    """
    with closing(sqlite3.connect(target, timeout=_PATIENCE_SECONDS, isolation_level=None)) as live:
        try:
            # Only a connection that is alone can end the journal that desks share.
            live.execute("PRAGMA journal_mode = DELETE")
            live.execute("PRAGMA locking_mode = EXCLUSIVE")
            live.execute("BEGIN EXCLUSIVE")
            live.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise _not_now(error) from error
        yield live


def _not_now(error: sqlite3.Error) -> DatabaseUnavailable:
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _open_elsewhere()
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
        return DatabaseUnavailable("full", "Not restored: the disk is full. The desk is as it was.")
    return DatabaseUnavailable("read_only", "Not restored: the database can't be written. The desk is as it was.")


def _open_elsewhere() -> DatabaseUnavailable:
    return DatabaseUnavailable(
        "locked", "A desk is open on this database. Close every desk first: nothing was changed."
    )


def _no_copy() -> DatabaseUnavailable:
    return DatabaseUnavailable("corrupt", "This is no whole copy of a desk. Nothing was changed; try an earlier copy.")
