"""The key that leaves acts while a database never answers: while the desk is opened, read and written."""

from __future__ import annotations

import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.services.desk.facade import Desk
from tests.drivers import Driver
from tests.screens.reception.today_page import a_counter
from tests.screens.scene import Scene
from tests.terminal import Terminal

SOON = 15.0
"""Seconds within which the desk has ended; a machine that is busy with other work is no fault of it."""


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a server that accepts and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"postgresql://clerk@127.0.0.1:{server.getsockname()[1]}/desk"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_process_ends_while_its_server_never_answers(silent_server: str, tmp_path: Path) -> None:
    environment = {"XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal(("--db", silent_server), environment=environment) as terminal:
        terminal.wait_for("F12Back")
        terminal.press_and_see("ctrl+q", "Leave clerkdesk?")
        terminal.press("enter")
        assert terminal.wait_for_end(SOON) == 0


async def _leave(driver: Driver) -> None:
    driver.send("ctrl+q")
    await driver.until(lambda: "Leave clerkdesk?" in driver.text)
    driver.send("enter")


async def test_the_desk_is_left_while_a_reading_never_ends(scene: Scene) -> None:
    never = Event()
    async with scene.at_the_desk() as driver:
        app = driver.app
        reading = app.run_worker(app.read(lambda _desk: never.wait()), exit_on_error=False)
        begun = monotonic()
        await _leave(driver)
        await driver.until(lambda: not app.is_running)
    assert monotonic() - begun < SOON and not app.left_unsaved and reading.result is None
    never.set()


async def test_leaving_twice_waits_for_nothing_that_is_being_written(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location)
    other = sqlite3.connect(sqlite_location, isolation_level=None)

    def opened() -> Desk:
        return counter.desk

    app = ClerkDesk(opened)
    async with app.run_test(size=(80, 24)):
        driver = Driver(app)
        await driver.settle()
        await driver.press("f6", "down", "a")
        other.execute("BEGIN IMMEDIATE")
        driver.send("enter")
        await driver.until(lambda: "another desk is busy" in driver.status)
        await _leave(driver)
        await driver.until(lambda: isinstance(app.screen, DeskScreen) and "once more leave" in driver.status)
        await _leave(driver)
        await driver.until(lambda: not app.is_running)
    assert app.left_unsaved
    other.execute("ROLLBACK")
    other.close()
