"""The other screens are prepared while the desk is idle: what they need is there before their first key."""

from __future__ import annotations

from sqlalchemy import event

from clerkdesk.data.engine import Database, open_database
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from clerkdesk.shell.database_threads import DatabaseThreads
from clerkdesk.shell.warming import Warming


def compiled(database: Database) -> int:
    """The number of statements that the engine keeps."""
    return len(database.engine._compiled_cache)  # type: ignore[arg-type]


async def test_after_warming_the_checks_compile_no_statement_and_nothing_was_written(sqlite_location: str) -> None:
    database = open_database(sqlite_location)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _d, statement, *_rest: said.append(statement))
    threads = DatabaseThreads()
    desk: Desk = await threads.open(lambda: desk_for(database, Settings()))
    await Warming(threads, SCREENS).begin(after=0)
    assert {statement.split()[0] for statement in said} <= {"BEGIN", "SELECT", "PRAGMA"}, "a look writes nothing"
    before = compiled(database)
    desk.checks.run(quick=True)
    desk.checks.about_each({1: 1})
    assert compiled(database) == before
    threads.close(1.0)


async def test_warming_ends_in_silence_if_the_database_is_gone(sqlite_location: str) -> None:
    threads = DatabaseThreads()
    await Warming(threads, SCREENS).begin(after=0)
