"""The handover slip: what would stay in a clerk's head goes to a colleague or to tomorrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from clerkdesk.data.tables import InboxItem
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.inbox.handover import HandoverScreen
from clerkdesk.services.inbox.inbox import NewMessage
from tests.answers import taken
from tests.drivers import Driver
from tests.screens.call.call_page import CallPage
from tests.screens.scene import BEV, Scene


def slip(driver: Driver) -> list[tuple[str, str]]:
    screen = driver.screen
    assert isinstance(screen, HandoverScreen)
    return [(row.why, row.about) for row in screen.table.rows]


async def leave_things(scene: Scene, driver: Driver) -> None:
    """A parked call and a promised call-back."""
    await CallPage(driver).message("wants half te")
    await driver.press("f12")
    at = scene.clock.at.replace(hour=15)
    scene.desk.inbox.take_message(NewMessage(text="ring", to="me", patient_id=scene.patient_id, ring_back_at=at))


async def test_f10_lists_what_is_left(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await leave_things(scene, driver)
        await driver.press("f10")
        assert slip(driver) == [("parked", "O'NEIL Maeve"), ("promised", "O'NEIL Maeve")]


async def test_a_parked_call_shows_its_number_as_it_is_dialled(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await leave_things(scene, driver)
        await driver.press("f10")
        screen = driver.screen
        assert isinstance(screen, HandoverScreen)
        assert "07700 900456" in screen.table.rows[0].what


async def test_nothing_left_is_said(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f10", "g")
        assert "You have nothing to hand over" in driver.status


async def test_all_of_it_goes_to_a_colleague_with_the_form_of_the_parked_call(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await leave_things(scene, driver)
        await driver.press("f10", "g", "c")
        await driver.type_text("bev")
        await driver.press("enter")
        assert "Handed over to Bev: 2 things." in driver.status and slip(driver) == []
    async with scene.at_the_desk(BEV) as driver:
        await driver.press("f9", "home", "enter")
        assert CallPage(driver).screen.message.values["text"] == "wants half te"


async def test_tomorrow_keeps_it_with_the_clerk(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await leave_things(scene, driver)
        await driver.press("f10", "g", "t", "enter")
        assert "Kept for tomorrow" in driver.status
    mine = taken(scene.desk.inbox.items())
    assert [row.due_at.day for row in mine if row.due_at is not None] == [4]


async def test_the_printed_slip_names_the_keys_in_force(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    async with scene.at_the_desk() as driver:
        at = scene.clock.at.replace(hour=15)
        scene.desk.inbox.take_message(NewMessage(text="Ring back", to="me", ring_back_at=at))
        with scene.desk.context.act("test") as act:
            # A clerk's own text holds no such mark, but what the desk writes into an inbox may.
            written = update(InboxItem).values(sentence=f"Press {key_for('find')}")
            act.session.execute(written, execution_options={"clerkdesk_unaudited": True})
            act.commit(None)
        await driver.press("f10", "p", "enter")
        await driver.settle()
    (slip_file,) = tmp_path.rglob("handover-*.txt")
    assert "Press F2\n" in slip_file.read_text(encoding="utf-8")
