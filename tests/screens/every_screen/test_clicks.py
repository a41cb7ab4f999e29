"""What is printed as a key can be clicked, wherever keys act."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.keys import printed_key
from clerkdesk.screens.acts.slots_pane import slot_label
from clerkdesk.settings import Settings
from clerkdesk.settings.model import DeskSettings
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.row_table import RowTable
from tests.builders import a_hospital, a_patient, an_entry
from tests.drivers import driving
from tests.screens.booking.booking_page import Clinic, at_the_desk
from tests.screens.trial import TrialDesk
from tests.screens.validation.validation_page import WaitingRoom, on_f5


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("F2", "f2"), ("F12", "f12"), ("b", "b"), ("1 ", "1"), ("Enter", "enter"), ("Escape", "escape"),
        ("Tab", "tab"), ("Shift+Tab", "shift+tab"), ("/", "slash"), ("Ctrl+Q", "ctrl+q"), ("-", "minus"),
        ("1-9", ""), ("slot?", ""), ("Up, Down", ""), ("✓", ""), ("→ ", ""), ("Tue 3 Nov", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_printed_text_names_a_key_or_none(printed: str, key: str) -> None:
    assert printed_key(printed) == key


@pytest.mark.parametrize("words", ["F2", "Find"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_click_on_a_key_of_the_footer_or_its_word_presses_it(words: str, size: tuple[int, int]) -> None:
    async with driving(TrialDesk(), size) as driver:
        await driver.click(words, last=True)
        assert driver.screen.NAME == "find"


async def test_a_click_on_a_twin_of_the_footer_presses_what_comes_before_it_too() -> None:
    settings = Settings(desk=DeskSettings(footer_twins=True))
    async with driving(TrialDesk(settings=settings)) as driver:
        await driver.click("Find", last=True)
        assert driver.screen.NAME == "find"


async def test_letters_choices_and_enter_of_a_bar_can_be_clicked() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.click("b book")
        await driver.click("declined")
        await driver.click("illness")
        await driver.click("Tab")
        await driver.type_text("a word")
        await driver.click("accepts")
        done = {"key": "0", "slot": "none", "reason": "illness", "comment": "a word"}
        assert driver.app.trial.done == [("book", done)]


async def test_a_click_beside_an_open_bar_neither_moves_the_cursor_nor_takes_the_focus() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b")
        await driver.click("OKAFOR Chidi")
        assert driver.screen.query_one(RowTable).row_number == 0
        assert driver.screen.bar.has_focus_within
        await driver.press("2", "enter")
        assert driver.app.trial.done == [("book", {"key": "0", "slot": "slot-2"})]


async def test_one_click_goes_to_a_row_and_a_second_does_what_enter_does(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.click("MCCARTHY Sean")
        assert page.under_cursor == "MCCARTHY Sean"
        await page.click("MCCARTHY Sean", times=2)
        assert page.screen.NAME == "card" and "MCCARTHY Sean" in page.text


async def test_the_tabs_of_validation_can_be_clicked(room: WaitingRoom) -> None:
    async with on_f5(room, (160, 48)) as page:
        for words in ("checks", "overdue", "invite"):
            await page.click(words)
            assert page.validation.listing.view.name == words


async def test_a_slot_beside_the_list_can_be_clicked(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        slot = slot_label(page.booking.beside.panel.choices.choices[1].ranked.slot.starts)  # type: ignore[union-attr]
        await page.click(slot)
        assert page.open_bar == "book" and page.answers["slot"] == str(clinic.slots[1])


async def test_a_click_on_a_row_of_a_picker_chooses_it(room: WaitingRoom) -> None:
    ent = a_hospital(room.desk, "ENT", "Ear, nose and throat")
    an_entry(room.desk, ent, a_patient(room.desk, "Khan", "Imran"), clock_start=date(2024, 9, 2))
    async with on_f5(room) as page:
        await page.press("ctrl+l")
        await page.click("Ear, nose and throat")
        assert page.names == ["KHAN Imran"]


async def test_a_dialog_is_answered_by_a_click() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+q")
        await driver.click("stays")
        assert driver.screen.NAME == "booking"


async def test_a_choice_of_a_form_can_be_clicked() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("f9")
        await driver.click("f female")
        await driver.click("m male")
        form = driver.screen.query_one(Form)
        assert form.values["gender"] == "1"


async def test_the_key_that_the_check_asks_for_is_none_to_click() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.app.run_command("key_check")
        await driver.settle()
        before = driver.text
        await driver.click("F2")
        assert driver.text == before
