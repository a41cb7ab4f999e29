"""What the database refuses is a sentence on the screen, and the desk stays open."""

from __future__ import annotations

import json
import sqlite3
from types import SimpleNamespace
from typing import Any

from sqlalchemy.exc import OperationalError

from clerkdesk.app import ClerkDesk
from clerkdesk.data.errors import DatabaseUnavailable
from tests.drivers import Driver, driving
from tests.screens.reception.today_page import a_counter, at_the_counter
from tests.screens.trial import TrialData, TrialDesk

_LEFT = {
    "process": "elsewhere:1",
    "mode": "booking",
    "in_hand": [],
    "screens": [{"screen": "booking", "words": "a bar", "state": {}}],
}


def refuse(*_: object) -> None:
    raise OperationalError("DELETE", {}, Exception("attempt to write a readonly database"))


async def with_something_left_behind(driver: Driver) -> None:
    """Let a desk that can only read its database find what an earlier one left half done."""
    desk: Any = driver.app.desk
    row = SimpleNamespace(draft_id=7, state=json.dumps(_LEFT))
    desk.drafts = SimpleNamespace(waiting=lambda _kind: [row], keep_up=refuse, let_go=refuse)
    driver.app.recovery.offer_left_behind()
    await driver.until(lambda: "when the desk stopped" in driver.text)


async def test_leaving_what_was_half_done_says_that_the_database_can_only_be_read() -> None:
    async with driving(TrialDesk()) as driver:
        await with_something_left_behind(driver)
        await driver.press("escape")
        await driver.until(lambda: "can only be read" in driver.status)


async def test_a_reading_that_the_server_breaks_off_is_foreseen() -> None:
    def gone(_desk: object) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))

    async with driving(TrialDesk()) as driver:
        try:
            await driver.app.read(gone)
        except Exception as fault:
            driver.app.report(fault)
        assert "does not answer" in driver.status


async def test_a_list_that_could_not_be_read_says_so_and_is_read_again_by_itself() -> None:
    data = TrialData(reading_fault=DatabaseUnavailable("unreachable", "The database does not answer."))
    async with driving(TrialDesk(data)) as driver:
        assert "This could not be read." in driver.text and "Nobody waits here" not in driver.text
        await driver.until(lambda: driver.app.database.changes.version == 1, "the first look for changes")
        data.reading_fault, data.version = None, 2
        await driver.until(lambda: "PATEL Anjali" in driver.text, "the list")


async def test_f6_does_not_go_on_saying_that_the_day_is_being_read(sqlite_location: str) -> None:
    desk: Any = a_counter(sqlite_location).desk
    own_reception, desk.reception.own_reception = desk.reception.own_reception, refuse
    async with driving(ClerkDesk(lambda: desk)) as driver:
        await driver.press("f6")
        assert "This could not be read." in driver.text and "being read" not in driver.text
        desk.reception.own_reception = own_reception
        await driver.press("f9", "f6")
        assert "OKAFOR Chidi" in driver.text


async def test_a_bar_says_that_it_waits_while_another_desk_writes(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location)
    other_desk = sqlite3.connect(sqlite_location, isolation_level=None)
    async with at_the_counter(counter) as page:
        await page.type_text("ok")
        await page.press("enter")
        other_desk.execute("BEGIN IMMEDIATE")
        page.send("enter")
        await page.until(lambda: "another desk is busy" in page.status, "the wait")
        assert page.today.bar.busy
        other_desk.execute("ROLLBACK")
        await page.until_said("OKAFOR Chidi has arrived.")
        assert "another desk" not in page.text
    other_desk.close()
    counter.desk.close()


async def test_keys_act_while_what_is_half_done_waits_for_another_desk(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location)
    other_desk = sqlite3.connect(sqlite_location, isolation_level=None)
    async with at_the_counter(counter) as page:
        waiting = page.app.half_done._one_at_a_time
        await page.type_text("ok")
        other_desk.execute("BEGIN IMMEDIATE")
        page.send("enter")
        await page.until(waiting.locked, "the draft of the bar")
        page.send("f9")
        await page.until(lambda: page.screen.NAME == "inbox", "the inbox")
        assert waiting.locked()
        other_desk.execute("ROLLBACK")
    other_desk.close()
    counter.desk.close()
