"""The world of the walks, on each database in turn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.conftest import MONDAY, StandingClock
from tests.walks.kept import Kept, kept_on_postgresql, kept_on_sqlite
from tests.walks.world import World, a_world


@pytest.fixture
def world(desk: Desk, clock: StandingClock, tmp_path: Path) -> World:
    return a_world(desk, clock, tmp_path)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The world, made once on each database in turn, and put back on request."""
    folder = tmp_path_factory.mktemp("kept")
    if request.param == "postgresql":
        opened = kept_on_postgresql(request.getfixturevalue("postgresql_server"), folder)
    else:
        opened = kept_on_sqlite(request.getfixturevalue("sqlite_template"), folder)
    with opened as standing:
        yield standing


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, World]:
    """The world, made once; each try begins with a copy of its file."""
    folder = tmp_path_factory.mktemp("world")
    path = folder / "made.sqlite"
    shutil.copy(sqlite_template, path)
    clock = StandingClock(MONDAY)
    database = open_database(str(path))
    world = a_world(desk_for(database, Settings(), now=clock, desk_name="desk one"), clock, folder)
    database.close()
    return path, world
