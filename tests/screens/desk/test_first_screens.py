"""Where the desk begins: each role on its own screen, and never past what a clerk has begun."""

from __future__ import annotations

import json

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.data.errors import DatabaseUnavailable
from clerkdesk.data.tables import Clerk
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from clerkdesk.widgets.row_table import RowTable
from tests.builders import desk_of
from tests.conftest import MONDAY
from tests.drivers import Driver, driving
from tests.screens.front_desk import FrontDesk

FAULT = "The database is locked by another program."
BEGINS_ON = {
    ClerkRole.RECEPTION: "today",
    ClerkRole.SECRETARY: "inbox",
    ClerkRole.TEAM_LEADER: "inbox",
    ClerkRole.SUPERVISOR: "inbox",
    ClerkRole.CLERK: "booking",
    ClerkRole.ADMINISTRATOR: "booking",
}


def desk_of_a(role: ClerkRole, front: FrontDesk) -> ClerkDesk:
    with front.desk.context.act("build") as act:
        act.add(Clerk(username="nell", display_name="Nell", role=role))
        act.commit(None)

    def opened() -> Desk:
        return desk_for(open_database(front.location), Settings(), "nell", now=lambda: MONDAY, desk_name="the desk")

    return ClerkDesk(opened)


@pytest.mark.parametrize(("role", "begins_on"), BEGINS_ON.items())
async def test_each_role_begins_on_its_own_screen(role: ClerkRole, begins_on: str, front: FrontDesk) -> None:
    async with driving(desk_of_a(role, front)) as driver:
        await driver.until(lambda: begins_on == driver.screen.NAME, begins_on)
        await driver.settle()
        await driver.press("f12")
        assert begins_on == driver.screen.NAME


async def test_whoever_types_before_the_desk_is_open_goes_where_they_typed(front: FrontDesk) -> None:
    app = desk_of_a(ClerkRole.RECEPTION, front)
    async with app.run_test(size=(80, 24)):
        driver = Driver(app)
        driver.send("f7")
        await driver.settle()
        await driver.until(lambda: driver.screen.NAME == "clinics", "the clinics")
        await driver.press("f12")
        assert driver.screen.NAME == "booking"


async def test_what_was_half_done_is_offered_and_no_other_screen_comes(front: FrontDesk) -> None:
    app = desk_of_a(ClerkRole.RECEPTION, front)
    left = {"screen": "booking", "words": "“Book” on Booking", "state": {}}
    state = {"process": "elsewhere:1", "mode": "booking", "in_hand": [], "screens": [left]}
    desk_of(front.desk, "nell").drafts.keep_up("at_work", json.dumps(state))
    async with driving(app) as driver:
        await driver.until(lambda: "when the desk stopped" in driver.text, "the question")
        assert driver.app.current_mode == "booking"


@pytest.mark.parametrize("name", [name for name, place in SCREENS.items() if not place.why_not()])
async def test_a_screen_of_a_desk_that_could_not_be_opened_says_so_and_what_to_do(name: str) -> None:
    def fails() -> Desk:
        raise DatabaseUnavailable("locked", FAULT)

    async with driving(ClerkDesk(fails)) as driver:
        await driver.press("escape")
        assert driver.app.desk_state == "failed"
        await driver.app.open_screen(name)
        await driver.settle()
        assert "being read" not in " ".join(driver.text.split())
        tables = list(driver.screen.query(RowTable))
        assert all(FAULT in table.reading.failure for table in tables)
        if any(table.is_on_screen for table in tables):
            assert "The desk is not open" in driver.text


async def test_a_desk_that_opens_at_the_second_try_shows_its_rows(front: FrontDesk) -> None:
    faults = [DatabaseUnavailable("locked", FAULT)]

    def opened() -> Desk:
        if faults:
            raise faults.pop()
        return desk_for(open_database(front.location), Settings(), "asha.derm", now=lambda: MONDAY, desk_name="it")

    async with driving(ClerkDesk(opened)) as driver:
        await driver.press("enter")
        await driver.until(lambda: "PATEL Nisha" in driver.text, "the list")
        assert "The desk is not open" not in driver.text
