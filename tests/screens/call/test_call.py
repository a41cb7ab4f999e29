"""A call: whom it is about, what may be told, what becomes a message, and that nothing of it is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from clerkdesk.rules.patients.demographics import NewPhone
from clerkdesk.screens.call import CallScreen, resume_call
from clerkdesk.screens.referrals.screen import ReferScreen
from clerkdesk.services.acts.context import during_call
from clerkdesk.services.contact.calls import CallerDetails, Resumed
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.row_table import RowTable
from tests.answers import taken
from tests.builders import a_patient
from tests.screens.call.call_page import CallPage
from tests.screens.scene import MOTHERS_NUMBER, SUE, Scene


@asynccontextmanager
async def calling(scene: Scene) -> AsyncIterator[CallPage]:
    async with scene.at_the_desk() as driver:
        yield CallPage(driver)


async def test_a_known_number_fills_in_who_rings_and_about_whom(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        assert "mother (next of kin) of O'NEIL Maeve, 7" in page.driver.text
        assert "Mary O'Neil, mother" in page.driver.text


async def test_nothing_sensitive_shows_before_three_ticks(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        await page.driver.press("1", "2")
        assert page.rows == [] and "Tue 1 Apr" not in page.driver.text
        assert "Ask for 1 more identifier, such as the postcode." in page.driver.text
        await page.driver.press("3")
        assert page.rows == ["ENT new · ENT site"] and "Tue 1 Apr 09:00" in page.driver.text


async def test_no_identifier_is_parted_when_the_terminal_becomes_narrower(scene: Scene) -> None:
    async with scene.at_the_desk(size=(160, 48)) as driver:
        page = CallPage(driver)
        await page.from_the_mother()
        wide = page.identity
        await Pilot(driver.app).resize_terminal(80, 24)
        await driver.settle()
        narrow = page.identity
        await driver.press("1", "1")
        assert narrow == page.identity != wide


async def test_a_tick_can_be_taken_back_and_hides_everything_again(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("2")
        assert page.rows == []


async def test_the_ticks_stand_in_the_call_s_record(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        (call,) = scene.desk.calls.waiting()
        assert call.identity_ticks == ("name", "date_of_birth", "postcode")
        assert call.caller_number == "+447700900456"


async def test_words_behind_a_number_are_the_message(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("wants half term")
        await page.driver.press("enter")
        assert "Who is it for? Choose a digit." in page.driver.status
        await page.driver.press("1", "enter")
        assert not page.is_open and "Message for secretary, ENT." in page.driver.status
    (item,) = taken(scene.desk_of(SUE).inbox.items())
    assert (item.sentence, item.caller_relationship, item.caller_name) == ("wants half term", "mother", "Mary O'Neil")
    assert (item.patient_id, item.identity_confirmed, item.channel) == (scene.patient_id, False, "phone")


async def test_a_message_typed_blind_behind_f8_arrives_whole(scene: Scene) -> None:
    async with calling(scene) as page:
        page.driver.send("f8")
        page.driver.send_text(f"{MOTHERS_NUMBER} ring before 3")
        page.driver.send("enter")
        page.driver.send_text("2")
        page.driver.send("enter")
        await page.driver.settle()
        assert not page.is_open
    (item,) = [row for row in taken(scene.desk.inbox.items("all")) if row.kind == "message"]
    assert (item.sentence, item.to_kind, item.patient_id) == ("ring before 3", "team_leader", scene.patient_id)


async def test_a_call_that_became_a_message_is_closed_with_it(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("wants half term")
        await page.driver.press("enter", "1", "enter")
    assert scene.desk.calls.waiting() == []


async def test_a_red_flag_shows_the_script_and_refuses_routine(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("she has chest pain")
        assert "chest pain: Do not take a message." in page.driver.text
        await page.driver.press("enter", "3", "enter")
        assert "Say who you put the caller through to." in page.driver.status
        assert page.screen.message.values["when"] == "urgent"


@pytest.mark.parametrize(
    "who", ["on030218", "o'neil maeve 3/2/18", "NN1 2AB", MOTHERS_NUMBER, "the reference", "the NHS number"]
)
async def test_words_behind_any_identifier_are_the_message_and_bring_the_script(scene: Scene, who: str) -> None:
    known = {"the reference": scene.built.reference, "the NHS number": scene.card.patient.nhs_number or ""}
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text(f"{known.get(who, who)} she has chest pain and is breathless")
        assert "Do not take a message." in page.driver.text
        await page.driver.until(lambda: page.screen.patient.id == scene.patient_id)
        assert page.screen.message.field("text").get_state()["value"] == "she has chest pain and is breathless"


async def test_words_that_were_pasted_behind_a_name_and_date_are_the_message(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        page.driver.app.post_message(Paste("on030218 3 days of\nchest pain\r\nand breathless"))
        await page.driver.until(lambda: page.screen.patient.id == scene.patient_id)
        await page.driver.settle()
        assert page.screen.message.field("text").get_state()["value"] == "3 days of chest pain and breathless"
        assert page.screen.message.shows_script


async def test_no_words_are_lost_however_fast_they_come_once_the_patient_is_chosen(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        said = ""
        for words in ("lump in breast, bleeding", "pain 2 in the chest", "a lump"):
            page.screen.set_focus(page.screen.rows.table)
            await page.driver.type_text(words)
            said = f"{said} {words}".strip()
            assert page.screen.message.field("text").get_state()["value"] == said
        page.screen.set_focus(page.screen.rows.table)
        page.driver.app.post_message(Paste("the patient rang\nabout\tthe lump"))
        await page.driver.settle()
        assert page.screen.message.field("text").get_state()["value"] == f"{said} the patient rang about the lump"
        assert (page.typed, page.screen.patient.id) == (MOTHERS_NUMBER, scene.patient_id)
        assert set(page.screen.message.flags) >= {"bleeding"}


async def test_a_digit_that_chooses_nobody_is_refused_and_the_search_stays(scene: Scene) -> None:
    for given in ("Moira", "Niall"):
        a_patient(scene.desk, "O'Neil", given)
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("o'neil")
        await page.driver.press("enter", "7")
        assert "7 is none of these: 1-3 chooses, 0 none of these." in page.driver.status
        assert (page.typed, len(page.screen.caller.found.rows)) == ("o'neil", 3)
        # Another digit right behind it makes it a number, which is looked up whole.
        await page.driver.press("8")
        assert page.typed == "78"


async def test_who_is_nobody_here_is_said_whole_and_registered_with_what_was_typed(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("zzyzx vera 14/3/67")
        painted = " ".join(page.driver.text.replace("│", " ").split())
        assert "Try fewer letters of the family name, or the birth date." in painted
        page.screen.caller.box.value = ""
        await page.driver.type_text("07700 900999")
        assert "Nobody here has this. Try the name, or the birth date." in page.driver.text
        await page.driver.press("enter", "ctrl+n")
        assert page.driver.screen.query_one("#form", Form).values["phone"] == "+447700900999"


async def _register_and_leave(page: CallPage) -> None:
    """Register who stands in the form, and leave the form for the referral."""
    await page.driver.press("enter")
    await page.driver.until(lambda: isinstance(page.driver.screen, ReferScreen), "the form for the referral")
    await page.driver.press("f12")
    await page.driver.until(lambda: page.is_open, "the call")
    await page.driver.settle()


async def test_who_is_registered_out_of_a_call_is_the_caller_s_patient_at_once(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("zzyzx vera 14/3/67")
        await page.driver.press("ctrl+n")
        await _register_and_leave(page)
        assert "ZZYZX Vera, 57" in page.driver.text and "matches" not in page.driver.text
        (found,) = scene.desk.patients.find("zzyzx").patients
        assert page.screen.patient.id == found.patient.id
        (call,) = scene.desk.calls.waiting()
        assert call.patient_id == found.patient.id and not call.identity_ticks


async def test_a_call_about_somebody_stays_theirs_whoever_is_registered_meanwhile(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        await page.driver.press("ctrl+n")
        await page.driver.type_text("zzyzx")
        await page.driver.press("tab")
        await page.driver.type_text("vera")
        await page.driver.press("tab")
        await page.driver.type_text("140367")
        await _register_and_leave(page)
        assert page.screen.patient.id == scene.patient_id and "O'NEIL Maeve" in page.driver.text


async def test_a_form_begun_for_another_is_not_the_caller_s(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f2")
        await page.driver.type_text("quill ann 1/1/80")
        await page.driver.press("ctrl+n", "f3", "f8")
        await page.driver.type_text("zzyzx vera 14/3/67")
        await page.driver.press("ctrl+n")
        assert "This form was half filled in and is kept." in page.driver.status
        await _register_and_leave(page)
        assert page.screen.patient.id is None
        (quill,) = scene.desk.patients.find("quill").patients
        assert quill.patient.given_name == "Ann"


async def test_the_frame_says_that_a_key_parks_only_while_it_does(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        assert "F12 park" in page.driver.text
        await page.driver.press("x")
        assert page.screen.bar.is_open
        assert "F12 park" not in page.driver.text and "F8 another call on top" in page.driver.text
        await page.driver.press("f12")
        assert page.is_open and "F12 park" in page.driver.text


async def test_an_empty_call_is_left_and_one_with_a_word_is_parked(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.until(lambda: page.driver.text.count("F12 leaves it") == 2, "the back key, in both lines")
        assert "park" not in page.driver.text
        await page.driver.type_text("z")
        assert "F12 park" in page.driver.text and "F12 parks it" in page.driver.text
        assert "F12 leaves it" not in page.driver.text
        await page.driver.press("f12")
        await page.driver.until(lambda: "parked" in page.driver.status, "that it is parked")
        waiting = len(scene.desk.calls.waiting())
        await page.driver.press("f8", "f12")
        await page.driver.until(lambda: page.driver.status == "Left: nothing was typed.", "that nothing is kept")
    assert len(scene.desk.calls.waiting()) == waiting


async def test_a_red_flag_behind_a_name_alone_brings_the_script_before_anybody_is_found(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("o'neil she has chest pain")
        assert "Do not take a message." in page.driver.text


@pytest.mark.parametrize("leaves", ["tab", "enter"])
async def test_words_that_mean_nobody_are_the_callers_and_a_red_flag_in_them_is_never_routine(
    scene: Scene, leaves: str
) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("zzyzx chest pain")
        await page.driver.press(leaves, *(["tab"] if leaves == "enter" else []))
        await page.driver.type_text("please ring her")
        await page.driver.press("enter", "5", "enter")
        assert "Say who you put the caller through to." in page.driver.status
        assert page.screen.message.values["when"] == "urgent"
        await page.driver.type_text("Sister Webb")
        await page.driver.press("enter")
        await page.driver.until(lambda: not page.is_open)
    (item,) = [row for row in taken(scene.desk.inbox.items("all")) if row.kind == "message"]
    assert item.sentence.startswith("zzyzx chest pain · please ring her")


async def test_words_that_came_to_mean_a_patient_are_no_part_of_the_message(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("wants half term")
        await page.driver.press("enter", "1", "enter")
        await page.driver.until(lambda: not page.is_open)
    (item,) = [row for row in taken(scene.desk.inbox.items("all")) if row.kind == "message"]
    assert item.sentence == "wants half term"


async def test_a_parked_call_says_what_was_typed_and_a_red_flag_in_it_stands_first(scene: Scene) -> None:
    async with calling(scene) as page:
        for words in ("about a letter", "zzyzx chest pain"):
            await page.driver.press("f8")
            await page.driver.type_text(words)
            await page.driver.press("f12", *(["f12"] if "pain" in words else []))
            await page.driver.until(lambda: not page.is_open)
        await page.driver.press("f9")
        lines = page.driver.screen.query_one(RowTable).rows
        assert [(line.kind_words, line.what.split(" · ")[0]) for line in lines[:2]] == [
            ("! parked", "zzyzx chest pain"),
            ("parked", "about a letter"),
        ]


async def test_a_red_flag_typed_over_who_it_is_stands_first_when_the_call_is_parked(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        page.screen.caller.box.value = "bleeding since this morning"
        await page.driver.press("f12", "f12")
        await page.driver.until(lambda: not page.is_open)
        await page.driver.press("f9")
        line = page.driver.screen.query_one(RowTable).rows[0]
        assert (line.kind_words, line.what.split(" · ")[0]) == ("! parked", "bleeding since this morning")


async def test_a_call_says_at_once_that_its_patient_is_said_to_have_died(scene: Scene) -> None:
    scene.desk.contact.tried(NewAttempt(patient_id=scene.patient_id, result="CR08"))
    async with calling(scene) as page:
        await page.from_the_mother()
        assert "! This patient is said to have died." in page.driver.text


async def test_what_is_done_on_the_card_while_the_call_is_open_is_its_result(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("f4", "x", "h", "enter")
        await page.driver.until(lambda: "Cancelled" in page.driver.status)
        open_calls = [screen for screen in page.driver.app.desk_screens() if isinstance(screen, CallScreen)]
        assert open_calls[0].record.call_id is not None
        assert scene.desk.calls.done_so_far(open_calls[0].record.call_id)[0].startswith("cancelled")


async def test_a_call_that_was_ended_at_another_desk_can_be_left(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        (call,) = [each for each in page.driver.app.desk_screens() if isinstance(each, CallScreen)]
        await page.driver.until(lambda: call.record.call_id is not None)
        scene.desk.calls.close(call.record.call_id or 0, "rang off")
        await page.driver.press("f12")
        await page.driver.until(lambda: not page.is_open)
        assert "This call is closed: rang off" in page.driver.status


async def test_whom_the_caller_was_put_through_to_is_recorded_with_the_time(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("she has chest pain")
        await page.driver.press("enter", "3", "enter")
        await page.driver.type_text("Sister Webb")
        await page.driver.press("enter")
        assert not page.is_open
    (item,) = [row for row in taken(scene.desk.inbox.items("all")) if row.kind == "message"]
    assert "Put through to Sister Webb at 09:42." in item.sentence and item.urgency == "urgent"


async def test_an_exclamation_mark_shows_the_script_too(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("must speak to somebody")
        await page.driver.press("enter", "2", "!")
        assert "Do not take a message." in page.driver.text


async def test_plus_is_today(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("lost the letter")
        await page.driver.press("enter", "2", "+", "enter")
    (item,) = [row for row in taken(scene.desk.inbox.items("all")) if row.kind == "message"]
    assert item.urgency == "today" and item.due_at is not None and item.due_at.date() == scene.clock.at.date()


async def test_a_call_back_is_promised_in_the_form(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("ring me")
        await page.driver.press("enter", "5")
        page.screen.message.go_to("ring_back")
        await page.driver.type_text("15")
        await page.driver.press("enter")
    (item,) = taken(scene.desk.inbox.items())
    assert item.kind == "call_back" and item.ring_back_at is not None and item.ring_back_at.hour == 15


async def test_nobody_is_needed_where_the_clerk_could_answer(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("asked for directions")
        await page.driver.press("enter", "0", "enter")
        assert not page.is_open and "The call is closed." in page.driver.status
    assert scene.desk.calls.waiting() == [] and scene.desk.inbox.items("all") == []


async def test_a_call_about_nobody_here_still_becomes_a_message(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("07700900999 sells carpets")
        await page.driver.press("enter", "2", "enter")
        assert not page.is_open
    (item,) = taken(scene.desk.inbox.items("all"))
    assert (item.patient_id, item.caller_number) == (None, "+447700900999")
    assert scene.desk.calls.waiting() == []


async def test_several_who_fit_are_chosen_by_digit_and_not_by_the_desk(scene: Scene) -> None:
    a_patient(scene.desk, "O'Neil", "Sean")
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("o'neil")
        await page.driver.press("enter")
        assert page.screen.patient.id is None and "Who is it about?" in page.driver.status
        names = [row.name for row in page.screen.caller.found.rows]
        await page.driver.press(str(names.index("O'NEIL Maeve") + 1))
        assert page.screen.patient.id == scene.patient_id


async def test_another_patient_needs_identifiers_of_their_own(scene: Scene) -> None:
    a_patient(scene.desk, "Okafor", "Chidi")
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("f2")
        await page.driver.type_text("okafor")
        await page.driver.press("enter")
        assert page.screen.identity.ticks == () and page.rows == []


async def test_the_screen_beneath_is_kept_and_named_without_a_patient_in_the_header(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8")
        header, frame = page.driver.text.splitlines()[:2]
        assert "Call 09:42 · Booking is kept" in header and "Booking is kept" in frame


async def test_calls_lie_on_one_another(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        await page.driver.press("f8")
        assert "Call 09:42 is kept" in page.driver.text and "O'NEIL" not in page.driver.text
        await page.driver.press("f12")
        assert "mother (next of kin) of O'NEIL Maeve" in page.driver.text


async def test_a_call_opened_by_mistake_leaves_nothing(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.driver.press("f8", "f12")
        assert not page.is_open
    assert scene.desk.calls.waiting() == []


async def test_a_parked_call_keeps_the_form_the_focus_and_the_cursor_over_a_restart(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        page.screen.message.go_to("text")
        await page.driver.type_text("wants half trem")
        await page.driver.press("left", "left", "left")
        before = page.screen.half_done.get_state()
        await page.driver.press("f12")
        assert not page.is_open and "parked" in page.driver.status
    (call,) = scene.desk.calls.waiting()
    assert call.status == "parked"
    async with calling(scene) as page:
        answer = scene.desk.calls.resume(call.call_id)
        assert isinstance(answer, Resumed)
        await page.driver.app.push_screen(resume_call(answer))
        await page.driver.settle()
        assert page.screen.half_done.get_state() == before
        assert page.rows == ["ENT new · ENT site"]
        await page.driver.press("backspace")
        assert page.screen.message.values["text"] == "wants half rem"


async def test_a_call_taken_up_again_has_the_time_at_which_it_began_in_header_and_frame(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("f12")
        scene.clock.at += timedelta(minutes=40)
        await page.driver.press("f9", "enter")
        assert page.is_open
        assert "Call 09:42 · Inbox is kept" in page.driver.text.splitlines()[0]
        assert "Call 09:42 · Inbox is kept" in page.driver.text.splitlines()[1]


async def test_a_call_in_which_something_was_done_closes_itself_with_enter(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        call_id = scene.desk.calls.waiting()[0].call_id
        scene.desk.calls.describe(call_id, CallerDetails(name="Mary"))
        with during_call(call_id):
            scene.desk.inbox.take_message(NewMessage(text="x", to="me", patient_id=scene.patient_id))
        page.screen.load()
        await page.driver.settle()
        await page.driver.press("enter")
        assert not page.is_open and "The call is closed: message for Asha." in page.driver.status


async def test_an_appointment_is_moved_within_the_call_and_closes_it(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        scene.clock.at += timedelta(minutes=2)
        await page.driver.press("m", "3", "h", "enter")
        assert "moved Tue 1 Apr to Tue 1 Apr · Enter closes the call" in page.driver.text
        await page.driver.press("enter")
        assert not page.is_open and "The call is closed: moved" in page.driver.status
    assert scene.desk.calls.waiting() == []


async def test_after_an_act_the_identifiers_stand_on_their_lines_as_before(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        before = page.identity
        await page.driver.press("x", "h", "enter")
        assert page.identity == before


async def test_the_cursor_stands_on_what_the_act_led_to(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("x", "h", "enter")
        row = page.screen.rows.table.row
        assert row is not None and row.key == f"entry:{scene.built.entry.id}"


async def test_a_child_s_own_number_that_is_the_mother_s_is_rung_from_by_her(scene: Scene) -> None:
    scene.desk.patients.record.set_phones(scene.patient_id, [NewPhone(number=MOTHERS_NUMBER)])
    async with calling(scene) as page:
        await page.from_the_mother()
        assert "mother (next of kin) of O'NEIL Maeve, 7" in page.driver.text


async def test_a_letter_that_a_bar_does_not_know_leaves_the_call_as_it_is(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("x", "z")
        assert page.screen.bar.is_open and "z is no choice here" in page.driver.text
        assert page.screen.patient.id == scene.patient_id


async def test_f12_parks_a_call_that_was_dealt_with_too(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("x", "h", "enter", "f12")
        assert not page.is_open and "parked" in page.driver.status
    (call,) = scene.desk.calls.waiting()
    assert scene.desk.calls.done_so_far(call.call_id) == ["cancelled Tue 1 Apr 09:00"]


@pytest.mark.parametrize("first_taken_up", [0, 1])
async def test_each_of_two_calls_about_one_patient_has_its_own_result(scene: Scene, first_taken_up: int) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("f12")
        await page.identified()
        await page.driver.press("x", "h", "enter", "f12")
        without, cancelled = sorted(call.call_id for call in scene.desk.calls.waiting())
        results = {without: False, cancelled: True}
        order = [without, cancelled] if first_taken_up == 0 else [cancelled, without]
        for call_id in order:
            answer = scene.desk.calls.resume(call_id)
            assert isinstance(answer, Resumed)
            await page.driver.app.push_screen(resume_call(answer))
            await page.driver.settle()
            assert ("cancelled Tue 1 Apr" in page.driver.text) is results[call_id]
            await page.driver.press("f12")
            assert not page.is_open and "parked" in page.driver.status
    assert len(scene.desk.calls.waiting()) == 2


async def test_a_message_of_another_call_closes_no_call_that_lies_parked(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        await page.driver.press("f12")
        await page.message("may she swim")
        await page.driver.press("enter", "1", "enter")
        assert not page.is_open
        (parked,) = scene.desk.calls.waiting()
        answer = scene.desk.calls.resume(parked.call_id)
        assert isinstance(answer, Resumed)
        await page.driver.app.push_screen(resume_call(answer))
        await page.driver.settle()
        assert "message for" not in page.driver.text
        await page.driver.press("f12")
    assert [call.call_id for call in scene.desk.calls.waiting()] == [parked.call_id]


async def test_the_need_that_is_free_again_is_booked_in_the_same_call(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("x", "h", "enter", "b", "2", "enter")
    (upcoming,) = scene.card.upcoming
    assert upcoming.slot_id in scene.built.slots[1:]


async def test_a_cancer_milestone_may_be_recorded_in_the_call(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.identified()
        await page.driver.press("u")
        assert "Cancer pathway of O'NEIL Maeve" in page.driver.text


async def test_letters_do_nothing_before_the_caller_is_identified(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.from_the_mother()
        await page.driver.press("1", "2", "x")
        assert not page.screen.bar.is_open and "Ask for 1 more identifier" in page.driver.status


async def test_who_may_not_be_told_is_told_nothing_whatever_they_state(scene: Scene) -> None:
    scene.add_relative("neighbour", "07700900777")
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("07700900777")
        await page.driver.press("enter", "1", "2", "3")
        assert page.rows == [] and "no consent on record" in page.driver.text
        await page.driver.press("x")
        assert not page.screen.bar.is_open and "may not be told" in page.driver.status


async def test_the_patient_may_agree_that_somebody_is_told(scene: Scene) -> None:
    scene.add_relative("neighbour", "07700900777")
    async with calling(scene) as page:
        await page.driver.press("f8")
        await page.driver.type_text("07700900777")
        await page.driver.press("enter", "1", "2", "3", "6")
        assert page.rows == ["ENT new · ENT site"]
    (call,) = scene.desk.calls.waiting()
    assert call.caller_relationship == "neighbour, patient agreed"


async def test_a_call_with_a_red_flag_asks_before_it_is_parked_and_stays_in_sight_everywhere(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("she has chest pain")
        await page.driver.press("f12")
        assert page.is_open, "F12 asks first"
        assert "Red flag (chest pain): first do what the script says." in page.driver.status
        await page.driver.press("f12")
        await page.driver.until(lambda: not page.is_open)
        assert "The red flag stands (chest pain), on F9 and on the handover slip." in page.driver.status
        assert page.driver.status.startswith("O'NEIL Maeve: ")
        await page.driver.press("f10")
        assert "! parked" in page.driver.text and "red flag: chest pain" in page.driver.text
        await page.driver.press("f9")
        await page.driver.press("home", "enter")
        await page.driver.until(lambda: page.is_open, "the call again")
        await page.driver.settle()
        assert "chest pain: Do not take a message." in page.driver.text, "the script comes at taking up"
    assert scene.desk.inbox.slip().flags


async def test_a_call_with_a_red_flag_that_is_left_for_another_screen_says_so_there(scene: Scene) -> None:
    async with calling(scene) as page:
        await page.message("she has chest pain")
        for key in ("f3", "f9", "f7"):
            await page.driver.press(key)
            assert "holds a red flag (chest pain)" in page.driver.status, key
            await page.driver.press("f9", "home", "enter")
            await page.driver.until(lambda: page.is_open, "the call again")
            await page.driver.settle()
