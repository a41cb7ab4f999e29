"""What a bar of the card asks before it opens, and that it comes back as it was after a crash (law 2)."""

from __future__ import annotations

import json
from datetime import date, datetime

from clerkdesk.data.tables import AlertFlag, PatientPhone
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.rules.waiting_list.patient_initiated import EndAction
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.screens.find import FindScreen
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.duplicates.merging import Merged
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.validation.validation import Validated
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.typed_on_list import PAUSE_SECONDS
from tests.builders import a_patient, an_entry
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk


async def put_back(page: FrontPage, bar: str) -> None:
    """Write down what is half done, leave it, and let it be put back as after a crash."""
    state = json.loads(json.dumps(page.card.half_done.get_state()))
    while page.card.bar.is_open:
        await page.press("escape")
    page.card.half_done.set_state(state)
    await page.until(lambda: page.open_bar == bar, "the bar again")
    await page.settle()


async def test_an_escalation_half_typed_comes_back(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("e")
        await page.until(lambda: page.open_bar == "escalate", "the bar")
        await page.type_text("no slot before Ea")
        await put_back(page, "escalate")
        assert "no slot before Ea" in page.text


async def test_an_attempt_half_noted_comes_back(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("k")
        await page.until(lambda: page.open_bar == "contact", "the bar")
        await page.press("n")
        await put_back(page, "contact")
        assert "n No reply · " in page.text and "Enter records it" in page.text


async def test_a_validation_half_answered_comes_back(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("v")
        await page.until(lambda: page.open_bar == "validate", "the bar")
        await page.press("1")
        await put_back(page, "validate")
        assert "1 record" in page.text and "still waiting" in page.text


async def test_joining_two_records_comes_back_at_the_question_it_had_come_to(front: FrontDesk) -> None:
    a_patient(front.desk, "Patel", "Nish", date(1971, 8, 2), nhs_number=None, hospital_number="H0900001")
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nisha")
        await page.app.run_command("merge")
        await page.type_text("H0900001")
        await put_back(page, "merge")
        await page.press("enter")
        await page.until(lambda: page.open_bar == "join", "what would move")
        await page.type_text("seen her pass")
        await put_back(page, "join")
        assert "seen her pass" in page.text and "PATEL Nish" in page.text


async def test_parting_says_which_pathway_opens_again_before_and_after(front: FrontDesk) -> None:
    desk, nisha = front.desk, front.nisha
    other = an_entry(desk, front.hospital, a_patient(desk, "Patel", "Nisha", date(1971, 8, 2), nhs_number=None))
    done = desk.patients.merge(nisha.patient_id, other.patient_id, "same name", same_condition=True)
    assert isinstance(done, Merged)
    ended = desk.validation.validate(
        other.id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.DUPLICATE)
    )
    assert isinstance(ended, Validated), ended
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("end")
        assert page.under_cursor.section == "Records"
        await page.app.run_command("unmerge")
        await page.until(lambda: f"Pathway {other.pathway_id} in Dermatology" in page.text, "what opens again")
        assert f"a duplicate of pathway {nisha.pathway_id}: it opens again" in " ".join(page.text.split())
        await page.type_text("two cousins")
        await page.press("enter")
        await page.until(lambda: "it is open again" in page.text, "that it is open")
    [pathway] = front.card_of(other.patient_id).pathways
    assert [need.entry.status for need in pathway.needs] == ["waiting"]


async def test_a_pathway_opened_while_they_were_joined_goes_along_by_one_answer(front: FrontDesk) -> None:
    desk, nisha = front.desk, front.nisha
    other = a_patient(desk, "Patel", "Nisha", date(1971, 8, 2), nhs_number=None)
    assert isinstance(desk.patients.merge(nisha.patient_id, other, "same name"), Merged)
    opened = an_entry(desk, front.hospital, nisha.patient_id)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("end")
        assert page.under_cursor.section == "Records"
        await page.app.run_command("unmerge")
        await page.until(lambda: f"Pathway {opened.pathway_id} in Dermatology" in page.text, "what was opened")
        assert "look whether it is" in " ".join(page.text.split())
        await page.type_text("two cousins")
        await page.press("tab")
        await page.type_text(str(opened.pathway_id))
        await page.press("enter")
        await page.until(lambda: "Parted;" in page.text, "that they are parted")
    assert [each.row.id for each in front.card_of(other).pathways] == [opened.pathway_id]


async def test_before_anybody_is_rung_the_bar_says_what_the_patient_asked_for(front: FrontDesk) -> None:
    a_patient(front.desk, "Holloway", "Esther", date(1992, 5, 17), safe_contact_note="Never leave a message.")
    async with at_the_front_desk(front) as page:
        await page.open_card("holloway")
        await page.press("k")
        await page.until(lambda: page.open_bar == "contact", "the bar")
        assert "safe contact: Never leave a message." in page.text
        await page.press("n")
        assert "safe contact: Never leave a message." in page.text


async def test_nobody_rings_a_patient_who_is_said_to_have_died(front: FrontDesk) -> None:
    told = NewAttempt(patient_id=front.nisha.patient_id, result="r", note="her daughter")
    assert isinstance(front.desk.contact.tried(told), ContactKept)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("k")
        await page.until_said("This patient is said to have died")
        assert page.open_bar == ""


async def test_no_voicemail_is_offered_on_the_card_where_none_may_be_left(front: FrontDesk) -> None:
    patient = a_patient(front.desk, "Holloway", "Esther", date(1992, 5, 17))
    with front.desk.context.act("build") as act:
        act.add(PatientPhone(patient_id=patient, number="+447700900154", voicemail_allowed=True))
        act.add(AlertFlag(patient_id=patient, code="SC"))
        act.commit(None)
    async with at_the_front_desk(front) as page:
        await page.open_card("holloway")
        assert "no voicemail" in page.text


async def test_a_death_is_refuted_on_the_card_by_the_key_that_books_again(front: FrontDesk) -> None:
    patient_id = front.nisha.patient_id
    assert isinstance(front.desk.contact.tried(NewAttempt(patient_id=patient_id, result="CR08")), ContactKept)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        assert "to have died" in page.text
        await page.press("h")
        await page.until(lambda: page.open_bar == "death", "the bar")
        await page.press("a")
        await page.type_text("Bev")
        await page.press("tab")
        await page.type_text("patient rang")
        await put_back(page, "death")
        await page.press("enter")
        await page.until(lambda: "Contact is open again" in page.text, "what followed")
    assert front.desk.contact.before_calling(patient_id).stopped == ""  # type: ignore[union-attr]


async def death_bar_of(page: FrontPage) -> None:
    await page.app.run_command("death")
    await page.until(lambda: page.open_bar == "death", "the bar")


async def test_a_death_is_recorded_on_the_card_and_v08_closes_what_is_open(front: FrontDesk) -> None:
    patient_id = front.nisha.patient_id
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await death_bar_of(page)
        for letter, why in (("a", "no death can be refuted"), ("v", "No death is recorded")):
            await page.press(letter)
            assert why in page.text and "person who found out" not in page.text, "refused before anything is asked"
        await page.press("r")
        await page.type_text("1/3/25")
        await page.press("tab")
        await page.type_text("spine")
        await page.press("tab", "y", "enter")
        await page.until(lambda: "Closed as died" in " ".join(page.text.split()), "what followed")
        assert "to be closed" not in page.text
        known = front.desk.deaths.known(patient_id)
        assert known.facts.standing == "recorded" and known.to_close == ()  # type: ignore[union-attr]
        await page.press("b")
        assert "The record says that this patient has died" in " ".join(page.text.split())
        await death_bar_of(page)
        await page.press("r")
        assert "day of death" in page.text, "a wrong day is put right by the right one"
        await page.press("escape", "a")
        await page.type_text("Bev")
        await page.press("tab")
        await page.type_text("patient rang")
        await page.press("enter")
        await page.until(lambda: "1 need open again" in " ".join(page.text.split()), "what followed")
        await page.until(
            lambda: page.card.list.table.row is not None and page.card.list.table.row.section == "Open", "the need"
        )


async def test_word_of_a_death_is_noted_where_nobody_knows_the_day(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await death_bar_of(page)
        await page.press("r", "enter")
        assert "q where nobody knows it" in page.text
        await page.press("shift+tab", "q")
        await page.type_text("Ann, wife")
        await page.press("enter")
        await page.until(lambda: "the team leader checks the source" in " ".join(page.text.split()), "what followed")
        await page.until(lambda: "to have died" in page.text, "the card")


async def test_over_a_sheet_a_letter_acts_on_the_row_beneath_or_says_why_not(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("enter")
        sheet = page.app.screen
        assert isinstance(sheet, Sheet)
        for letter, why in (("n", "n does nothing here."), ("x", "Put the cursor on an appointment")):
            await page.press(letter)
            assert page.app.screen is sheet and why in " ".join(page.text.split())
        # Right behind two letters that did nothing it would go on the name that they begin.
        await page.pause(PAUSE_SECONDS + 0.1)
        await page.press("k")
        await page.until(lambda: page.open_bar == "contact", "the bar on the card")
        await page.press("escape", "enter")
        await page.type_text("9434765919")
        await page.until(lambda: isinstance(page.app.screen, FindScreen), "the one box")
        assert isinstance(page.app.screen, FindScreen) and page.app.screen._box.value == "9434765919"


async def test_whoever_asks_to_be_seen_is_asked_what_is_wrong_and_a_red_flag_in_it_is_heard(front: FrontDesk) -> None:
    front.clock.at = datetime(2025, 3, 4, 9, 5)
    assert isinstance(front.desk.reception.arrive(front.reference), Arrived)
    plan = PatientInitiated(date(2025, 9, 3), EndAction.CLINICAL_REVIEW)
    kept = front.desk.reception.record_outcome(OutcomeToRecord(front.reference, "5", "3", "30", patient_initiated=plan))
    assert isinstance(kept, OutcomeRecorded) and kept.entry_id is not None
    async with at_the_front_desk(front, (120, 48)) as page:
        await page.open_card("patel anj")
        page.card.list.table.move_to(f"entry:{kept.entry_id}")
        await page.settle()
        assert "may ask" in page.text and "on hold" not in page.text
        await page.press("q", "u", "enter")
        await page.settle()
        assert page.open_bar == "patient_asks" and "what the patient says is wrong" in page.text
        await page.type_text("chest pain since noon")
        assert "! chest pain: " in page.text
        await page.press("enter")
        await page.settle()
        assert page.open_bar == "patient_asks" and "Red flag: " in page.text
        await page.press("enter")
        await page.until_said("Asked: to be seen by")
        await page.press("w")
        await page.settle()
        assert "The patient said: chest pain since noon" in page.text


async def test_an_outcome_too_early_is_refused_on_the_card_where_it_was_asked_for(front: FrontDesk) -> None:
    front.clock.at = datetime(2025, 3, 4, 8, 30)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj")
        await page.press("o")
        await page.settle()
        assert page.card.list.card is not None and "The appointment has not begun yet." in page.status


async def test_after_a_place_was_given_the_cursor_stands_on_the_appointment_that_the_need_got(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        in_hand = InHand(front.nisha.patient_id, "PATEL Nisha")
        await page.app.open_card(in_hand, place=PlaceToGive(front.nisha.id, front.slots[1]))
        await page.until(lambda: page.open_bar == "book", "the bar")
        await page.settle()
        await page.press("enter")
        await page.until(lambda: page.open_bar == "turn", "the reason for passing over another")
        await page.press("p", "enter")
        await page.until_said("Booked")
        row = page.under_cursor
        assert row.appointment is not None and row.entry_id == front.nisha.id


async def test_a_patient_initiated_follow_up_whose_time_is_over_names_letters_that_act(front: FrontDesk) -> None:
    front.clock.at = datetime(2025, 3, 4, 9, 5)
    assert isinstance(front.desk.reception.arrive(front.reference), Arrived)
    plan = PatientInitiated(date(2025, 9, 3), EndAction.CLINICAL_REVIEW)
    kept = front.desk.reception.record_outcome(OutcomeToRecord(front.reference, "5", "3", "30", patient_initiated=plan))
    assert isinstance(kept, OutcomeRecorded) and kept.entry_id is not None
    front.clock.at = datetime(2025, 9, 8, 9, 5)
    async with at_the_front_desk(front, (120, 48)) as page:
        await page.open_card("patel anj")
        page.card.list.table.move_to(f"entry:{kept.entry_id}")
        for letter in "hb":
            await page.press(letter)
            await page.settle()
            assert not page.open_bar and "q on the card records that the patient asks" in page.status
            await page.press("down", "up")
        page.card.list.table.move_to(f"entry:{kept.entry_id}")
        await page.press("q", "r")
        await page.settle()
        said = " ".join(page.text.split())
        assert "the patient could ask until Wed 3 Sep 2025, then a clinical review" in said
        assert "q and then e ends it, and r asks a clinician; Escape leaves a bar for the card" in said
        await page.press("escape", "r")
        await page.settle()
        assert page.open_bar == "review"
