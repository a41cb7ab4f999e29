"""Ctrl+Z takes the last act back after Enter, and the palette lists what the clerk did (law 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from tests.drivers import Driver, painted_text
from tests.screens.scene import Scene


async def bar_opens(driver: Driver) -> None:
    """Wait for the bar."""
    await driver.until(lambda: driver.screen.bar.is_open, "the bar")


async def list_opens(driver: Driver) -> None:
    """Choose “What did I do?” in the palette."""
    await driver.press("ctrl+p")
    await driver.app.workers.wait_for_complete()
    driver.send_text("what did i")
    await driver.until(lambda: "list your last twenty acts" in painted_text(driver.app), "the command")
    await driver.press("enter")
    await driver.until(lambda: "letters of an act or a name" in painted_text(driver.app), "the list")


def take_message(scene: Scene) -> None:
    """Let the clerk take a message about Maeve."""
    taken = scene.desk.inbox.take_message(NewMessage(text="Ring.", to="me", patient_id=scene.patient_id))
    assert isinstance(taken, MessageTaken)


async def test_ctrl_z_and_enter_take_the_last_act_back(scene: Scene) -> None:
    take_message(scene)
    async with scene.at_the_desk() as driver:
        await driver.press("ctrl+z")
        await bar_opens(driver)
        painted = painted_text(driver.app)
        assert "Undo message, O'NEIL Maeve" in painted and "→ the message is withdrawn" in painted
        await driver.press("enter")
        await driver.until(lambda: "Undone: message, O'NEIL Maeve" in driver.status, "the undo")
        assert scene.desk.inbox.about(scene.patient_id) == []


async def test_f12_leaves_the_bar_and_nothing_is_undone(scene: Scene) -> None:
    take_message(scene)
    async with scene.at_the_desk() as driver:
        await driver.press("ctrl+z")
        await bar_opens(driver)
        await driver.press("f12")
        await driver.until(lambda: "Nothing was recorded" in driver.status, "the bar is left")
        assert len(scene.desk.inbox.about(scene.patient_id)) == 1


async def test_keys_typed_with_ctrl_z_wait_for_its_bar_and_enter_commits_none_that_was_not_painted(
    scene: Scene,
) -> None:
    take_message(scene)
    async with scene.at_the_desk() as driver:
        driver.send("ctrl+z", "enter")
        await bar_opens(driver)
        assert len(scene.desk.inbox.about(scene.patient_id)) == 1


async def test_after_an_undo_the_act_before_comes_next(scene: Scene) -> None:
    answer = scene.desk.booking.cancel(scene.built.reference, "PC02")
    assert isinstance(answer, Cancelled)
    take_message(scene)
    async with scene.at_the_desk() as driver:
        await driver.press("ctrl+z")
        await bar_opens(driver)
        await driver.press("enter")
        await driver.until(lambda: "Undone: message" in driver.status, "the undo")
        await driver.press("ctrl+z")
        await bar_opens(driver)
        assert "Undo cancellation, O'NEIL Maeve · Tue 1 Apr 09:00" in painted_text(driver.app)


async def test_once_the_patient_was_told_the_desk_offers_to_ring_back(scene: Scene) -> None:
    answer = scene.desk.booking.cancel(scene.built.reference, "PC02")
    assert isinstance(answer, Cancelled)
    told = scene.desk.contact.tried(NewAttempt(patient_id=scene.patient_id, result="CR01"))
    assert isinstance(told, ContactKept)
    async with scene.at_the_desk() as driver:
        await list_opens(driver)
        driver.send_text("cancell")
        await driver.until(lambda: "  contact tried" not in painted_text(driver.app), "the narrowed list")
        await driver.press("enter")
        await bar_opens(driver)
        assert "Ring back O'NEIL Maeve" in painted_text(driver.app)
        await driver.press("enter")
        await driver.until(lambda: not driver.screen.bar.is_open, "the call-back")
        [item] = scene.desk.inbox.about(scene.patient_id)
        assert item.kind == "call_back" and "cancellation, Tue 1 Apr 09:00" in item.sentence


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_list_says_of_each_act_what_its_undo_does_or_why_it_stays(
    scene: Scene, size: tuple[int, int]
) -> None:
    take_message(scene)
    scene.add_relative("father", "07700900457")
    async with scene.at_the_desk(size=size) as driver:
        await list_opens(driver)
        await driver.until(
            lambda: "! A record is corrected by its next entry, and shows both." in painted_text(driver.app),
            "the reason",
        )
        await driver.press("down")
        await driver.until(lambda: "→ the message is withdrawn" in painted_text(driver.app), "the effect")
        assert "message, O'NEIL Maeve" in painted_text(driver.app)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_bar_fits_its_terminal(scene: Scene, size: tuple[int, int]) -> None:
    assert isinstance(scene.desk.booking.cancel(scene.built.reference, "PC02"), Cancelled)
    async with scene.at_the_desk(size=size) as driver:
        await driver.press("ctrl+z")
        await bar_opens(driver)
        assert "Enter undoes it" in painted_text(driver.app)


async def test_an_act_of_another_day_is_listed_with_its_day(scene: Scene) -> None:
    take_message(scene)
    scene.clock.at += timedelta(days=1)
    async with scene.at_the_desk() as driver:
        await list_opens(driver)
        await driver.until(lambda: "Mon 3 Mar 09:42" in painted_text(driver.app), "the day")
