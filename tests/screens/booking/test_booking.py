from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from threading import Timer

from sqlalchemy import select
from sqlmodel import col
from textual.css.query import NoMatches

from clerkdesk.data.tables import ClinicalReview
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.screens.desk.help import help_for
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.builders import a_session
from tests.conftest import MONDAY
from tests.screens.booking.booking_page import IN_FOUR_WEEKS, Clinic, at_the_desk, live_appointments


async def test_the_cursor_stands_on_the_next_patient_to_book(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        assert page.under_cursor == "PATEL Anjali"


async def test_the_cursor_goes_past_a_patient_whom_another_desk_works(clinic: Clinic) -> None:
    clinic.other.booking.claim(clinic.entries["Patel"].id)
    async with at_the_desk(clinic) as page:
        assert page.under_cursor == "OKAFOR Chidi" and "·Bev" in page.text


async def test_the_refusal_of_a_patient_whom_another_desk_works_names_them(clinic: Clinic) -> None:
    clinic.other.booking.claim(clinic.entries["Okafor"].id)
    async with at_the_desk(clinic) as page:
        await page.press("down")
        for key in ("1", "b", "k"):
            await page.press(key)
            said = " ".join(page.status.split())
            assert said.startswith("OKAFOR Chidi: Bev") and "is working on this patient" in said
            await page.press("escape")


async def test_the_letters_shown_are_those_that_act_on_the_row(clinic: Clinic) -> None:
    clinic.other.booking.claim(clinic.entries["Okafor"].id)
    async with at_the_desk(clinic) as page:
        letters = page.text.splitlines()[-2]
        assert "b book" in letters and "w why" in letters
        await page.press("down")
        await page.settle()
        letters = page.text.splitlines()[-2]
        assert "b book" not in letters and "w why" in letters
        await page.press("ctrl+g")
        assert "w why" not in page.text
        await page.press("escape")
        assert "w why" in page.text


async def test_the_header_names_the_list_and_how_many_wait_too_long(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        assert "Dermatology · new · 4 waiting · 1 unbooked past 18 weeks" in page.text


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down", "down")
        await page.press("b")
        assert "Book O'NEIL-[/] Maeve" in page.text


async def test_the_next_patient_is_booked_by_three_keys(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "2", "enter")
        await page.until_booked()
        assert live_appointments(clinic.desk, clinic.entries["Patel"]) == [IN_FOUR_WEEKS + timedelta(minutes=20)]


async def test_after_a_booking_the_cursor_is_on_the_next_patient_and_the_reference_is_told(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "enter")
        await page.until_booked()
        assert page.under_cursor == "OKAFOR Chidi"
        assert "Booked Tue 1 Apr 09:00, reference " in page.status


async def test_an_accepted_offer_is_recorded_with_the_booking(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "enter")
        await page.until_booked()
    card = clinic.desk.patients.card(clinic.entries["Patel"].patient_id)
    assert [offer.answer for offer in card.offers] == ["accepted"]  # type: ignore[union-attr]


async def test_a_digit_on_the_list_opens_the_bar_with_that_slot(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("3")
        assert page.open_bar == "book" and page.answers["slot"] == str(clinic.slots[2])
        await page.until_held()


async def test_the_bar_holds_the_need_and_counts_down(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        elsewhere = clinic.other.booking.slots(clinic.entries["Okafor"].id)
        assert [each.by for each in elsewhere.being_offered] == ["admin"]  # type: ignore[union-attr]


async def test_leaving_the_bar_gives_patient_and_place_back(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        await page.press("escape")
        entry_id = clinic.entries["Patel"].id
        await page.until(lambda: isinstance(clinic.other.booking.hold_slot(entry_id, clinic.slots[0]), Held))
        assert clinic.other.waiting_list.entry(entry_id).desk.claimed_by is None  # type: ignore[union-attr]


async def test_what_to_say_to_the_patient_stands_beneath(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        assert "“Tuesday the first of April, nine o'clock, Dr Shah" in page.text


async def test_leaving_the_desk_gives_patient_and_place_back(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        await page.press("ctrl+q")
        page.send("enter")
        await page.until(lambda: not page.app.is_running, "the end of the desk")
    others = clinic.other.booking.slots(clinic.entries["Okafor"].id)
    assert others.being_offered == ()  # type: ignore[union-attr]
    assert clinic.other.waiting_list.entry(clinic.entries["Patel"].id).desk.claimed_by is None  # type: ignore[union-attr]


async def test_declined_and_the_next_slot_is_chosen_by_three_keys(clinic: Clinic) -> None:
    a_session(clinic.desk, clinic.hospital, IN_FOUR_WEEKS + timedelta(days=2), slots=2)
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.press("n", "d", "enter")
        await page.until(lambda: page.open_bar == "book")
        await page.until_held()
        assert "7 Thu 3 Apr 09:00" in page.text


async def test_a_decline_is_recorded_with_its_reason(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "n", "h", "enter")
        await page.until(lambda: page.open_bar == "book")
    card = clinic.desk.patients.card(clinic.entries["Patel"].patient_id)
    assert [(offer.answer, offer.reason_code) for offer in card.offers] == [("declined", "OD05")]  # type: ignore[union-attr]


async def test_keys_of_a_decline_typed_at_once_end_where_they_belong(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        page.send("n", "d", "enter")
        await page.settle()
        await page.until(lambda: "declined" in page.text and page.open_bar == "book")
        assert "Decline counted" in page.status


async def test_a_wish_to_wait_asks_until_when(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "n", "l")
        await page.type_text("28/4")
        assert "Mon 28 Apr 2025, 8 weeks" in page.text
        await page.press("enter")
        await page.until(lambda: page.open_bar == "")
        card = clinic.desk.patients.card(clinic.entries["Patel"].patient_id)
        assert [str(away.last) for away in card.unavailable] == ["2025-04-27"]  # type: ignore[union-attr]


async def test_the_free_text_reason_asks_for_words(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "n", "o", "enter")
        assert "in your words first" in page.text and page.open_bar == "decline"


async def test_back_from_the_reason_returns_to_the_offer(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("2", "n", "escape")
        assert page.open_bar == "book" and page.answers["slot"] == str(clinic.slots[1])


async def test_a_digit_while_a_reason_is_asked_changes_nothing_and_says_so(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "n", "3")
        assert page.open_bar == "decline" and "Answer by a letter first" in page.text


async def test_out_of_turn_says_how_many_are_ahead_before_the_date_is_offered(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down", "down", "b")
        await page.until(lambda: "2 patients ahead could take this slot" in page.text)


async def test_out_of_turn_is_booked_with_a_reason_within_six_keys(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down")
        await page.press("b", "2", "enter")
        await page.until(lambda: page.open_bar == "turn")
        await page.settle()
        await page.press("p", "enter")
        await page.until_booked()
        assert live_appointments(clinic.desk, clinic.entries["Okafor"])


async def test_a_place_past_a_date_while_an_earlier_one_is_free_is_booked_with_a_reason(clinic: Clinic) -> None:
    a_session(clinic.desk, clinic.hospital, IN_FOUR_WEEKS + timedelta(days=7), slots=1)
    async with at_the_desk(clinic) as page:
        await page.press("b", "7")
        await page.until(lambda: "That is 57 days past the 18-week date, Mon 10 Feb 2025" in page.text, "how late")
        await page.press("enter")
        await page.until(lambda: "is free. Say why the earlier slot is not taken" in page.text, "the question")
        await page.press("enter")
        await page.settle()
        assert live_appointments(clinic.desk, clinic.entries["Patel"]) == []
        await page.type_text("on holiday 1 April")
        await page.press("enter")
        await page.until_booked()
        assert "57 days past the 18-week date" in page.status
    [offer] = clinic.desk.patients.card(clinic.entries["Patel"].patient_id).offers  # type: ignore[union-attr]
    assert (offer.starts_at, offer.answer) == (IN_FOUR_WEEKS + timedelta(days=7), "accepted")


async def test_holding_has_one_name_in_the_bar_and_in_the_help(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        help_words = " ".join(help_for(page.screen, page.screen.host.keymap).plain.split())
        assert "h put on hold, or take off hold" in help_words
        await page.press("h")
        assert "Put on hold PATEL Anjali" in " ".join(page.text.split())
        await page.press("escape")
    clinic.desk.waiting_list.hold(clinic.entries["Patel"].id, "asked to wait", date(2025, 4, 1))
    async with at_the_desk(clinic) as page:
        while page.under_cursor != "PATEL Anjali":
            await page.press("up")
        await page.press("h")
        assert "Take off hold PATEL Anjali" in " ".join(page.text.split())


async def test_a_key_that_is_no_choice_leaves_the_remark_about_the_late_place(clinic: Clinic) -> None:
    a_session(clinic.desk, clinic.hospital, IN_FOUR_WEEKS + timedelta(days=7), slots=1)
    async with at_the_desk(clinic) as page:
        await page.press("b", "7")
        await page.until(lambda: "57 days past the 18-week date" in page.screen.bar.told, "how late")
        await page.press("z")
        assert "z is no choice here" in page.screen.bar.told
        assert "57 days past the 18-week date" in page.screen.bar.told
        await page.press("1")
        assert "57 days past" not in page.screen.bar.told


async def test_going_back_from_the_question_to_the_earlier_place_books_it_without_a_reason(clinic: Clinic) -> None:
    a_session(clinic.desk, clinic.hospital, IN_FOUR_WEEKS + timedelta(days=7), slots=1)
    async with at_the_desk(clinic) as page:
        await page.press("b", "7", "enter")
        await page.until(lambda: "is free. Say why" in page.text, "the question")
        await page.press("escape")
        await page.press("1", "enter")
        await page.until_booked()
        assert live_appointments(clinic.desk, clinic.entries["Patel"]) == [IN_FOUR_WEEKS]


async def test_a_slot_that_is_taken_meanwhile_stays_struck_through(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        booked = clinic.other.booking.book(clinic.entries["Okafor"].id, clinic.slots[2], "OT02")
        assert isinstance(booked, Booked)
        await page.until(lambda: "3 Tue  1 Apr 09:40 Dr Shah" in page.text and "taken" in page.text)


async def test_a_lost_slot_is_told_and_the_next_is_chosen(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        # The hold lapses, as after three minutes on the telephone, and Bev is faster.
        clinic.desk.booking.let_slot_go(clinic.entries["Patel"].id)
        clinic.other.booking.book(clinic.entries["Okafor"].id, clinic.slots[0], "OT02")
        page.send("enter")
        await page.until(lambda: "The next is chosen: Tue 1 Apr 09:20" in page.text)
        assert live_appointments(clinic.desk, clinic.entries["Patel"]) == []


async def test_an_enter_typed_with_the_letter_books_nobody(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        page.send("b", "2", "enter")
        await page.settle()
        assert page.answers["slot"] == str(clinic.slots[1]) and "does not count" in page.status
        assert live_appointments(clinic.desk, clinic.entries["Patel"]) == []


async def test_the_next_patient_s_keys_typed_behind_a_booking_reach_the_next_patient(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        page.send("enter", "b", "3")
        await page.settle()
        await page.until(lambda: page.open_bar == "book")
        assert "Book OKAFOR Chidi" in page.text and page.answers["slot"] == str(clinic.slots[3])


async def test_a_patient_claimed_a_moment_ago_is_refused_with_who_has_them(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        clinic.other.booking.claim(clinic.entries["Patel"].id)
        page.send("b")
        await page.until(lambda: "Bev Jones" in page.status)
        await page.settle()
        assert page.open_bar == ""


async def test_a_letter_that_is_no_choice_is_refused_and_the_offer_stays(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b", "z")
        assert page.open_bar == "book" and "z is no choice here" in page.text


async def test_the_digit_of_a_slot_that_is_taken_meanwhile_says_so_and_chooses_nothing(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        assert isinstance(clinic.other.booking.book(clinic.entries["Okafor"].id, clinic.slots[2], "OT02"), Booked)
        await page.until(lambda: "09:40 Dr Shah" in page.text and "  taken" in page.text)
        await page.press("3")
        assert "That slot has just been taken." in page.text
        assert "slot" not in page.answers


async def test_a_slot_that_another_desk_offers_meanwhile_is_struck_through_until_it_lets_go(clinic: Clinic) -> None:
    okafor = clinic.entries["Okafor"].id
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        numbers = [line[:44] for line in page.text.splitlines()]
        assert isinstance(clinic.other.booking.hold_slot(okafor, clinic.slots[2]), Held)
        await page.until(lambda: "09:40  Bev is offering it" in page.text)
        assert [line[:44] for line in page.text.splitlines()] == numbers
        await page.press("3")
        assert "Bev Jones is offering this slot at the moment." in page.text
        clinic.other.booking.let_slot_go(okafor)
        await page.until(lambda: "Bev is offering it" not in page.text)
        await page.press("3")
        await page.until_held()
        assert page.answers["slot"] == str(clinic.slots[2])


async def test_a_patient_to_be_looked_at_again_is_taken_off_hold_where_the_cursor_rests(clinic: Clinic) -> None:
    patel = clinic.entries["Patel"].id
    assert isinstance(clinic.desk.waiting_list.hold(patel, "operation first", date(2025, 3, 4)), HoldKept)
    async with at_the_desk(clinic, now=datetime(2025, 3, 4, 9, 0)) as page:
        assert page.under_cursor == "PATEL Anjali"
        await page.press("b")
        assert "h takes it off hold" in page.status
        await page.press("h", "enter")
        await page.until(lambda: "Off hold" in page.status)
        await page.settle()
        assert page.under_cursor == "PATEL Anjali"
        await page.press("b")
        await page.until_held()


async def test_of_a_patient_who_asks_by_themselves_the_list_names_the_request_and_takes_no_hold_off(
    clinic: Clinic,
) -> None:
    patel = clinic.entries["Patel"].id
    assert isinstance(clinic.desk.waiting_list.hold(patel, HELD_BECAUSE, date(2025, 3, 4)), HoldKept)
    async with at_the_desk(clinic, now=datetime(2025, 3, 4, 9, 0)) as page:
        assert page.under_cursor == "PATEL Anjali"
        for letter in ("b", "h"):
            await page.press(letter)
            said = " ".join(page.status.split())
            assert "q on the card records that the patient asks" in said
            assert "h takes it off hold" not in said and not page.open_bar
            await page.press("escape")


async def test_a_patient_is_put_on_hold_with_a_reason_and_a_day(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("h", *"away", "enter", *"+2w", "enter")
        await page.until(lambda: "On hold until" in page.status)
        entry = clinic.desk.waiting_list.entry(clinic.entries["Patel"].id)
        assert entry is not None
        assert (entry.row.status, entry.row.hold_reason) == ("on_hold", "away")


async def test_a_patient_is_validated_on_the_list(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("v", "2", "s", "enter")
        await page.until(lambda: page.open_bar == "")
        await page.settle()
        entry = clinic.desk.waiting_list.entry(clinic.entries["Patel"].id)
        assert entry is not None
        assert entry.row.validated_on == MONDAY.date()


async def test_a_clinician_is_asked_about_a_patient_on_the_list(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("r", "x", "enter")
        await page.until(lambda: page.open_bar == "")
        with clinic.desk.context.reading() as session:
            opened = session.execute(select(col(ClinicalReview.entry_id))).scalars().all()
        assert opened == [clinic.entries["Patel"].id]


async def test_a_booking_that_is_answered_while_the_desk_is_left_is_kept_and_no_fault(clinic: Clinic) -> None:
    another_program = sqlite3.connect(clinic.location, isolation_level=None, check_same_thread=False)
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        another_program.execute("BEGIN IMMEDIATE")
        page.send("enter")
        # What falls due by time is written in the background, and may wait for its turn before the act does.
        await page.until(lambda: page.screen.bar.busy, "the act")
        await page.until(lambda: "another desk is busy" in page.status, "the wait")
        Timer(0.5, another_program.rollback).start()
    # `at_the_desk` looks whether anything unforeseen happened.
    assert live_appointments(clinic.desk, clinic.entries["Patel"]) == [IN_FOUR_WEEKS]
    another_program.close()


async def test_an_answer_that_finds_its_screen_gone_is_no_fault_once_the_desk_is_left(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        app = page.app
    app.report(NoMatches("the bar"))
    assert app.unforeseen == []
    app.report(ValueError("anything else"))
    assert len(app.unforeseen) == 1


async def test_care_that_is_no_longer_wanted_says_what_follows_and_stays_with_the_patient(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        before = page.under_cursor
        await page.press("b", "n", "x")
        await page.until(lambda: "no other date is offered" in " ".join(page.text.split()), "what follows")
        assert "offers the next" not in page.text
        await page.press("enter")
        await page.until(lambda: "No other date is offered." in page.status, "the answer")
        assert before in page.status and "kept, on hold" in page.status
        await page.settle()
        assert page.under_cursor == before, "the cursor stays until the clerk moves it"
