"""The inbox: what stands with whom, what rises, and taking, finishing, giving and putting in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

import pytest

from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.keys import command
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.screens.call import LETTER, CallScreen
from clerkdesk.screens.desk.help import help_for
from clerkdesk.screens.inbox import InboxScreen
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.contact.calls import Resumed
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from clerkdesk.services.pathways.removal_tellings import ask_to_tell
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.validation.sheets import ValidationSheet
from clerkdesk.services.validation.validation import Validated
from tests.answers import taken
from tests.drivers import Driver
from tests.screens.call.call_page import CallPage
from tests.screens.scene import ASHA, BEV, LENA, SUE, Scene


class InboxPage:
    """The inbox on top."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    @property
    def screen(self) -> InboxScreen:
        screen = self.driver.screen
        assert isinstance(screen, InboxScreen)
        return screen

    @property
    def sentences(self) -> list[str]:
        """What is listed, in its order."""
        return [line.what for line in self.screen.table.rows]


@asynccontextmanager
async def reading(scene: Scene, username: str = ASHA) -> AsyncIterator[InboxPage]:
    async with scene.at_the_desk(username) as driver:
        await driver.press("f9")
        yield InboxPage(driver)


def a_message(scene: Scene, text: str, to: str = "me", **details: object) -> int:
    new = NewMessage(text=text, to=to, patient_id=scene.patient_id, **details)  # type: ignore[arg-type]
    taken = scene.desk.inbox.take_message(new)
    assert isinstance(taken, MessageTaken), taken
    return taken.item.id


def item(scene: Scene, item_id: int) -> InboxRow:
    items = scene.desk.inbox.items("all", with_done=True)
    assert isinstance(items, list)
    return next(row for row in items if row.item_id == item_id)


async def test_an_empty_inbox_says_what_else_there_is(scene: Scene) -> None:
    async with reading(scene) as page:
        assert "Nothing waits for you. 2 shows your team's" in " ".join(page.driver.text.split())


async def test_mine_my_team_s_and_everybody_s_are_a_digit_away(scene: Scene) -> None:
    a_message(scene, "for me")
    a_message(scene, "for us", "team")
    a_message(scene, "for her", "secretary ENT")
    async with reading(scene) as page:
        assert page.sentences == ["for me"]
        await page.driver.press("2")
        assert page.sentences == ["for us"]
        await page.driver.press("3")
        assert set(page.sentences) == {"for me", "for us", "for her"}


async def test_a_kind_is_a_digit_away_and_4_shows_all_again(scene: Scene) -> None:
    a_message(scene, "a message")
    a_message(scene, "a promise", ring_back_at=datetime(2025, 3, 3, 15, 0))
    async with reading(scene) as page:
        await page.driver.press("6")
        assert page.sentences == ["a promise"]
        await page.driver.press("4")
        assert len(page.sentences) == 2


async def test_a_promised_call_back_waits_below_and_rises_when_it_is_time(scene: Scene) -> None:
    a_message(scene, "ring after three", ring_back_at=datetime(2025, 3, 3, 15, 0))
    a_message(scene, "routine")
    async with reading(scene) as page:
        assert page.sentences == ["routine", "ring after three"] and "ring 15:00" in page.driver.text
        scene.clock.at = datetime(2025, 3, 3, 15, 1)
        page.screen.load()
        await page.driver.settle()
        assert page.sentences == ["ring after three", "routine"] and "ring now" in page.driver.text


async def test_what_nobody_acknowledged_has_climbed_to_the_team_leader(scene: Scene) -> None:
    a_message(scene, "urgent", urgency="urgent")
    scene.clock.at += timedelta(hours=2)
    async with reading(scene, "lena.ent") as page:
        await page.driver.press("2")
        assert page.sentences == ["urgent"] and "new ↑2" in page.driver.text


async def test_t_takes_and_t_again_finishes_with_what_was_done(scene: Scene) -> None:
    item_id = a_message(scene, "lost the letter")
    async with reading(scene) as page:
        await page.driver.press("t", "enter")
        assert item(scene, item_id).status == "acknowledged" and "Taken" in page.driver.status
        await page.driver.press("t")
        await page.driver.type_text("sent again")
        await page.driver.press("enter")
        assert page.sentences == []
    assert (item(scene, item_id).status, item(scene, item_id).action_taken) == ("done", "sent again")


async def test_d_in_the_take_bar_finishes_at_once(scene: Scene) -> None:
    item_id = a_message(scene, "lost the letter")
    async with reading(scene) as page:
        await page.driver.press("t", "d", "enter")
    assert item(scene, item_id).status == "done"


async def test_g_and_a_digit_forward_it(scene: Scene) -> None:
    item_id = a_message(scene, "a question for the nurse")
    async with reading(scene) as page:
        await page.driver.press("g", "3", "enter")
        assert page.sentences == [] and "Given to nurse in charge, ENT" in page.driver.status
    assert item(scene, item_id).to_kind == "nurse"


async def test_g_c_and_a_name_give_it_to_a_colleague(scene: Scene) -> None:
    item_id = a_message(scene, "mine until five")
    async with reading(scene) as page:
        await page.driver.press("g", "c")
        await page.driver.type_text("bev")
        await page.driver.press("enter")
    assert item(scene, item_id).to_name == "Bev"
    mine = scene.desk_of(BEV).inbox.items()
    assert isinstance(mine, list) and [row.item_id for row in mine] == [item_id]


async def test_g_t_keeps_it_for_tomorrow(scene: Scene) -> None:
    item_id = a_message(scene, "today", urgency="today")
    async with reading(scene) as page:
        await page.driver.press("g", "t", "enter")
    due = item(scene, item_id).due_at
    assert due is not None and due.date() == datetime(2025, 3, 4).date()


async def test_enter_shows_the_whole_of_it_with_what_happened_to_it(scene: Scene) -> None:
    a_message(scene, "first line\nsecond [/] line")
    async with reading(scene) as page:
        page.driver.send("enter")
        await page.driver.until(lambda: "second [/] line" in page.driver.text and "taken by Asha" in page.driver.text)
        page.driver.send("escape")
        await page.driver.until(lambda: isinstance(page.driver.app.screen, InboxScreen))


async def test_enter_on_a_parked_call_takes_it_up_again(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        call = CallPage(driver)
        await call.message("wants half te")
        await driver.press("f12", "f9", "enter")
        assert isinstance(driver.screen, CallScreen)
        assert call.screen.message.values["text"] == "wants half te"
        await driver.type_text("rm")
        await driver.press("enter", "1", "enter")
        assert InboxPage(driver).sentences == []
    (row,) = taken(scene.desk_of(SUE).inbox.items())
    assert row.sentence == "wants half term"


async def test_a_call_open_at_another_desk_says_whose_and_is_taken_over_with_a_second_enter(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        call = CallPage(driver)
        await call.message("wants half te")
        await driver.press("f12", "f9")
        parked = InboxPage(driver).screen.table.rows[0].call
        assert parked is not None
        context = scene.desk.context
        elsewhere = desk_for(context.database, context.settings, ASHA, now=context.now, desk_name="desk two")
        assert isinstance(elsewhere.calls.resume(parked.call_id), Resumed)
        await driver.press("enter")
        assert isinstance(driver.screen, InboxScreen) and "has this call open at another desk" in driver.text
        await driver.press("enter")
        assert isinstance(driver.screen, CallScreen)
        assert call.screen.message.values["text"] == "wants half te"
    assert isinstance(elsewhere.calls.park(parked.call_id, "{}"), Refused)


async def test_a_call_that_was_parked_without_its_form_comes_back_from_its_own_row(scene: Scene) -> None:
    from clerkdesk.services.contact.calls import CallerDetails

    call_id = scene.desk.calls.open().call_id
    scene.desk.calls.describe(call_id, CallerDetails(patient_id=scene.patient_id, name="Mary", relationship="mother"))
    scene.desk.calls.park(call_id, "{}")
    async with reading(scene) as page:
        await page.driver.press("enter")
        assert "mother (next of kin) of O'NEIL Maeve" in page.driver.text


async def test_a_call_that_was_cut_off_and_one_that_lies_over_another_screen_are_both_listed(scene: Scene) -> None:
    scene.desk.calls.open("07700 900999")
    async with scene.at_the_desk() as driver:
        await CallPage(driver).from_the_mother()
        await driver.press("f9")
        listed = [line.about for line in InboxPage(driver).screen.table.rows]
        assert sorted(listed) == ["07700 900999", "O'NEIL Maeve"]


async def test_what_came_by_letter_is_put_in_from_here(scene: Scene) -> None:
    async with reading(scene) as page:
        await page.driver.press("i")
        await page.driver.type_text("oneil")
        await page.driver.press("enter")
        screen = page.driver.screen
        assert isinstance(screen, CallScreen) and screen.kind is LETTER
        screen.message.go_to("channel")
        await page.driver.press("l", "tab")
        await page.driver.type_text("asks for a copy of the letter")
        await page.driver.press("enter", "1", "enter")
        assert "Message for secretary, ENT." in page.driver.status
    (row,) = taken(scene.desk_of(SUE).inbox.items())
    assert (row.channel, row.patient_id) == ("letter", scene.patient_id)
    assert scene.desk.calls.waiting() == []


async def test_a_letter_says_of_itself_what_it_is_and_never_that_it_is_a_call(scene: Scene) -> None:
    async with reading(scene) as page:
        await page.driver.press("i")
        assert "New message 09:" in page.driver.text and "F12 leaves it" in page.driver.text
        screen = page.driver.screen
        assert isinstance(screen, CallScreen)
        help_words = " ".join(help_for(screen, screen.host.keymap).plain.split())
        assert "You are on a message that came by e-mail, by letter or at the desk." in help_words
        assert "e-mail, at the desk, letter" in help_words and "another call on top" not in help_words
        assert "another call on top" not in page.driver.text
        await page.driver.type_text("oneil")
        assert "F12 puts it aside" in page.driver.text
        await page.driver.press("f12")
        assert "It is put aside as it is." in page.driver.status


async def test_a_letter_put_aside_is_listed_and_goes_on_where_it_was(scene: Scene) -> None:
    async with reading(scene) as page:
        await page.driver.press("i")
        screen = page.driver.screen
        assert isinstance(screen, CallScreen) and screen.kind is LETTER
        screen.message.go_to("text")
        await page.driver.type_text("asks for")
        await page.driver.press("f12")
        assert [line.kind for line in page.screen.table.rows] == ["parked"]
        await page.driver.press("enter")
        await page.driver.type_text(" a copy")
        await page.driver.press("enter", "5", "enter")
        assert page.sentences == ["asks for a copy"]


async def test_a_letter_on_an_item_opens_its_bar_on_the_patient_s_card(scene: Scene) -> None:
    a_message(scene, "cannot come")
    async with reading(scene) as page:
        page.driver.send("k")
        await page.driver.until(lambda: "Contact tried with O'NEIL Maeve" in page.driver.text)


async def test_the_cursor_stays_on_its_item_while_others_come(scene: Scene) -> None:
    a_message(scene, "first")
    a_message(scene, "second")
    async with reading(scene) as page:
        await page.driver.press("down")
        a_message(scene, "at once", urgency="urgent")
        page.screen.load()
        await page.driver.settle()
        row = page.screen.table.row
        assert row is not None and row.what == "second"


async def test_help_gives_a_reason_once_where_several_letters_have_it(scene: Scene) -> None:
    async with reading(scene) as page:
        help_words = " ".join(help_for(page.screen, page.screen.host.keymap).plain.split())
        reason = page.screen.commands.why_not(command("move"))
        assert reason and help_words.count(reason) == 1
        assert "Not now:" in help_words and "but:" not in help_words


def a_later_start(scene: Scene) -> None:
    new = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.CORRECTED,
        right_start=date(2025, 2, 24),
        source="letter",
        note="the wrong one was read",
    )
    assert isinstance(scene.desk.validation.validate(scene.built.entry.id, new), Validated)


def start_of(scene: Scene) -> date | None:
    sheet = scene.desk.validation.sheet(scene.built.entry.id)
    assert isinstance(sheet, ValidationSheet)
    return sheet.row.clock_start


@pytest.mark.parametrize(("letter", "start"), [("y", date(2025, 2, 24)), ("n", date(2025, 1, 6))])
async def test_a_team_leader_confirms_or_refuses_a_later_start_with_t(scene: Scene, letter: str, start: date) -> None:
    a_later_start(scene)
    async with reading(scene, LENA) as page:
        await page.driver.press("2", "t", letter, "tab")
        await page.driver.type_text("looked at the letter")
        await page.driver.press("enter")
        assert page.sentences == [] and "counts from" in page.driver.status
    assert start_of(scene) == start


async def test_whoever_asked_for_a_later_start_is_told_that_another_confirms_it(scene: Scene) -> None:
    a_later_start(scene)
    async with reading(scene) as page:
        await page.driver.press("3", "t", "y", "enter")
        assert "another person has to look" in page.driver.text
    assert start_of(scene) == date(2025, 1, 6)


async def test_t_on_a_removal_records_who_was_told_and_how(scene: Scene) -> None:
    entry_id = scene.built.entry.id
    with scene.desk.context.act("build") as act:
        row = entry_row(act.session, entry_id)
        assert row is not None
        assert ask_to_tell(act, scene.desk.context, row, "no longer wanted.", scene.desk.context.policy) is not None
        act.commit(None)
    async with reading(scene) as page:
        await page.driver.press("3", "t", "b")
        await page.driver.type_text("by letter")
        await page.driver.press("enter")
        assert page.sentences == [] and "told on Mon 3 Mar 2025" in page.driver.status
    assert [(row.who, row.how) for row in scene.card.told] == [("referrer", "by letter"), ("patient", "by letter")]
