"""Makes a new database: tables by migration, one row that describes it, and its first administrator."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from clerkdesk.data.chain import begin_chain
from clerkdesk.data.engine import Database, engine_for, holds_nothing
from clerkdesk.data.errors import DatabaseUnavailable
from clerkdesk.rules.audit.chain import HEAD_OF_NOTHING, ChainedBeginning, digest_after
from clerkdesk.settings.files import make_private


def create_database(location: str, *, kind: str, name: str, administrator: str, seed: int | None = None) -> Database:
    """Make a desk at a path or URL, with one administrator who can act at once.

    Args:
        location: path of a SQLite file that does not exist yet, or the URL of an empty PostgreSQL database.
        kind: `live`, `demo` or `test`.
        name: the hospital's name, shown in titles.
        administrator: username of the first clerk.
        seed: number of a composed hospital, to make it again.

    Raises:
        DatabaseUnavailable: something exists there already, or it can't be written.
    """
    engine = engine_for(location)
    _refuse_what_stands(engine)
    if engine.dialect.name == "sqlite":
        _prepare_file(Path(engine.url.database or ""))
    from clerkdesk.data.migrations.run import migrate

    beginning = ChainedBeginning(kind, name, seed, datetime.now(UTC))
    migrate(engine, partial(_begin, beginning=beginning, administrator=administrator))
    return Database(engine, kind, name, digest_after(HEAD_OF_NOTHING, beginning))


def refuse_what_stands(location: str) -> None:
    """Look whether a desk can be made at a path or URL, and make nothing.

    Raises:
        DatabaseUnavailable: something exists there already, or no database can be there.
    """
    engine = engine_for(location)
    try:
        _refuse_what_stands(engine)
    finally:
        engine.dispose()


def _refuse_what_stands(engine: Engine) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite and not _has_content(Path(engine.url.database or "")):
        return
    try:
        empty = holds_nothing(engine)
    except DatabaseUnavailable as fault:
        if not is_sqlite:
            raise
        raise _taken() from fault
    if not empty:
        raise _taken()


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _taken() -> DatabaseUnavailable:
    sentence = "Something is at this address already; nothing was changed. Name another address with --db."
    return DatabaseUnavailable("refused", sentence)


def _begin(connection: Connection, *, beginning: ChainedBeginning, administrator: str) -> None:
    """Record what the database is and its administrator, in the transaction that makes its tables."""
    if connection.execute(text("SELECT 1 FROM installation")).first() is not None:
        # Somebody else made a desk here between the look and this write.
        raise _taken()
    connection.execute(
        text("INSERT INTO installation (id, kind, name, seed, created_at) VALUES (1, :kind, :name, :seed, :at)"),
        {
            "kind": beginning.kind,
            "name": beginning.name,
            "seed": beginning.seed,
            "at": beginning.created_at.replace(tzinfo=None).isoformat(" "),
        },
    )
    begin_chain(connection)
    connection.execute(
        text(
            "INSERT INTO clerk (username, display_name, role, active) "
            "VALUES (:username, :display_name, 'administrator', TRUE)"
        ),
        {"username": administrator, "display_name": administrator},
    )


def _prepare_file(path: Path) -> None:
    """Make the folder and an empty file that only its owner can read; an existing empty file will do."""
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseUnavailable("read_only", "The folder for the database can't be written.") from error
