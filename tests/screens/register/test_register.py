from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Referral
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.referrals.screen import ReferScreen
from clerkdesk.screens.register import RegisterScreen
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.patients.correcting import Corrected, correct
from clerkdesk.services.validation.validation import Validated
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk


def the_form(page: FrontPage) -> RegisterScreen:
    screen = page.app.screen
    assert isinstance(screen, RegisterScreen), page.text
    return screen


async def until_referring(page: FrontPage) -> ReferScreen:
    await page.until(lambda: isinstance(page.app.screen, ReferScreen), "the form for the referral")
    await page.settle()
    screen = page.app.screen
    assert isinstance(screen, ReferScreen)
    return screen


async def register_chidi(page: FrontPage) -> ReferScreen:
    await page.type_in_box("okafor chidi 3/2/80")
    await page.press("ctrl+n", "m", "tab", "tab")
    await page.type_text("07700 900123")
    await page.press("tab")
    await page.type_text("nn12ab")
    await page.press("enter")
    return await until_referring(page)


async def until_somebody_is_like_them(page: FrontPage) -> None:
    await page.type_in_box("patell anjaly 14/3/67")
    await page.press("ctrl+n", "f", "tab", "tab", "tab")
    await page.type_text("nn12ab")
    await page.press("enter")
    await page.until_said("may be this person")


async def test_what_was_typed_in_vain_is_filled_in(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("okafor chidi 3/2/80")
        await page.press("ctrl+n")
        values = the_form(page).form.values
        assert (values["family_name"], values["given_name"], values["date_of_birth"]) == (
            "Okafor", "Chidi", "1980-02-03",
        )  # fmt: skip
        assert "3 Feb 1980 (45)" in page.text


async def test_what_is_kept_is_read_back_normalised_and_the_referral_follows(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await register_chidi(page)
        await page.until_said("Registered OKAFOR Chidi")
        assert "07700 900123" in page.status and "NN1 2AB" in page.status
        assert "OKAFOR Chidi  3 Feb 1980" in page.text


async def test_a_likely_duplicate_is_shown_before_anything_is_saved(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await until_somebody_is_like_them(page)
        assert "PATEL Anjali" in page.text
    assert not front.desk.patients.find("patell").patients or front.desk.patients.find("patell").sounds_like


async def test_enter_opens_the_duplicate_and_the_form_is_kept(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await until_somebody_is_like_them(page)
        await page.press("enter")
        await page.until(lambda: isinstance(page.app.screen, CardScreen) and "PATEL Anjali" in page.text, "the card")
        await page.press("f12")
        assert the_form(page).form.values["family_name"] == "Patell"


async def test_another_person_is_registered_once_it_is_said_how_they_are_known_to_be_two(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await until_somebody_is_like_them(page)
        await page.press("ctrl+n")
        assert "although 1 record may be the same person" in " ".join(page.text.split())
        await page.press("enter")
        assert isinstance(page.app.screen, RegisterScreen), "Enter alone registers nobody"
        await page.type_text("twins, says the mother")
        await page.press("enter")
        await until_referring(page)
    (made,) = front.desk.patients.find("patell").patients
    assert made.patient.family_name == "Patell"
    card = front.desk.patients.card(made.patient.id)
    assert any("twins, says the mother" in each.value for each in card.earlier)  # type: ignore[union-attr]


async def test_a_wrong_nhs_number_keeps_the_form_and_says_what_is_wrong(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("okafor chidi 3/2/80")
        await page.press("ctrl+n", "tab")
        await page.type_text("999 000 0019")
        await page.press("enter")
        assert "last digit" in page.status and the_form(page).form.field("nhs_number").focus_target.has_focus


async def test_a_number_that_another_record_has_names_the_field(front: FrontDesk) -> None:
    number = front.card_of(front.anand).patient.nhs_number
    async with at_the_front_desk(front) as page:
        await page.type_in_box("zebedee zoe 3/2/80")
        await page.press("ctrl+n", "tab")
        await page.type_text(str(number))
        await page.press("enter")
        await page.until(lambda: bool(page.status), "the answer")
        assert "Another record has this NHS number" in page.status or "may be this person" in page.status


async def test_a_half_filled_form_is_kept_over_another_search(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("okafor chidi 3/2/80")
        await page.press("ctrl+n")
        await page.type_in_box("zebedee")
        await page.press("ctrl+n")
        assert the_form(page).form.values["family_name"] == "Okafor" and "is kept" in page.status


async def test_a_new_form_is_begun_only_after_a_question(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("okafor chidi 3/2/80")
        await page.press("ctrl+n", "tab", "ctrl+n")
        assert the_form(page).form.values["family_name"] == "Okafor"
        assert "this one is filled in for OKAFOR Chidi" in page.text
        await page.press("enter")
        await page.settle()
        assert the_form(page).form.values["family_name"] == ""
        await page.type_text("Zebedee")
        assert the_form(page).form.values["family_name"] == "Zebedee"


async def test_a_new_form_begins_with_what_was_typed_while_the_old_one_was_kept(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("okafor chidi 3/2/80")
        await page.press("ctrl+n")
        await page.type_in_box("zebedee zoe")
        await page.press("ctrl+n", "ctrl+n")
        assert "Begin a new form for ZEBEDEE Zoe" in page.text
        await page.press("enter")
        await page.settle()
        values = the_form(page).form.values
        assert (values["family_name"], values["given_name"], values["date_of_birth"]) == ("Zebedee", "Zoe", "")


async def test_a_referral_puts_the_patient_on_the_list_from_the_day_it_came(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await register_chidi(page)
        await page.type_text("24/2")
        await page.press("tab")
        await page.type_text("derm")
        assert "Dermatology" in page.text and screen.form.values["specialty"] == "DERM"
        await page.press("tab", "u", "enter")
        await page.until_said("Referral registered")
        assert "the clock runs from Mon 24 Feb 2025" in page.status
        await page.until(lambda: isinstance(page.app.screen, CardScreen) and "urg" in page.text, "the card")


async def test_a_referral_of_years_ago_and_a_second_one_of_a_specialty_are_asked_about(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("ctrl+r")
        await until_referring(page)
        await page.type_text("24/2/27")
        await page.press("enter")
        assert "not come yet" in page.status
        await page.press(*["backspace"] * 7)
        await page.type_text("24/2/20")
        await page.press("tab")
        await page.type_text("derm")
        await page.press("enter")
        await page.until(lambda: page.open_bar == "refer", "the question")
        assert "did the wait begin so long ago" in page.text and "check the year" in page.status
        await page.press("y", "enter")
        await page.until(lambda: "is it the same condition" in page.text, "the next question")
        assert "is it the same condition" in page.text and "in Dermatology" in page.text
        await page.press("n", "enter")
        await page.until_said("Referral registered")


async def test_a_referral_without_the_day_it_came_asks_for_it(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("ctrl+r", "enter")
        assert page.status == "Received on is missing."


async def test_a_day_that_has_gone_by_is_echoed_as_gone_by(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("ctrl+r")
        await until_referring(page)
        await page.type_text("10/2/25")
        await page.until(lambda: "✓ Mon 10 Feb 2025, 3 weeks ago" in page.text, "the echo")


async def test_without_anybody_in_hand_nobody_is_referred(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.press("f2", "ctrl+r")
        assert "No patient is in hand" in page.status


async def begin_for_maeve(page: FrontPage) -> ReferScreen:
    await page.open_card("o'neil")
    await page.press("ctrl+r")
    screen = await until_referring(page)
    await page.type_text("24/2")
    await page.press("tab")
    await page.type_text("de")
    return screen


async def test_a_referral_half_filled_in_is_as_it_was_after_a_call_about_somebody_else(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await begin_for_maeve(page)
        await page.press("f8")
        await page.type_text("patel anj")
        await page.press("enter")
        await page.until(lambda: "→ PATEL Anjali" in page.text, "the caller")
        await page.press("f12")
        await page.until(lambda: page.app.screen is screen, "the form again")
        await page.type_text("rm")
        assert "O'NEIL-[/] Maeve" in page.text
        assert screen.form.values["received"] == "2025-02-24" and screen.form.values["specialty"] == "DERM"


async def test_a_referral_begun_for_one_patient_waits_while_another_is_referred(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await begin_for_maeve(page)
        await page.open_card("patel anj")
        await page.press("ctrl+r")
        await page.until(lambda: page.app.screen is screen, "the form")
        assert "PATEL Anjali" in page.text and screen.form.values["received"] == ""
        await page.open_card("o'neil")
        await page.press("ctrl+r")
        await page.until(lambda: page.app.screen is screen, "the form")
        assert "O'NEIL-[/] Maeve" in page.text and screen.form.values["received"] == "2025-02-24"


async def test_a_newly_registered_patient_is_never_shown_what_was_begun_for_another(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await begin_for_maeve(page)
        screen = await register_chidi(page)
        assert "OKAFOR Chidi" in page.text and screen.form.values["received"] == ""


async def test_what_is_wrong_in_a_field_is_said_in_full_as_soon_as_it_is_left(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("okafor chidi")
        await page.press("ctrl+n")
        await page.type_text("31/02/1990")
        await page.press("tab")
        await page.until_said("February has 28 days in 1990.")


@pytest.mark.parametrize(("answers", "priority"), [("c", "3"), ("k", "1")])
async def test_a_referral_whose_reason_says_two_week_wait_asks_before_it_is_routine(
    front: FrontDesk, answers: str, priority: str
) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("ctrl+r")
        screen = await until_referring(page)
        await page.type_text("24/2")
        screen.form.go_to("reason")
        await page.type_text("Please see under 2WW")
        await page.press("enter")
        await page.until(lambda: "2ww" in page.text and "suspected cancer" in page.text, "the question")
        await page.press(answers)
        if answers == "k":
            await page.press("enter")
            assert "Referral registered" not in page.status
            await page.type_text("Dr Lee of the practice")
        await page.press("enter")
        await page.until_said("Referral registered")
        assert page.status.startswith("O'NEIL-[/] Maeve: ")
    with front.desk.context.reading() as session:
        made = session.execute(select(Referral).order_by(col(Referral.id).desc()).limit(1)).scalar_one()
    assert made.priority_type == priority


async def test_a_referral_that_was_begun_is_dropped_by_its_own_key_after_a_question(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await begin_for_maeve(page)
        await page.press("ctrl+r")
        assert "Drop what was typed for O'NEIL-[/] Maeve" in " ".join(page.text.split())
        await page.press("escape")
        assert screen.form.values["received"] == "2025-02-24"
        await page.press("ctrl+r", "enter")
        await page.until_said("What was typed is dropped")
        assert screen.form.values["received"] == "" and not screen.half_done.is_any


async def test_with_the_number_of_another_record_no_key_is_promised_to_register_all_the_same(front: FrontDesk) -> None:
    corrected = correct(front.desk.context, front.anjali.patient_id, {"nhs_number": "9990000018"}, same_person="card")
    assert isinstance(corrected, Corrected), corrected
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patell anjaly 14/3/67")
        await page.press("ctrl+n", "f")
        screen = the_form(page)
        screen.form.go_to("nhs_number")
        await page.type_text("999 000 0018")
        screen.form.go_to("postcode")
        await page.type_text("nn12ab")
        await page.press("enter")
        await page.until_said("One of them has this NHS number")
        assert "registers all the same" not in page.status
        await page.press("ctrl+n")
        assert "One of them has this NHS number" in page.status and not screen.bar.is_open


async def test_the_card_begins_on_the_need_of_the_referral(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("ctrl+r")
        await until_referring(page)
        await page.type_text("24/2")
        await page.press("tab")
        await page.type_text("derm")
        await page.press("enter")
        await page.until(lambda: page.open_bar == "refer", "the question whether it is the same condition")
        await page.press("n", "enter")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        await page.settle()
        new = max(row.entry_id or 0 for row in page.card.list.table.rows)
        assert page.under_cursor.entry_id == new != front.nisha.id


async def test_a_letter_of_the_same_condition_is_kept_by_one_answer_on_the_screen(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("ctrl+r")
        await until_referring(page)
        await page.type_text("24/2")
        await page.press("tab")
        await page.type_text("derm")
        await page.press("enter")
        await page.until(lambda: page.open_bar == "refer", "the question whether it is the same condition")
        await page.press("y")
        await page.press("enter")
        await page.until_said("stands on the pathway of this condition")
    assert len(front.card_of(front.nisha.patient_id).pathways) == 1


async def test_a_patient_who_comes_back_keeps_their_wait_by_one_answer_on_the_screen(front: FrontDesk) -> None:
    left = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.TO_ANOTHER_PROVIDER,
        source="letter of Leeds",
        passed_to="Leeds",
    )
    assert isinstance(front.desk.validation.validate(front.nisha.id, left), Validated)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("ctrl+r")
        await until_referring(page)
        await page.type_text("3/3")
        await page.press("tab")
        await page.type_text("derm")
        await page.press("enter")
        await page.until(lambda: "does this bring the patient back" in page.text, "the question")
        await page.press("y")
        await page.press("enter")
        await page.until_said("stands on the pathway of this condition")
    (pathway,) = front.card_of(front.nisha.patient_id).pathways
    assert pathway.needs[0].entry.entry_id == front.nisha.id
