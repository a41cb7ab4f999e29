from __future__ import annotations

import pytest

from clerkdesk.widgets.bar_spec import Kept
from clerkdesk.widgets.dialog import Question
from tests.drivers import Driver, driving
from tests.screens.trial import BoxScreen, ListScreen, TrialData, TrialDesk, waiting


async def test_keys_typed_before_the_desk_is_open_act_once_it_is() -> None:
    app = TrialDesk(TrialData(slow=0.05), delay=0.2)
    async with app.run_test(size=(80, 24)):
        driver = Driver(app)
        driver.send("down", "down", "b", "2")
        await driver.until(lambda: app.desk_state == "open")
        await driver.settle()
        state = driver.screen.bar.get_state()
    assert state is not None
    assert (state["context"]["key"], state["answers"]["slot"]) == (2, "slot-2")


@pytest.mark.parametrize("key", ["enter", "2", "escape", "f2", "x"])
async def test_no_key_acts_on_what_a_small_window_hides(key: str) -> None:
    app = TrialDesk()
    async with app.run_test(size=(80, 24)) as pilot:
        driver = Driver(app)
        await driver.settle()
        await driver.press("b")
        before = driver.screen.bar.get_state()
        await pilot.resize_terminal(60, 15)
        await driver.press(key)
        await pilot.resize_terminal(80, 24)
        await driver.settle()
        assert (driver.screen.NAME, driver.screen.bar.get_state(), app.trial.done) == ("booking", before, [])


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("over", ["key_check", "help", "theme", "palette", "question", "small", ""])
async def test_the_key_that_leaves_acts_over_everything(over: str, key: str) -> None:
    app = TrialDesk()
    async with app.run_test(size=(80, 24)) as pilot:
        driver = Driver(app)
        await driver.settle()
        if over == "question":
            await app.push_screen(Question("The desk could not be opened", enter="tries again"))
        elif over == "small":
            await pilot.resize_terminal(60, 15)
        elif over:
            await app.run_command(over)
        await driver.settle()
        driver.send(key)
        await driver.until(lambda: "Leave clerkdesk?" in driver.text)
        driver.send("enter")
        await driver.until(lambda: not app.is_running)


async def test_letters_typed_behind_a_screen_key_go_to_that_screen() -> None:
    async with driving(TrialDesk()) as driver:
        driver.send("f2")
        driver.send_text("okafor")
        await driver.settle()
        row = driver.on(BoxScreen).table.row
        assert "okafor" in driver.text and row is not None and row.name == "OKAFOR Chidi"


async def test_enter_typed_behind_a_search_waits_for_its_results() -> None:
    async with driving(TrialDesk(TrialData(slow=0.1))) as driver:
        await driver.press("f2")
        driver.send_text("okaf")
        driver.send("enter")
        await driver.settle()
        assert driver.on(BoxScreen).opened == ["OKAFOR Chidi"]


async def test_an_enter_typed_before_the_bar_was_painted_commits_nothing() -> None:
    async with driving(TrialDesk()) as driver:
        driver.send("b", "2", "enter")
        await driver.settle()
        assert driver.app.trial.done == []
        assert driver.screen.bar.is_open and "does not count" in driver.status


async def test_an_enter_typed_after_the_bar_was_painted_commits() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b")
        driver.send("2", "enter")
        await driver.settle()
        assert driver.app.trial.done == [("book", {"key": "0", "slot": "slot-2"})]


async def test_after_a_refusal_what_was_typed_ahead_is_dropped() -> None:
    async with driving(TrialDesk(TrialData(answer=Kept("That place is gone."), slow=0.1))) as driver:
        await driver.press("b")
        driver.send("enter", "2", "enter")
        await driver.settle()
        assert len(driver.app.trial.done) == 1
        assert "That place is gone." in driver.text and "dropped" in driver.status


async def test_keys_typed_while_an_act_is_saved_belong_to_what_follows() -> None:
    async with driving(TrialDesk(TrialData(slow=0.1))) as driver:
        await driver.press("b")
        driver.send("enter", "down", "b")
        await driver.settle()
        state = driver.screen.bar.get_state()
        assert state is not None and state["context"]["key"] == 1


async def test_a_letter_that_no_command_has_goes_with_what_follows_to_the_one_box() -> None:
    async with driving(TrialDesk()) as driver:
        driver.send_text("nora")
        await driver.settle()
        assert driver.on(BoxScreen).box.value == "nora"


async def test_a_letter_that_picks_nothing_in_a_bar_is_refused_with_the_word_typed_behind_it() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b")
        driver.send_text("zofia")
        await driver.settle()
        assert driver.screen.NAME == "booking" and driver.screen.bar.is_open
        assert "“zofia” is no choice here" in driver.text and "F2 looks up “bzofia”" in driver.status


async def test_caps_lock_changes_nothing() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("B", "N", "H", "enter")
        assert driver.app.trial.done == [("book", {"key": "0", "slot": "none", "reason": "holiday"})]


async def test_escape_run_together_with_a_letter_is_both() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "ctrl+left")
        state = driver.screen.bar.get_state()
        assert state is not None and state["bar"] == "book"


async def test_a_line_feed_is_an_enter() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("b", "ctrl+j")
        assert len(driver.app.trial.done) == 1


@pytest.mark.parametrize(("twin", "screen"), [("2", "find"), ("3", "booking")])
async def test_ctrl_g_and_a_digit_is_the_twin_of_a_function_key(twin: str, screen: str) -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("ctrl+g", twin)
        assert screen == driver.screen.NAME


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_nothing_leaves_without_a_question(key: str) -> None:
    async with driving(TrialDesk()) as driver:
        driver.send(key, "enter")
        await driver.settle()
        assert driver.app.is_running and "Leave clerkdesk?" in driver.text


async def test_a_screen_that_is_not_installed_says_so() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("f4")
        assert "not part of this installation" in driver.status


async def test_a_letter_that_does_not_act_here_says_why() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("a")
        assert "arrive" in driver.status and "on the patient's card it does" in driver.status


async def test_back_returns_to_the_screen_before() -> None:
    async with driving(TrialDesk()) as driver:
        await driver.press("f2", "f12")
        assert driver.screen.NAME == "booking"


async def test_an_error_of_a_handler_is_a_sentence_without_a_name_and_the_desk_lives() -> None:
    app = TrialDesk()
    async with app.run_test(size=(80, 24)):
        driver = Driver(app)
        await driver.settle()
        await driver.press("e")
        assert "did not foresee" in driver.status and "PATEL" not in "".join(app.unforeseen)
        await driver.press("b")
        assert driver.screen.bar.is_open


async def test_an_error_of_an_act_keeps_the_bar_and_shows_its_sentence() -> None:
    class DatabaseBusy(Exception):
        sentence = "The database is busy."

    async with driving(TrialDesk(TrialData(fault=DatabaseBusy()))) as driver:
        await driver.press("b", "enter")
        assert driver.screen.bar.is_open and "The database is busy." in driver.text


async def test_a_change_by_another_desk_is_shown() -> None:
    async with driving(TrialDesk()) as driver:
        data = driver.app.trial
        await driver.until(lambda: driver.app.database.changes.version == 1)
        data.rows, data.version = waiting(3), 2
        await driver.until(lambda: len(driver.on(ListScreen).table.rows) == 3)


async def test_a_terminal_that_is_too_small_is_asked_to_grow() -> None:
    async with driving(TrialDesk(), size=(79, 24)) as driver:
        assert "79 x 24" in driver.text and "PATEL" not in driver.text


async def test_a_desk_that_could_not_be_opened_is_tried_again_on_enter() -> None:
    class DatabaseBusy(Exception):
        sentence = "The database is busy."

    app = TrialDesk()
    app.opening_fault = DatabaseBusy()
    async with app.run_test(size=(80, 24)):
        driver = Driver(app)
        await driver.until(lambda: "The database is busy." in driver.text)
        app.opening_fault = None
        await driver.settle()
        driver.send("enter")
        await driver.until(lambda: "PATEL" in driver.text)
