"""Making a new database: tables by migration, one row that says what it is, and its first administrator."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from clerkdesk.data.engine import Database, engine_for, schema_version
from clerkdesk.data.errors import DatabaseUnavailable


def create_database(location: str, *, kind: str, name: str, administrator: str, seed: int | None = None) -> Database:
    """Make a desk at a path or URL, with one administrator who can act at once.

    Args:
        location: path of a SQLite file that does not exist yet, or the URL of an empty PostgreSQL database.
        kind: `live`, `demo` or `test`.
        name: the hospital's name, shown in titles.
        administrator: username of the first clerk.
        seed: of a composed hospital, to make it again.

    Raises:
        DatabaseUnavailable: something stands there already, or it can't be written.
    """
    engine = engine_for(location)
    if engine.dialect.name == "sqlite":
        _prepare_file(Path(engine.url.database or ""))
    elif schema_version(engine) is not None:
        raise DatabaseUnavailable("refused", "There is a desk in this database already; nothing was changed.")
    from clerkdesk.data.migrations.run import migrate

    migrate(engine)
    with engine.execution_options(clerkdesk_write=True).begin() as connection:
        connection.execute(
            text("INSERT INTO installation (id, kind, name, seed, created_at) VALUES (1, :kind, :name, :seed, :at)"),
            {"kind": kind, "name": name, "seed": seed, "at": datetime.now(UTC).replace(tzinfo=None).isoformat(" ")},
        )
        connection.execute(
            text(
                "INSERT INTO clerk (username, display_name, role, active) "
                "VALUES (:username, :display_name, 'administrator', TRUE)"
            ),
            {"username": administrator, "display_name": administrator},
        )
    return Database(engine, kind=kind, name=name)


def _prepare_file(path: Path) -> None:
    """Make the folder and an empty file that only its owner can read."""
    if path.exists() and path.stat().st_size > 0:
        raise DatabaseUnavailable("refused", "There is a file at this place already; nothing was changed.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseUnavailable("read_only", "The folder for the database cannot be written.") from error
