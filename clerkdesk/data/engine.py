"""Opens a database, SQLite by path or PostgreSQL by URL, with the settings that make both safe.

Writes start with the write lock (`BEGIN IMMEDIATE`), reads never take it; an execution option sets the mode.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, overload

from sqlalchemy import URL, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from clerkdesk.data.anchor import Anchor, anchor_in
from clerkdesk.data.chain import beginning_of
from clerkdesk.data.errors import DatabaseUnavailable, unavailable
from clerkdesk.data.giving_way import let_give_way
from clerkdesk.data.migrations.head import HEAD
from clerkdesk.data.read_once import ReadOnce
from clerkdesk.rules.audit.chain import HEAD_OF_NOTHING, digest_after

BUSY_SECONDS = 10.0
"""Seconds for which a desk waits for its turn to write before it calls the database busy."""
_FIRST_PAUSE, _SHORTEST_PAUSE = 0.02, 0.001
"""Seconds between two tries to write: at first, and after a long wait."""
_PRIMARY_CODE = 0xFF
"""The bits of SQLite's error code that mean a busy database."""
_STATEMENTS_KEPT = 2000
"""Number of compiled statements that are kept: more than the desk has.

The checks alone have over two hundred; with the usual number of kept statements each would be compiled again.
"""
_TOO_FEW_TO_MATTER = 1000
"""Number of entries below which every query plan is quick."""
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs"}


SessionT = TypeVar("SessionT", bound=Session)


@dataclass(frozen=True)
class Database:
    """An opened database of the right version."""

    engine: Engine
    kind: str
    """`live`, `demo` or `test`."""
    name: str
    beginning: str = ""
    """Digest of the first link of its chain."""

    def anchor_in(self, folder: Path) -> Anchor:
        """Return the anchor of this database in a folder of anchors."""
        location = str(Path(self.engine.url.database or "").absolute()) if self.is_sqlite else str(self.engine.url)
        return anchor_in(folder, self.beginning, location)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is one file on this machine."""
        return self.engine.dialect.name == "sqlite"

    def reading(self) -> Session:
        """Return a session that never takes the write lock. Close it, or use it in a `with`."""
        return Session(self.engine, autoflush=False)

    @overload
    def writing(self) -> Session: ...

    @overload
    def writing(self, kind: type[SessionT]) -> SessionT: ...

    def writing(self, kind: type[Session] = Session) -> Session:
        """Return a session whose first statement takes the write lock (SQLite); `kind` is its class."""
        return kind(self._writing_engine, autoflush=False)

    @cached_property
    def _writing_engine(self) -> Engine:
        return self.engine.execution_options(clerkdesk_write=True)

    @cached_property
    def read_once(self) -> ReadOnce:
        """Keeps what reads answer until somebody commits; not for use within an act."""
        return ReadOnce(self.engine)

    def close(self) -> None:
        """Close every connection."""
        self.read_once.close()
        self.engine.dispose()


def engine_for(location: str) -> Engine:
    """Return an engine for a SQLite path or a PostgreSQL URL, without opening it.

    Raises:
        DatabaseUnavailable: the location is neither, or is on a network share.
    """
    if "://" not in location:
        return _sqlite_engine(Path(location))
    try:
        url = make_url(location)
    except SQLAlchemyError as error:
        raise DatabaseUnavailable("wrong_address", "The database address can't be read. " + _EXAMPLE) from error
    if url.get_backend_name() == "sqlite" and url.database:
        return _sqlite_engine(Path(url.database))
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            query_cache_size=_STATEMENTS_KEPT,
        )
    raise DatabaseUnavailable("wrong_address", "Only SQLite files and PostgreSQL are supported. " + _EXAMPLE)


_EXAMPLE = "Give a path, or an address such as postgresql+psycopg://user@server/clerkdesk."


def _sqlite_engine(path: Path) -> Engine:
    if (share := _network_share(path)) is not None:
        raise DatabaseUnavailable(
            "wrong_address",
            f"This path is on a network share ({share}), where SQLite can't lock safely. "
            "Use a local folder, or PostgreSQL for several machines.",
        )
    if _is_folder(path):
        sentence = "This is a folder. Give the path of the database file in it, such as FOLDER/desk.db."
        raise DatabaseUnavailable("wrong_address", sentence)
    engine = create_engine(
        # In a full address `%20`, `?` and `#` have a meaning; in a path they are part of the name.
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": _STATEMENTS_KEPT},
        query_cache_size=_STATEMENTS_KEPT,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        sentence = "No file can have this path: a name in it is too long, or not one for this machine. " + _EXAMPLE
        raise DatabaseUnavailable("wrong_address", sentence) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open its own transactions: `_begin_sqlite` chooses the kind of each.
    connection.isolation_level = None
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",) and _may_be_ours(cursor):
        cursor.execute("PRAGMA journal_mode=WAL")
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-32000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _may_be_ours(cursor: sqlite3.Cursor) -> bool:
    """Return whether a file holds a desk, or nothing yet; another program's file is never changed."""
    query = "SELECT count(*) = 0 OR max(name = 'installation') FROM sqlite_master"
    return bool(cursor.execute(query).fetchone()[0])


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("clerkdesk_write", False):
        _take_turn(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Connection) -> None:
    """Start to write once it is this desk's turn; the driver's own error reports a turn that never comes.

    SQLite's own wait retries ever more seldom, so that among many desks the newest is served first and the oldest may
    wait for ever. Here a desk that has waited longer retries more often.
    """
    # Every act sets this twice: straight to the driver it costs next to nothing.
    driver = connection.connection.cursor()
    driver.execute("PRAGMA busy_timeout=0")
    began = time.monotonic()
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                waited = time.monotonic() - began
                busy = getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
                if not busy or waited > BUSY_SECONDS:
                    raise
                time.sleep(max(_SHORTEST_PAUSE, _FIRST_PAUSE / (1 + 10 * waited)))
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        driver.close()


def _network_share(path: Path) -> str | None:
    """Return the name of the file system if `path` is on a network share (Linux), else None."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "network path" if str(path).startswith(("\\\\", "//")) else None
    whole = str(path.expanduser().absolute())
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, kind = line.split(" ")[:3]
        point = point.replace("\\040", " ")
        if (whole == point or whole.startswith(point.rstrip("/") + "/")) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] if best[1] in _NETWORK_FILE_SYSTEMS else None


def schema_version(engine: Engine) -> str | None:
    """Return the migration of the database, or None if it holds no clerkdesk tables.

    Raises:
        DatabaseUnavailable: it can't be read.
    """
    try:
        with engine.connect() as connection:
            # Other programs keep their versions with Alembic too.
            if not all(engine.dialect.has_table(connection, table) for table in ("installation", "alembic_version")):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        raise unavailable(error) from error


def holds_nothing(engine: Engine) -> bool:
    """Return whether a database is empty, without tables of this or another program.

    Raises:
        DatabaseUnavailable: it can't be read.
    """
    try:
        return inspect(engine).get_table_names() == []
    except DBAPIError as error:
        raise unavailable(error) from error


def open_database(location: str) -> Database:
    """Open an existing database, upgrading an older one after a safe copy.

    Raises:
        DatabaseUnavailable: missing, locked, newer than this program, damaged, or otherwise unusable.
    """
    engine = engine_for(location)
    let_give_way(engine)
    if engine.dialect.name == "sqlite" and not _holds_something(Path(engine.url.database or "")):
        raise DatabaseUnavailable("missing", "No database was found at this address. Make one with: clerkdesk init")
    version = schema_version(engine)
    if version is None:
        advice = "Make one with: clerkdesk init" if holds_nothing(engine) else "Name another address with --db."
        raise DatabaseUnavailable("missing", f"This database holds no desk. {advice}")
    if version != HEAD:
        # Alembic takes a quarter of a second to import, which an ordinary start avoids.
        from clerkdesk.data.migrations.run import upgrade

        upgrade(engine, version)
    try:
        with engine.connect() as connection:
            beginning = beginning_of(connection)
            if beginning is None:
                raise DatabaseUnavailable("missing", "This database holds no desk. Name another address with --db.")
            if engine.dialect.name == "sqlite":
                learn_sizes(connection)
    except DBAPIError as error:
        raise unavailable(error) from error
    return Database(engine, beginning.kind, beginning.name, digest_after(HEAD_OF_NOTHING, beginning))


def _holds_something(path: Path) -> bool:
    """Return whether a file exists and is not empty: opening an empty one would start a database in it."""
    return path.is_file() and path.stat().st_size > 0


def learn_sizes(connection: Connection) -> None:
    """Let SQLite analyse the sizes of the tables if they have at least doubled since the last time.

    Without it the planner takes all tables as equally large. A sample of each index is enough, and a read-only database
    goes without.
    """
    now = connection.execute(text("SELECT max(id) FROM waiting_list_entry")).scalar() or 0
    try:
        known = connection.execute(
            text("SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'waiting_list_entry'")
        ).scalar()
    except DBAPIError:
        known = None
    if now < 2 * (known or 0) or now < _TOO_FEW_TO_MATTER:
        return
    connection.rollback()
    with suppress(DBAPIError):
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
