"""A read that is put aside lets keys go first, and ends when the desk closes."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from clerkdesk.shell.database_threads import DatabaseThreads


class Aside:
    """Reads aside on a desk, beside keys that a test begins and ends."""

    def __init__(self, location: str) -> None:
        self._location = location
        self.key_is_worked_off = False
        self.statements = 0
        self.threads = DatabaseThreads(lambda: self.key_is_worked_off)

    async def open(self) -> None:
        await self.threads.open(lambda: desk_for(open_database(self._location), Settings()))

    def read(self, desk: Desk) -> str:
        with desk.context.reading() as session:
            for _ in range(3):
                session.execute(text("SELECT 1"))
                self.statements += 1
        return "read"


async def test_a_read_aside_goes_on_once_the_key_is_worked_off(sqlite_location: str) -> None:
    aside = Aside(sqlite_location)
    await aside.open()
    aside.key_is_worked_off = True
    reading = asyncio.ensure_future(aside.threads.read_aside(aside.read))
    assert await aside.threads.read(lambda desk: aside.statements) == 0, "a read for a key does not wait"
    aside.key_is_worked_off = False
    assert await reading == "read"
    assert aside.threads.close(1.0)


async def test_a_read_aside_ends_with_the_desk(sqlite_location: str) -> None:
    aside = Aside(sqlite_location)
    await aside.open()
    aside.key_is_worked_off = True
    reading = asyncio.ensure_future(aside.threads.read_aside(aside.read))
    await asyncio.sleep(0)
    assert await asyncio.to_thread(aside.threads.close, 1.0)
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert aside.statements == 0
