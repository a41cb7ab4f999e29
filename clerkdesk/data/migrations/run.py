"""Making and upgrading databases with Alembic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from clerkdesk.data.copying import copy_beside
from clerkdesk.data.errors import DatabaseUnavailable, unavailable

_SCRIPTS = Path(__file__).parent


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    return config


def revisions(scripts: Path = _SCRIPTS) -> tuple[str, ...]:
    """Return every migration's name, oldest first."""
    script = ScriptDirectory.from_config(_config(scripts))
    return tuple(reversed([revision.revision for revision in script.walk_revisions()]))


def migrate(
    engine: Engine, then: Callable[[Connection], None] = lambda connection: None, scripts: Path = _SCRIPTS
) -> None:
    """Bring an empty or older database to the newest version.

    Args:
        engine: the database.
        then: what else to write in the same transaction: with it everything stands, or nothing.
        scripts: the folder of the migrations.

    Raises:
        DatabaseUnavailable: the database refused; it stands as it was.
    """
    config = _config(scripts)
    writing = engine.execution_options(clerkdesk_write=True)
    try:
        with writing.connect() as connection:
            if engine.dialect.name == "sqlite":
                # SQLite drops and re-makes tables to change them, which foreign keys would refuse.
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                then(connection)
                if engine.dialect.name == "sqlite":
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    if broken is not None:
                        raise DatabaseUnavailable("corrupt", f"The upgrade would break table {broken[0]}; undone.")
    except DBAPIError as error:
        raise unavailable(error) from error
    finally:
        engine.dispose()


def safe_copy(engine: Engine, version: str) -> Path | None:
    """Copy a SQLite database beside itself before an upgrade and return the copy's path (None on PostgreSQL)."""
    if engine.dialect.name != "sqlite":
        return None
    return copy_beside(Path(engine.url.database or ""), f"before-upgrade-{version}")


def upgrade(engine: Engine, version: str, scripts: Path = _SCRIPTS) -> None:
    """Upgrade a database that stands at an older `version`, after a safe copy, by the migrations of a folder.

    Raises:
        DatabaseUnavailable: it is newer than this program, or the upgrade failed (the database is as it was).
    """
    if version not in revisions(scripts):
        raise DatabaseUnavailable(
            "newer",
            "This database was made by a newer clerkdesk. Install that version or a later one; nothing was changed.",
        )
    safe_copy(engine, version)
    migrate(engine, scripts=scripts)
