"""What the database refuses is a sentence on the screen, and the desk stays open."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from sqlalchemy.exc import OperationalError

from tests.drivers import Driver, driving
from tests.screens.trial import TrialDesk

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
    driver.app.offer_left_behind()
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
