"""A world that is made once on a database and put back after each act that changed it, under open connections.

An engine that stays open keeps its compiled statements; compiling them is most of an act's cost.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.conftest import MONDAY, StandingClock
from tests.postgresql import KeptDatabase, a_database, maintaining
from tests.walks.world import World, a_world


class Kept:
    """The world, and the function that puts it back."""

    def __init__(self, world: World, restore: Callable[[], None]) -> None:
        """Take the world in its first state, and the function that restores its database."""
        self.world = world
        self._restore = restore

    def put_back(self) -> World:
        """Put the world back to its first state and its first moment."""
        self._restore()
        self.world.clock.at = MONDAY
        return self.world


def _made(location: str, folder: Path) -> World:
    clock = StandingClock(MONDAY)
    return a_world(desk_for(open_database(location), Settings(), now=clock, desk_name="desk one"), clock, folder)


@contextmanager
def kept_on_sqlite(template: Path, folder: Path) -> Iterator[Kept]:
    """Make the world in a file, and keep a copy in another file."""
    path = folder / "desk.sqlite"
    shutil.copy(template, path)
    world = _made(str(path), folder)
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(":memory:")) as kept:
        live.backup(kept)
        yield Kept(world, lambda: kept.backup(live))
    world.desk.context.database.close()


@contextmanager
def kept_on_postgresql(server: str, folder: Path) -> Iterator[Kept]:
    """Make the world in its own database on a server, and keep a copy in a second schema."""
    with a_database(server, f"walks_{uuid4().hex}") as empty:
        world = _made(empty.url, folder)
        with maintaining(empty.url) as connection:
            connection.exec_driver_sql("DROP SCHEMA kept CASCADE")
            yield Kept(world, KeptDatabase(empty.url, connection).put_back)
        world.desk.context.database.close()
