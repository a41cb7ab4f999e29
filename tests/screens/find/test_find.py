from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import AccessEntry
from clerkdesk.screens.booking import BookingScreen
from clerkdesk.screens.find import FindScreen
from tests.screens.front_desk import FrontDesk, at_the_front_desk


async def test_patients_appear_as_the_clerk_types(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("pat")
        assert page.names == ["PATEL Anand", "PATEL Anjali", "PATEL Nisha"]


async def test_a_row_tells_patients_of_one_name_apart(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patel anj")
        assert "14 Mar 1967 (57)" in page.text and "NN1 2AB" in page.text and "999 00" in page.text


async def test_the_line_below_says_what_comes_next_for_the_patient_under_the_cursor(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patel anj")
        assert "Tue 4 Mar 09:00 Dermatology" in page.text


async def test_enter_opens_the_card_of_the_only_patient_who_fits(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj 14/3/67")
        assert "PATEL Anjali" in page.text and page.card.list.card is not None


async def test_with_several_patients_the_first_enter_goes_to_the_list_and_opens_nobody(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patel")
        await page.press("enter")
        assert page.find.query_one("#found").has_focus
        await page.press("down", "enter")
        assert page.card.list.card is not None and page.card.list.card.patient.given_name == "Anjali"


async def test_keys_typed_blind_through_finding_end_on_the_card(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        page.send("f2")
        page.send_text("patel anj 140367")
        page.send("enter", "w")
        await page.until(lambda: "The clock runs" in page.text, "the timeline")


async def test_what_is_typed_next_takes_the_place_of_the_last_search(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patel")
        await page.press("f3")
        await page.type_in_box("o'neil")
        assert page.names == ["O'NEIL-[/] Maeve"]


async def test_near_names_are_headed_sounds_like_and_enter_opens_none_of_them(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patell anjeli")
        assert "Sounds like" in page.text
        await page.press("enter")
        assert page.find.query_one("#found").has_focus


async def test_an_empty_box_shows_the_patients_opened_lately(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("f2")
        await page.type_text("x")
        await page.press("backspace")
        assert page.names == ["O'NEIL-[/] Maeve"] and "recently opened" in page.text


async def test_a_letter_on_a_row_opens_its_bar_on_the_card(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patel anj")
        await page.press("down", "x")
        await page.until(lambda: page.open_bar == "cancel", "the bar")
        assert "Cancel PATEL Anjali" in page.text


async def test_a_letter_that_fits_no_command_goes_on_typing(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("o'neil")
        await page.press("n", "backspace")
        await page.type_text("patel n")
        assert page.names == ["PATEL Nisha"]


async def test_a_mnemonic_of_the_settings_acts_on_the_patient_in_hand(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj 14/3/67")
        await page.type_in_box(".cap")
        await page.press("enter")
        await page.until(lambda: page.open_bar == "cancel", "the bar")


async def test_a_mnemonic_without_a_patient_in_hand_says_what_it_needs(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box(".cap")
        await page.press("enter")
        assert "needs a patient in hand" in page.status


async def test_a_typed_command_opens_its_screen(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box(".booking")
        await page.press("enter")
        assert isinstance(page.screen, BookingScreen)


@pytest.mark.parametrize("typed", [".list zz", ".report zz", ".validation zz"])
async def test_a_list_that_there_is_not_leaves_the_clerk_in_the_one_box(front: FrontDesk, typed: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box(typed)
        await page.press("enter")
        assert "is called “zz”" in page.status
        assert isinstance(page.screen, FindScreen)
        await page.type_in_box(".list derm")
        await page.press("enter")
        assert isinstance(page.screen, BookingScreen)


async def test_a_misheard_reference_names_no_stranger_and_offers_those_near_it(front: FrontDesk) -> None:
    wrong = front.reference[0] + ("8" if front.reference[1] != "8" else "9") + front.reference[2:]
    for typed in (wrong, wrong.replace("-", "")):
        async with at_the_front_desk(front) as page:
            await page.type_in_box(typed)
            assert page.names == ["PATEL Anjali"] and f"reference {front.reference}" in page.text
            assert "No appointment has this reference. Near it:" in page.text
            await page.press("enter")
            assert isinstance(page.screen, FindScreen)


async def test_a_command_that_there_is_not_says_which_there_are(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box(".xyz")
        await page.press("enter")
        assert ".CAP cancel" in page.status


async def test_where_nobody_is_found_the_way_to_register_is_named(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("zebedee")
        assert "Ctrl+N registers a new patient" in page.text


async def test_a_search_that_was_used_is_logged_once(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj 14/3/67")
    with front.desk.context.reading() as session:
        log = session.execute(select(col(AccessEntry.kind), col(AccessEntry.detail)).order_by(col(AccessEntry.id)))
        assert sorted(tuple(row) for row in log) == [("card", ""), ("search", "patel anj 14/3/67")]


async def test_a_birth_date_that_is_none_is_said_and_enter_opens_nobody(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("o'neil 30/2/18")
        await page.press("enter")
        await page.settle()
        assert "1 patient · ! any birth date: February has 28 days in 2018." in page.text
        assert page.find.query_one("#found").has_focus


async def test_the_mnemonic_for_undo_opens_the_bar_of_the_last_act(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.press("f2")
        await page.type_text(".rca")
        await page.press("enter")
        await page.until(lambda: page.screen.bar.is_open, "the bar of the undo")
        assert "Undo booking, PATEL Anjali · Tue 4 Mar 09:00 · Enter undoes it" in page.text
        assert "No command is called" not in page.text


@pytest.mark.parametrize("over", ["ctrl+p", "f1"])
async def test_what_only_lay_over_the_results_leaves_the_focus_on_the_row(front: FrontDesk, over: str) -> None:
    async with at_the_front_desk(front) as page:
        await page.type_in_box("patel")
        await page.press("down")
        await page.until(lambda: page.find.query_one("#found").has_focus, "the row")
        await page.press(over)
        await page.until(lambda: not isinstance(page.app.screen, FindScreen), "what lies over it")
        await page.press("escape")
        await page.until(lambda: isinstance(page.app.screen, FindScreen), "the results")
        await page.settle()
        assert page.find.query_one("#found").has_focus
        await page.press("f3", "f2")
        assert page.find._box.has_focus
