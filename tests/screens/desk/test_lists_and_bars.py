from __future__ import annotations

import json
from dataclasses import replace

import pytest
from textual.color import Color

from clerkdesk.screens.desk.help import HelpScreen
from clerkdesk.settings import Settings
from clerkdesk.widgets.bar_spec import BarAnswer, Kept
from clerkdesk.widgets.lines import StatusLine
from clerkdesk.widgets.themes import THEMES
from tests.drivers import driving
from tests.screens.trial import BoxScreen, ListScreen, TrialData, TrialDesk, waiting


async def test_a_name_that_looks_like_markup_is_shown_as_it_is() -> None:
    async with driving(TrialDesk()) as driver:
        assert "O'NEIL-[/] Maeve" in driver.text and "[bold]TABLES Robert" in driver.text


async def test_the_bar_names_such_a_patient_too() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("down", "down", "down", "b")
        assert "Book O'NEIL-[/] Maeve" in driver.text


async def test_a_list_of_100_000_goes_to_its_end() -> None:
    async with driving(TrialDesk(TrialData(rows=waiting(100_000)))) as driver:
        await driver.press("end")
        assert "> R" in driver.text and "99999" in driver.text


async def test_an_empty_list_says_what_to_do() -> None:
    async with driving(TrialDesk(TrialData(rows=[]))) as driver:
        assert "Nobody waits here. F2 finds a patient." in driver.text


async def test_nothing_moves_under_an_open_bar_and_a_taken_row_is_still_there() -> None:
    async with driving(TrialDesk()) as driver:
        screen, data = driver.screen, driver.app.trial
        assert isinstance(screen, ListScreen)
        await driver.press("b")
        data.rows = data.rows[1:]
        screen.load()
        await driver.settle()
        assert "PATEL Anjali" in driver.text and screen.table.row_number == 0
        await driver.press("f12")
        assert screen.table.row == data.rows[0]


async def test_typing_in_the_filter_narrows_the_list_and_escape_shows_it_all() -> None:
    async with driving(TrialDesk()) as driver:
        screen = driver.screen
        assert isinstance(screen, ListScreen)
        await driver.press("/")
        await driver.type_text("lukas")
        assert {row.name[:5] for row in screen.table.rows} == {"ŁUKAS"}
        await driver.press("enter", "b")
        assert "Book ŁUKASZEWICZ Zofia" in driver.text
        await driver.press("f12", "escape")
        assert len(screen.table.rows) == 30


async def test_a_wide_terminal_shows_more_columns() -> None:
    async with driving(TrialDesk()) as driver:
        screen = driver.screen
        assert isinstance(screen, ListScreen)
        narrow = driver.text
    async with driving(TrialDesk(), size=(160, 48)) as driver:
        wide = driver.text
    assert "ABERNATHY Philippa Rosalind " in wide and len(wide.splitlines()) > len(narrow.splitlines())


async def test_booking_takes_three_keys() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "2", "enter")
        assert driver.app.trial.done == [("book", {"key": "0", "slot": "slot-2"})]


async def test_declining_takes_three_keys() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "n", "h", "enter")
        assert driver.app.trial.done == [("book", {"key": "0", "slot": "none", "reason": "holiday"})]


async def test_enter_on_a_bar_without_its_reason_says_so_and_commits_nothing() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "n", "enter")
        assert "Choose the reason first." in driver.text and driver.app.trial.done == []


async def test_the_line_to_say_goes_with_the_choice() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "3")
        assert "“Tuesday, nine 30”" in driver.text


async def test_leaving_a_bar_gives_the_focus_back_to_the_list() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "escape", "down", "b")
        state = driver.screen.bar.get_state()
        assert state is not None and state["context"]["key"] == 1


async def test_a_half_answered_bar_is_put_back_with_its_list() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("down", "b", "n", "h")
        kept = json.dumps(driver.screen.half_done.get_state())
    async with driving(TrialDesk()) as driver:
        driver.screen.half_done.set_state(json.loads(kept))
        await driver.settle()
        assert json.dumps(driver.screen.half_done.get_state()) == kept
        await driver.press("enter")
        assert driver.app.trial.done == [("book", {"key": "1", "slot": "none", "reason": "holiday"})]


async def test_a_hold_is_counted_down_in_the_bar() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b")
        driver.screen.bar.hold(178)
        await driver.settle()
        assert "held 2:58" in driver.text


async def test_help_says_where_the_clerk_is_and_what_can_be_done() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("f1")
        assert isinstance(driver.app.screen, HelpScreen)
        assert "You are on the waiting list" in driver.text and "book the patient under the cursor" in driver.text
        await driver.press("f12")
        assert isinstance(driver.screen, ListScreen)


async def test_the_practice_desk_says_so_in_every_title() -> None:
    async with driving(TrialDesk()) as driver:
        for key in ("f3", "f2", "f9"):
            await driver.press(key)
            assert "PRACTICE" in driver.text.splitlines()[0]


@pytest.mark.parametrize("columns", [80, 120, 200])
async def test_the_footer_shows_the_way_back_at_every_width(columns: int) -> None:
    async with driving(TrialDesk(), size=(columns, 24)) as driver:
        assert "Back" in driver.text.splitlines()[-1]


async def test_the_key_check_changes_the_footer_when_a_key_does_not_arrive() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.app.run_command("key_check")
        await driver.press("f2", "f5", "space")
        assert driver.text.splitlines()[-1].strip().startswith("^G")


async def test_the_key_check_keeps_the_footer_when_all_arrive() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.app.run_command("key_check")
        await driver.press("f2", "f5", "f12")
        assert "F1" in driver.text.splitlines()[-1]


async def test_a_sentence_stays_until_the_next_key() -> None:
    async with driving(TrialDesk()) as driver:
        driver.app.say("Booked.", "good")
        await driver.settle()
        assert "✓ Booked." in driver.text
        await driver.press("down")
        assert driver.screen.query_one(StatusLine).sentence == ""


async def test_the_palette_finds_a_command_and_carries_it_out() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+p")
        await driver.type_text("theme")
        await driver.until(lambda: "Choose a theme" in driver.text)
        await driver.press("enter")
        await driver.until(lambda: "keeps it" in driver.text)


async def test_a_theme_and_the_one_before_show_their_own_colours() -> None:
    async with driving(TrialDesk()) as driver:
        for theme in (THEMES[1], THEMES[0], THEMES[1]):
            driver.app.theme = theme.name
            await driver.settle()
            assert driver.screen.styles.background == Color.parse(theme.background or "")


@pytest.mark.parametrize("key", ["f12", "escape"])
async def test_the_palette_is_left_by_the_keys_that_leave_everything(key: str) -> None:
    async with driving(TrialDesk()) as driver:
        beneath = driver.app.screen
        await driver.press("ctrl+p")
        await driver.until(lambda: "Search for commands" in driver.text)
        await driver.press(key)
        await driver.until(lambda: driver.app.screen is beneath)


async def test_a_key_given_twice_in_the_settings_is_said_at_the_start() -> None:
    async with driving(TrialDesk(settings=Settings(keymap=(("undo", "F2"),)))) as driver:
        assert "F2 is given to undo" in " ".join(driver.text.split())


async def test_a_remapped_letter_opens_its_bar() -> None:
    async with driving(TrialDesk(settings=Settings(keymap=(("book", "z"), ("sort", "b"))))) as driver:
        await driver.press("z")
        assert driver.screen.bar.is_open


async def test_a_bar_with_more_than_fits_is_read_on_by_a_key_that_is_printed_and_keeps_what_is_typed() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "n", "i", "tab")
        bar = driver.screen.bar
        assert bar.spec is not None
        bar.declare_again(replace(bar.spec, note=" · ".join(f"evidence {place} of the record" for place in range(60))))
        await driver.type_text("rang")
        assert "PageDown shows" in driver.text and "evidence 59 " not in driver.text
        for _ in range(12):
            await driver.press("pagedown")
        assert "evidence 59 " in driver.text and "rang" in driver.text
        await driver.click("PageUp")
        assert "PageDown shows" in driver.text
        await driver.type_text(" at nine")
        assert "rang at nine" in driver.text


class DatabaseBusy(Exception):
    sentence = "The database is busy."


NOT_SO = "The slot is not free any more."
REFUSED = {
    "an act": (TrialData(answer=Kept(NOT_SO)), ("b", "enter"), NOT_SO),
    "a fault": (TrialData(fault=DatabaseBusy()), ("b", "enter"), DatabaseBusy().sentence),
    "a letter": (TrialData(), ("b", "z"), "z is no choice here"),
    "a choice": (TrialData(), ("b", "n", "d"), "Declining needs two offers first."),
    "an empty answer": (TrialData(), ("b", "n", "enter"), "Choose the reason first."),
}


@pytest.mark.parametrize("refused", REFUSED)
async def test_a_bar_says_a_refusal_once_and_in_the_bar(refused: str) -> None:
    data, keys, words = REFUSED[refused]
    async with driving(TrialDesk(data)) as driver:
        await driver.press(*keys)
        screen = driver.screen
        told = screen.bar.told
        assert told and screen.bar.is_open and not screen.query_one(StatusLine).sentence
        assert words in told
        assert " ".join(driver.text.split()).count(told) == 1


async def test_what_enter_leads_to_is_not_said_beside_the_same_refusal() -> None:
    async def preview(_answer: BarAnswer) -> str:
        return NOT_SO

    async with driving(TrialDesk(TrialData(answer=Kept(NOT_SO)))) as driver:
        await driver.press("b")
        bar = driver.screen.bar
        assert bar.spec is not None
        driver.screen.bars.open(replace(bar.spec, preview=preview))
        await driver.settle()
        assert f"→ {NOT_SO}" in driver.text
        await driver.press("enter")
        assert driver.text.count(NOT_SO) == 1


async def test_a_letter_read_in_the_help_of_a_bar_picks_its_choice_there_and_no_other_is_typed() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "n", "f1")
        assert "Declining needs two offers first." in " ".join(driver.text.split())
        await driver.press("q")
        assert isinstance(driver.app.screen, HelpScreen) and "q picks nothing here" in driver.text
        await driver.press("h", "enter")
        assert driver.app.trial.done == [("book", {"key": "0", "slot": "none", "reason": "holiday"})]


async def test_a_number_looked_up_out_of_a_bar_leaves_the_bar_as_it_was() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "n", "h")
        kept = driver.screen.bar.get_state()
        await driver.type_text("9434765919")
        assert "9434765919 is a number, not a choice" in driver.text
        await driver.press("enter")
        assert driver.on(BoxScreen).box.value == "9434765919"
        await driver.press("f12")
        assert driver.screen.bar.get_state() == kept and "is a number" not in driver.text
