from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Appointment, ClinicalReview, ContactAttempt, InboxItem, Offer, WaitingListEntry
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.booking.offers import DateOffered, OfferAccepted
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.patients.record import NewRelative, RecordKept
from clerkdesk.services.validation.validation import Validated
from clerkdesk.settings.files import sheets_folder
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.screens.front_desk import IN_FOUR_WEEKS, TOMORROW, FrontDesk, FrontPage, at_the_front_desk

ANJALI = "patel anj 14/3/67"


# What the card shows


async def test_the_card_shows_who_it_is_and_where_each_need_stands(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        assert "PATEL Anjali  14 Mar 1967 (57)  NN1 2AB" in page.text
        assert "Tue 4 Mar 09:00" in page.text and front.reference in page.text


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("k")
        assert "Contact tried with O'NEIL-[/] Maeve" in page.text


async def test_the_cursor_stands_on_the_next_appointment(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        assert page.under_cursor.appointment.reference == front.reference


async def test_a_relative_who_is_a_patient_here_is_one_enter_away(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("right")
        assert "sister waiting, dermatology" in page.text.lower()
        await page.press("enter")
        assert "PATEL Nisha  2 Aug 1971" in page.text


async def test_the_number_of_a_relative_is_shown_as_it_is_read_out(front: FrontDesk) -> None:
    mother = NewRelative(relationship="mother", name="Mary O'Neil", number="07700 900456")
    assert isinstance(front.desk.patients.record.add_relative(front.maeve.patient_id, mother), RecordKept)
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        detail = next(row.detail for row in page.card.list.table.rows if row.section == "Relatives")
        assert detail.startswith("07700 900456")


@pytest.mark.parametrize("opens", ["ctrl+y", "ctrl+r", "f8"])
async def test_whose_card_is_shown_is_in_hand_for_every_form_and_call(front: FrontDesk, opens: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.open_card(ANJALI)
        await page.press("f4")
        await page.until(lambda: "PATEL Nisha  2 Aug 1971" in page.text, "the card before")
        assert page.app.patients_in_hand[0].patient_id == front.nisha.patient_id
        await page.press(opens)
        await page.settle()
        assert opens == "f8" or "Nisha" in page.text
        await page.press("f12")
        await page.until(lambda: "PATEL Nisha  2 Aug 1971" in page.text, "the same card")


async def test_f4_shows_the_patient_before_and_then_the_last_nine_by_digit(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.open_card("patel nis")
        await page.open_card(ANJALI)
        await page.press("f4")
        assert "PATEL Nisha  2 Aug 1971" in page.text
        await page.press("f4")
        assert "3 O'NEIL-[/] Maeve" in " ".join(page.text.split())
        await page.press("3", "enter")
        await page.until(lambda: "O'NEIL-[/] Maeve  3 Feb 2018" in page.text, "the card")


async def test_without_anybody_in_hand_the_card_says_how_to_find_somebody(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.press("f2", "f4")
        assert "F2 finds a patient" in page.text


async def test_why_shows_the_clock_as_a_timeline(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("w")
        assert "The clock runs, counted from Mon 6 Jan 2025" in page.text and "What happened" in page.text


# Cancel


async def test_cancelling_takes_three_keys_and_keeps_the_position(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "u", "enter")
        await page.until_said("Cancelled by the patient, code 2")
        assert "Position kept since Mon 6 Jan" in page.status
    entry = front.card_of(front.anjali.patient_id).pathways[0].needs[0].entry
    assert (entry.status, entry.patient_cancellations) == ("waiting", 1)


async def test_the_slots_and_who_may_take_the_freed_place_are_shown_with_the_cancellation(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "u", "enter")
        await page.until(lambda: "Free again" in page.text, "the freed place")
        shown = " ".join(page.text.split())
        assert "1 Tue 1 Apr 09:00" in shown or "1 Tue 4 Mar" in shown
        assert page.under_cursor.key == f"entry:{front.anjali.id}"


async def test_after_a_cancellation_a_digit_offers_the_new_date(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "u", "enter")
        await page.until(lambda: "Free again" in page.text, "the freed place")
        await page.press("2")
        assert page.open_bar == "book"
        await page.press("enter")
        await page.until_said("Booked ")


async def test_the_hospitals_reasons_stand_behind_nought(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "0", "u", "enter")
        await page.until_said("Cancelled by the hospital, code 4")


async def test_a_reason_that_needs_words_asks_for_them(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "o", "enter")
        assert "Type the reason in your words first." in page.text
        await page.type_text("car broke down")
        await page.press("enter")
        await page.until_said("Cancelled by the patient")


async def test_the_cancel_bar_says_what_the_reason_leads_to_before_enter(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "u")
        await page.until(
            lambda: "→ slots open at once, else back on the list, at the same position" in " ".join(page.text.split())
        )
        await page.press("p")
        await page.until(lambda: "→ position kept, on hold until" in page.text and "a review opens" in page.text)
        assert page.open_bar == "cancel"


async def test_enter_without_a_reason_cancels_nothing(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "enter")
        assert "Choose the reason first." in page.text
    assert front.card_of(front.anjali.patient_id).upcoming


async def test_after_the_start_reception_decides(front: FrontDesk) -> None:
    front.clock.at = TOMORROW + timedelta(minutes=5)
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("m")
        assert "reception decides whether the patient is late or did not attend" in page.status
        assert page.open_bar == ""


async def test_what_was_cancelled_before_the_start_is_entered_with_its_day_and_who_said_so(front: FrontDesk) -> None:
    front.clock.at = TOMORROW + timedelta(days=1)
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x")
        assert "its time has passed" in page.text
        await page.press("u", "enter")
        assert "needs the day and who said so" in " ".join(page.text.split())
        await page.type_text("yesterday")
        await page.press("enter")
        await page.type_text("her son, voicemail")
        await page.press("enter")
        await page.until_said("Cancelled by the patient, code 2, on Tue 4 Mar")
        assert "offered again" not in page.status
    assert not front.card_of(front.anjali.patient_id).upcoming


async def test_a_cancellation_of_the_day_tells_reception(front: FrontDesk) -> None:
    front.clock.at = TOMORROW.replace(hour=8)
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "u", "enter")
        await page.until_said("Told: ")
        assert "reception" in page.status


async def test_a_letter_on_a_row_that_it_can_not_act_on_says_why(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("x")
        assert "Put the cursor on an appointment that is still to come" in page.status


# Move


async def test_moving_takes_four_keys(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("m", "3", "d", "enter")
        await page.until_said("Moved to Tue 1 Apr")
    starts = [row.starts_at for row in front.card_of(front.anjali.patient_id).upcoming]
    assert len(starts) == 1 and starts[0].date() == IN_FOUR_WEEKS.date()


async def test_a_move_to_an_earlier_slot_asks_why_it_goes_before_others(front: FrontDesk) -> None:
    booked = front.desk.booking.accept(DateOffered(front.nisha.id, front.slots[1]), out_of_turn="OT02")
    assert isinstance(booked, OfferAccepted)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("m", "1", "d", "enter")
        await page.until(lambda: page.open_bar == "move_out_of_turn", "the question why")
        assert "1 patient ahead could take this slot" in page.text
        await page.press("p", "enter")
        await page.until_said("Moved to")
    assert front.card_of(front.nisha.patient_id).upcoming[0].starts_at < booked.booked.starts


async def test_a_move_past_a_date_while_an_earlier_place_is_free_asks_why_once(front: FrontDesk) -> None:
    a_session(front.desk, front.hospital, datetime(2025, 5, 19, 9, 0), slots=1)
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("m")
        await page.until(lambda: "19 May" in page.text, "the late slot")
        digit = next(text for text in page.text.splitlines() if "19 May" in text).split("Mon 19 May")[0].split()[-1]
        await page.press(digit, "d", "enter")
        await page.until(lambda: "7 days past the 18-week date" in page.text and "is free." in page.text, "how late")
        await page.type_text("abroad")
        await page.press("enter")
        await page.until_said("That is 7 days past the 18-week date, Mon 12 May 2025")
    card = front.card_of(front.anjali.patient_id)
    assert [row.starts_at.date() for row in card.upcoming] == [date(2025, 5, 19)]


async def test_the_slot_that_is_chosen_is_held_and_let_go_again(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("m")
        await page.until(lambda: "held 3:00" in page.text or "held 2:5" in page.text, "the hold")
        await page.press("f12")
        await page.settle()
        held = front.desk.booking.hold_slot(front.nisha.id, front.slots[0])
        assert isinstance(held, Held)


async def test_the_hold_is_counted_down_after_the_reason_too(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("m")
        await page.until(lambda: "held " in page.text, "the hold")
        await page.press("d")
        assert "held " in page.text


async def test_a_move_needs_its_reason(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("m", "2", "enter")
        assert "Choose the reason first." in page.text
    assert front.card_of(front.anjali.patient_id).upcoming[0].starts_at == TOMORROW


# Book, and a search for slots


async def test_a_place_is_booked_from_the_card(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("b")
        await page.until(lambda: "held " in page.text, "the hold")
        await page.press("enter")
        await page.until(lambda: page.open_bar == "turn" or "Booked" in page.status, "the answer")


async def test_a_declined_offer_is_recorded_from_the_card(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("b", "n", "h", "enter")
        await page.until(lambda: page.open_bar == "book", "the next offer")
    with front.desk.context.reading() as session:
        answers = session.execute(select(col(Offer.answer)).where(col(Offer.entry_id) == front.nisha.id)).scalars()
        assert list(answers) == ["declined"]


async def test_a_search_narrows_the_slots_that_are_offered(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("/")
        await page.type_text("after 20 mar am shah")
        await page.press("enter")
        await page.until_said("6 slots to offer")
        assert "Only: morning · from Fri 21 Mar" in page.text
        await page.press("b")
        await page.until(lambda: "Tue 1 Apr 09:00" in page.text, "the slot")


async def test_a_search_that_fits_nothing_says_so_and_keeps_what_was_typed(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("/")
        await page.type_text("sundays")
        await page.press("enter")
        await page.until(lambda: "No allowed slot fits Sun." in page.text, "the sentence")
        assert page.open_bar == "filter"


async def test_another_specialty_shows_what_is_free_there_and_what_a_booking_would_need(front: FrontDesk) -> None:
    heart = a_hospital(front.desk, "CARD", "Cardiology")
    a_session(front.desk, heart, IN_FOUR_WEEKS, slots=2)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("/")
        await page.type_text("specialty card")
        await page.press("enter")
        await page.until(lambda: "2 slots there would suit this patient" in " ".join(page.text.split()), "them")
        assert "so none of these is for it" in page.text


async def test_a_booked_need_says_that_it_is_moved_or_cancelled(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("b")
        assert "m moves it, x cancels it" in page.status


# The other letters


async def test_a_call_without_reply_takes_three_keys(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("k", "n", "enter")
        await page.until_said("Not reached")
    with front.desk.context.reading() as session:
        assert session.execute(select(col(ContactAttempt.entry_id))).scalars().all() == [front.nisha.id]


async def test_a_wish_to_wait_over_six_weeks_opens_a_review_and_keeps_the_position(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("r", "l")
        await page.type_text("1/6")
        await page.press("enter")
        await page.until_said("A clinical review is due by")
    with front.desk.context.reading() as session:
        kinds = session.execute(select(col(ClinicalReview.kind), col(ClinicalReview.entry_id))).all()
        assert [tuple(row) for row in kinds] == [("wish_to_delay", front.nisha.id)]
    assert front.card_of(front.nisha.patient_id).pathways[0].needs


async def test_a_need_is_held_until_a_day_and_taken_off_hold_again(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("h")
        await page.type_text("waits for a scan")
        await page.press("enter")
        await page.type_text("+2w")
        await page.press("enter")
        await page.until_said("On hold until Mon 17 Mar 2025")
        assert front.card_of(front.nisha.patient_id).pathways[0].needs[0].entry.status == "on_hold"
        await page.press("h", "enter")
        await page.until_said("Off hold")
    assert front.card_of(front.nisha.patient_id).pathways[0].needs[0].entry.status == "waiting"


async def test_a_patient_is_put_to_the_team_leader_with_a_reason(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("e")
        await page.type_text("needs a ground floor room")
        await page.press("enter")
        await page.until_said("Escalated to")
    with front.desk.context.reading() as session:
        assert session.execute(select(col(InboxItem.kind))).scalars().all() == ["escalation"]


# Joining records


async def test_joining_shows_what_would_move_before_it_is_done(front: FrontDesk) -> None:
    born = front.card_of(front.maeve.patient_id).patient.date_of_birth
    twin = a_patient(front.desk, "O'Neil-[/]", "Maeve", born, nhs_number=None, hospital_number="H0000077")
    async with at_the_front_desk(front) as page:
        await page.type_in_box("H0000077")
        await page.press("enter")
        number = front.card_of(front.maeve.patient_id).patient.nhs_number
        await page.app.run_command("merge")
        await page.type_text(str(number))
        await page.press("enter")
        await page.until(lambda: page.open_bar == "join", "the bar")
        await page.until(lambda: "1 waiting list entry" in " ".join(page.text.split()), "what would move")
        await page.type_text("same mother, same address")
        await page.press("enter")
        await page.until_said("Joined")
    assert front.card_of(twin).pathways[0].needs[0].entry.entry_id == front.maeve.id


async def test_the_record_that_is_kept_is_asked_for_or_has_the_hospitals_own_number(front: FrontDesk) -> None:
    born = date(1950, 1, 2)
    a_patient(front.desk, "Rigby", "Ernest", born, nhs_number=None, hospital_number="H0000095")
    a_patient(front.desk, "Rigby", "Ernest", born, nhs_number=None, hospital_number="H0000096")
    a_patient(front.desk, "Rigby", "Ern", born, nhs_number=None, hospital_number="DESK0000301")

    async def join(page: FrontPage, opened: str, other: str) -> None:
        await page.type_in_box(opened)
        await page.press("enter")
        await page.until(lambda: page.card.list.card is not None and opened in page.text, "the card")
        await page.app.run_command("merge")
        await page.type_text(other)
        await page.press("enter")
        await page.until(lambda: page.open_bar == "join", "what would move")

    async with at_the_front_desk(front) as page:
        await join(page, "DESK0000301", "H0000096")
        assert "Keep RIGBY Ernest (H0000096)" in " ".join(page.text.split())
        await page.type_text("same address")
        await page.press("enter")
        await page.until_said("H0000096) is kept")
        await page.until(lambda: page.card.list.card is not None and "H0000096" in page.text, "the card that is kept")
        await join(page, "H0000096", "H0000095")
        await page.press("enter")
        assert "record that is kept" in page.text, "it is asked for"
        await page.press("2")
        await page.type_text("same address")
        await page.press("enter")
        await page.until_said("H0000095) is kept")


async def test_two_valid_nhs_numbers_are_never_joined(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        number = front.card_of(front.anand).patient.nhs_number
        await page.app.run_command("merge")
        await page.type_text(str(number))
        await page.press("enter")
        assert "these are two people" in " ".join(page.text.split())
    assert front.card_of(front.anand).patient.id == front.anand


async def test_what_was_half_typed_in_a_bar_is_kept_over_the_one_box(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "h", "f2", "f4")
        assert page.open_bar == "cancel"
        await page.press("enter")
        await page.until_said("Cancelled by the patient")
    with front.desk.context.reading() as session:
        reasons = session.execute(select(col(Appointment.cancel_reason))).scalars().all()
        assert "PC03" in reasons


async def test_an_entry_that_is_right_is_validated_from_the_card(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("v")
        assert page.open_bar == "validate"
        await page.press("1", "enter")
        await page.until(lambda: page.open_bar == "" and bool(page.status), "the answer")
        assert "Still waiting, nothing changes." in page.status


async def test_arrivals_are_for_appointments_of_today(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("a")
        assert "This appointment is still to come: that is recorded from Tue 4 Mar on." in page.status


async def test_a_patient_of_today_is_received_from_the_card(front: FrontDesk) -> None:
    front.clock.at = TOMORROW.replace(hour=8, minute=50)
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("a")
        await page.until(lambda: page.open_bar == "arrive", "the strip")
        await page.press("enter")
        await page.until(lambda: bool(page.status), "the answer")
    assert front.card_of(front.anjali.patient_id).past or front.card_of(front.anjali.patient_id).pathways[0].needs


async def test_a_sheet_left_open_never_hides_the_patient_asked_for_next(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("enter")
        await page.open_card(ANJALI)
        assert "PATEL Anjali  14 Mar 1967 (57)" in page.text and "O'NEIL" not in page.text


async def test_the_twin_of_a_function_key_leaves_a_sheet_too(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("enter", "ctrl+g", "6")
        assert page.app.screen.TITLE == "Today"
        await page.press("f4")
        assert "goes back" not in page.text


async def test_back_leaves_a_sheet_and_nothing_else(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("enter")
        await page.press("f12")
        assert page.app.screen is page.card


# The card as it was, after an act


async def test_after_a_booking_the_slots_are_put_away_and_the_card_has_its_room(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("b", "enter")
        await page.until_said("Booked")
        assert not page.card.has_class("-with-slots")
        assert page.card.choices is None


async def test_leaving_the_booking_puts_the_slots_away(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("b")
        await page.until(lambda: page.open_bar == "book", "the bar")
        await page.press("f12")
        await page.settle()
        assert not page.card.has_class("-with-slots")


async def test_slots_that_open_after_a_cancellation_go_with_one_key(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card(ANJALI)
        await page.press("x", "d", "enter")
        await page.until(lambda: page.card.choices is not None and not page.open_bar, "the slots")
        await page.press("f12")
        await page.settle()
        assert not page.card.has_class("-with-slots")


@pytest.mark.parametrize(("word", "said"), [("red", "was no choice here. Enter again"), ("reed", "F2 looks up “reed”")])
async def test_a_word_typed_into_a_bar_commits_nothing_with_its_enter(front: FrontDesk, word: str, said: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press(*word, "enter")
        assert said in " ".join(page.text.split())
        assert front.card_of(front.maeve.patient_id).reviews == ()
        await page.press("escape")
        assert not page.open_bar


async def test_a_wrong_letter_that_was_put_right_is_not_asked_about_at_the_last_field(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("r", "z")
        assert "z is no choice here" in " ".join(page.text.split())
        await page.press("d", "tab")
        await page.type_text("asked for a later date")
        await page.press("enter")
        await page.until(lambda: not page.open_bar, "the review")
        assert front.card_of(front.maeve.patient_id).reviews != ()


async def test_the_bar_names_the_need_where_the_patient_has_several(front: FrontDesk) -> None:
    an_entry(front.desk, a_hospital(front.desk, "EYE", "Ophthalmology"), front.maeve.patient_id)
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("e")
        await page.until(lambda: page.open_bar == "escalate", "the bar")
        spec = page.screen.bar.spec
        assert spec is not None and spec.subject.startswith("O'NEIL-[/] Maeve · ")
        assert any(name in spec.subject for name in ("Dermatology", "Ophthalmology"))


@pytest.mark.parametrize("letter", ["b", "h", "e", "v", "r"])
async def test_where_nothing_is_open_a_letter_says_so_and_names_what_opens_something(
    front: FrontDesk, letter: str
) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await page.press(letter)
        await page.settle()
        assert "Nothing waits and nothing is booked for this patient. Ctrl+R registers a referral." in page.status


async def test_a_validation_that_closed_the_wrong_patient_is_taken_back_on_the_closed_pathway(front: FrontDesk) -> None:
    entry = front.maeve
    passed_on = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.TO_ANOTHER_PROVIDER,
        source="letter",
        passed_to="Leeds",
        happened_on=date(2025, 3, 3),
    )
    assert isinstance(front.desk.validation.validate(entry.id, passed_on), Validated)
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("right", "v", "1", "c", "tab", "tab")
        for said in ("20", "the letter names somebody else", "wrong patient"):
            await page.type_text(said)
            await page.press("enter" if said == "wrong patient" else "tab")
        await page.until(lambda: page.open_bar == "", "the answer")
        assert "is taken back" in page.text
    with front.desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).status == "waiting"


async def test_an_appointment_is_written_as_a_file_for_the_patients_calendar(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj")
        await page.press("p")
        assert "Write the calendar file of Tue 4 Mar 09:00" in page.text
        await page.press("enter")
        await page.until_said("Written to ")
    written = sheets_folder() / f"appointment-{front.reference.lower()}.ics"
    assert "METHOD:PUBLISH" in written.read_text("utf-8") and written.stat().st_mode & 0o777 == 0o600
