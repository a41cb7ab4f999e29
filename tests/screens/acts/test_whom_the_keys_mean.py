"""The card and the forms are about the patient whom the clerk sees; what was left stands as it was (laws 2 and 5)."""

from __future__ import annotations

import pytest

from clerkdesk.screens.call import CallScreen
from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.card.details import DetailsScreen
from clerkdesk.screens.card.whose import in_hand_of
from clerkdesk.screens.clinics import ClinicsScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.reception import ReceptionScreen
from clerkdesk.screens.referrals.screen import ReferScreen
from clerkdesk.services.booking.cancellations import Cancelled
from tests.screens.acts.test_bars_and_patients import on_the_card_of
from tests.screens.front_desk import TOMORROW, FrontDesk, FrontPage, at_the_front_desk
from tests.screens.reception.today_page import Counter, at_the_counter

LISTS = {"the list": ("f3",), "grading": ("f5", "4"), "the clinic": ("f7", "enter")}
FORMS = {"f4": CardScreen, "ctrl+y": DetailsScreen, "ctrl+r": ReferScreen}


def _shown(page: FrontPage) -> InHand:
    shown = page.screen.patient_shown()
    assert shown is not None, page.text
    return shown


async def _a_list_that_shows_another(page: FrontPage, name: str) -> InHand:
    """Go to a list and to a row of another patient than the one in hand."""
    before = page.app.patients_in_hand[0].patient_id
    await page.press(*LISTS[name])
    while _shown(page).patient_id == before:
        await page.press("down")
    return _shown(page)


@pytest.mark.parametrize("opens", FORMS)
@pytest.mark.parametrize("name", LISTS)
async def test_card_and_forms_open_for_the_patient_under_the_cursor(front: FrontDesk, name: str, opens: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        shown = await _a_list_that_shows_another(page, name)
        await page.press(opens)
        await page.until(lambda: isinstance(page.app.screen, FORMS[opens]), "the screen")
        await page.settle()
        assert page.app.patients_in_hand[0].patient_id == shown.patient_id
        assert shown.label.split()[0].lower() in page.text.lower()


@pytest.mark.parametrize("name", LISTS)
async def test_a_patient_is_called_the_same_wherever_they_were_taken_in_hand(front: FrontDesk, name: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        called = (await _a_list_that_shows_another(page, name)).label
        await page.press("f4")
        await page.until(
            lambda: isinstance(page.app.screen, CardScreen) and page.app.screen.list.card is not None, "card"
        )
        await page.settle()
        assert isinstance(page.app.screen, CardScreen) and page.app.screen.list.card is not None
        assert in_hand_of(page.app.screen.list.card).label == called
        assert called[-4:].isdecimal(), called


async def test_the_patient_before_is_one_key_further(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await _a_list_that_shows_another(page, "the list")
        await page.press("f4", "f4")
        await on_the_card_of(page, "Anand")


async def test_what_is_typed_in_the_one_box_names_nobody_yet(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await page.type_in_box("patel")
        await page.press("f4")
        await on_the_card_of(page, "Anand")
        await page.press("f2", "down", "down")
        shown = _shown(page)
        await page.press("f4")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        assert page.app.patients_in_hand[0].patient_id == shown.patient_id


async def test_whose_outcome_was_just_recorded_is_whom_the_card_is_of(counter: Counter) -> None:
    for name in counter.references:
        counter.desk.reception.arrive(counter.references[name])
    counter.clock.at = counter.clock.at.replace(hour=11, minute=30)
    async with at_the_counter(counter) as page:
        await page.find("patel")
        await page.press("o", "3", "4", "w", "enter")
        await page.until_said("see by")
        await page.press("f4")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        assert page.app.patients_in_hand[0].patient_id == counter.entries["Patel"].patient_id


async def _a_call_about_anjali(page: FrontPage) -> None:
    await page.press("f8")
    await page.type_text("patel anjali 14/3/67")
    await page.press("enter", "1", "2", "3")
    await page.until(lambda: page.app.patients_in_hand[0].label.startswith("PATEL Anjali"), "the caller in hand")


@pytest.mark.parametrize("begun", [False, True])
async def test_the_card_under_a_call_stands_as_it_was_left(front: FrontDesk, *, begun: bool) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        if begun:
            await page.press("h")
            await page.type_text("dog ate it")
        await _a_call_about_anjali(page)
        await page.press("f12")
        await page.until(lambda: not isinstance(page.app.screen, CallScreen), "the card")
        await on_the_card_of(page, "Nisha")
        assert page.app.patients_in_hand[0].patient_id == front.nisha.patient_id
        assert page.open_bar == ("hold" if begun else "")
        assert not begun or "dog ate it" in page.text


async def test_asking_for_the_last_nine_puts_an_open_bar_back(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.open_card("patel anand")
        await page.open_card("patel nis")
        await page.press("h")
        await page.type_text("dog ate it")
        await page.press("f4")
        await on_the_card_of(page, "Anand")
        await page.press("f4")
        # The list of the last patients may be asked for in between; leaving it leaves nothing else.
        while page.open_bar == "card":
            await page.press("escape")
            await page.settle()
        await page.open_card("patel nis")
        await page.until(lambda: page.open_bar == "hold", "the bar again")
        await page.press("f4", "f4")
        await page.until(lambda: page.open_bar == "card", "the last nine")
        await page.press("escape")
        await page.settle()
        await page.open_card("patel nis")
        await page.until(lambda: page.open_bar == "hold", "the bar again")
        assert "dog ate it" in page.text


@pytest.mark.parametrize("opens", ["ctrl+y", "ctrl+r"])
async def test_no_form_opens_for_nobody(front: FrontDesk, opens: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.press("f2")
        await page.press(opens)
        assert "No patient is in hand: find the patient with F2" in page.status
        assert page.app.screen is page.find


async def test_back_never_leads_into_a_form_that_was_kept(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await page.press("ctrl+y", "tab")
        await page.type_text("66 High Street")
        await page.press("enter")
        await page.until_said("Kept")
        await page.press("f12")
        assert page.app.screen is page.find


async def test_back_leads_into_a_form_that_is_half_filled(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await page.press("ctrl+r")
        await page.type_text("24/2")
        await page.press("f3", "f12")
        assert isinstance(page.app.screen, ReferScreen) and "24/2" in page.text


@pytest.mark.parametrize("begun", [False, True])
async def test_the_key_of_the_card_pressed_on_and_on_leaves_every_key_working(front: FrontDesk, *, begun: bool) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await page.open_card("patel nis")
        if begun:
            await page.press("h")
            await page.type_text("dog ate it")
        for _ in range(5):
            await page.press("f4")
            await page.settle()
        assert "Open the card of one of the last patients is kept" not in page.text
        assert page.open_bar == "card" and "What was begun for one" not in page.text
        await page.press("f12")
        await page.settle()
        assert page.open_bar == ""
        await page.open_card("patel nis")
        assert page.open_bar == ("hold" if begun else "")


async def test_what_was_typed_is_found_again_by_whatever_way_its_patient_was_found(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anand")
        await page.press("ctrl+y", "tab")
        await page.type_text("66 High Street")
        await page.press("f12")
        await page.settle()
        await page.press("ctrl+y")
        assert "66 High Street" in page.text
        await page.press("f3")
        await page.open_card("patel anand")
        await page.press("ctrl+y")
        assert "66 High Street" in page.text and "14 Mar 1967" in page.text


async def test_an_outcome_asked_on_the_timetable_comes_back_to_the_timetable(front: FrontDesk) -> None:
    front.clock.at = TOMORROW.replace(hour=11)
    async with at_the_front_desk(front) as page:
        await page.press("f7", "enter")
        shown = _shown(page)
        await page.press("o")
        await page.until(lambda: isinstance(page.app.screen, ReceptionScreen) and page.screen.bar.is_open, "the bar")
        await page.press("escape")
        await page.until(lambda: isinstance(page.app.screen, ClinicsScreen), "the timetable")
        await page.settle()
        assert _shown(page) == shown and page.status.startswith("Left: ")


async def test_the_card_of_a_cancelled_visit_begins_on_the_need_that_is_open(counter: Counter) -> None:
    assert isinstance(counter.desk.booking.cancel(counter.references["Okafor"], "PC06"), Cancelled)
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("f4")
        await page.until(
            lambda: isinstance(page.app.screen, CardScreen) and page.app.screen.list.card is not None, "card"
        )
        await page.settle()
        card = page.app.screen
        assert isinstance(card, CardScreen) and card.list.table.row is not None
        assert (card.list.table.row.section, card.list.table.row.entry_id) == ("Open", counter.entries["Okafor"].id)
