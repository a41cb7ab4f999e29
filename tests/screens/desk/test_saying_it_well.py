"""What the desk says when a key has nothing to act on, and what it keeps from a public counter."""

from __future__ import annotations

import pytest

from clerkdesk.keys import command
from clerkdesk.screens.desk.help import help_for
from clerkdesk.screens.desk.palette import begins_words_of
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from clerkdesk.settings import PolicySettings, Settings
from tests.drivers import painted_text
from tests.screens.call.call_page import CallPage
from tests.screens.scene import MOTHERS_NUMBER, Scene


async def test_ctrl_z_outside_a_field_names_the_last_act_and_its_way_back(scene: Scene) -> None:
    scene.add_relative("father", "07700900457")
    async with scene.at_the_desk() as driver:
        await driver.press("ctrl+z")
        await driver.until(lambda: driver.status.startswith("Last recorded: relative added"), "what was last recorded")
        assert "A record is corrected by its next entry" in driver.status


async def test_ctrl_z_says_so_when_nothing_was_done(scene: Scene) -> None:
    async with scene.at_the_desk("bev.ent") as driver:
        await driver.press("ctrl+z")
        assert "You did nothing in the last 10 minutes" in driver.status


async def test_ctrl_z_with_a_bar_open_leaves_the_bar_as_it_is(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f9", "f10", "f12")
        scene.desk.inbox.take_message(NewMessage(text="Ring.", to="me"))
        await driver.press("f3", "f9", "t", "ctrl+z")
        await driver.until(lambda: "Last recorded:" in driver.status, "what was last recorded")
        assert driver.screen.bar.is_open


async def test_help_lists_no_key_that_leads_nowhere_from_its_screen(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f2", "ctrl+l")
        assert "is not possible here; F1 lists what is." in driver.status
        help_of_find = help_for(driver.screen, driver.app.keymap).plain
        assert "Ctrl+L" not in help_of_find
        assert "Ctrl+T" in help_of_find


async def test_the_palette_finds_initials_only_by_what_it_is_for(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("ctrl+p")
        await driver.app.workers.wait_for_complete()
        driver.send_text("privacy")
        await driver.until(lambda: "Initials only" in _painted(driver), "the command")


def _painted(driver: object) -> str:
    from tests.drivers import painted_text

    return painted_text(driver.app)  # type: ignore[attr-defined]


async def test_inbox_and_handover_slip_show_initials_at_a_public_counter(scene: Scene) -> None:
    new = NewMessage(text="Wants half term.", to="me", patient_id=scene.patient_id)
    item = scene.desk.inbox.take_message(new)
    assert isinstance(item, MessageTaken)
    scene.desk.inbox.acknowledge(item.item.id)
    async with scene.at_the_desk() as driver:
        await driver.press("f9", "ctrl+o")
        assert "O.M." in driver.text
        assert "O'NEIL" not in driver.text and "half term" not in driver.text
        await driver.press("f10")
        assert "O.M." in driver.text
        assert "O'NEIL" not in driver.text and "half term" not in driver.text


async def test_a_parked_call_about_nobody_says_so(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f8", "tab")
        await driver.type_text("rang off")
        await driver.press("f12", "f9")
        assert "nobody chosen yet" in driver.text
        await driver.press("f10")
        assert "nobody chosen yet" in driver.text


async def test_a_call_offers_no_list_letters_while_letters_are_typed(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        page = CallPage(driver)
        await page.from_the_mother()
        await driver.press("1", "2", "3")
        assert "m move" in driver.text.splitlines()[-2]
        await driver.press("f2")
        assert "m move" not in driver.text.splitlines()[-2]


async def test_a_call_put_through_without_a_name_asks_to_whom(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        page = CallPage(driver)
        await page.message("has chest pain")
        assert MOTHERS_NUMBER in driver.text.replace(" ", "")
        await driver.press("enter", "1", "enter")
        assert "Say who you put the caller through to." in driver.status


async def test_settings_for_a_specialty_that_is_not_here_are_named_at_the_start(scene: Scene) -> None:
    settings = Settings(specialty_policy=(("DREM", PolicySettings()), ("ENT", PolicySettings())))
    async with scene.at_the_desk(settings=settings) as driver:
        await driver.until(lambda: "policy.specialty.DREM" in driver.status, "the warning")
        assert "there are ENT" in driver.status and "policy.specialty.ENT" not in driver.status
        await driver.press("f9")
        assert driver.status == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("merge", "merge"),
        ("pifu", "patient_asks"), ("print", "print"), ("export", "report"), ("settings", "settings"),
        ("vetting", "validation"), ("undo", "undo"), ("dna", "outcome"), ("same person", "merge"), ("rebook", "move"),
    ],
)  # fmt: skip
def test_a_command_is_found_by_any_word_of_what_it_is_for(typed: str, name: str) -> None:
    assert begins_words_of(typed, command(name))


async def test_the_palette_finds_what_does_not_act_here_and_says_where_it_does(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        driver.send("ctrl+p")
        driver.send_text("pifu")
        await driver.until(lambda: "Patient asks to be seen" in painted_text(driver.app))
        assert "does not act on this screen" in painted_text(driver.app)


@pytest.mark.parametrize("name", ["theme", "details", "privacy", "undo", "register"])
async def test_what_a_command_of_the_palette_does_is_read_to_its_end_at_80_columns(scene: Scene, name: str) -> None:
    item = command(name)
    async with scene.at_the_desk() as driver:
        driver.send("ctrl+p")
        driver.send_text(item.title)
        await driver.until(lambda: item.help in " ".join(painted_text(driver.app).split()), "the whole sentence")


@pytest.mark.parametrize("key", ["f2", "f3", "f4", "f5", "f6", "f7", "f9"])
async def test_help_keeps_what_stands_beside_a_key_in_its_column(scene: Scene, key: str) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press(key)
        lines = help_for(driver.screen, driver.app.keymap).plain.splitlines()
        beside = [line for line in lines if line.startswith("  ")]
        assert [line for line in beside if line[18] != " " or line[19] == " " or len(line) > 71] == []
