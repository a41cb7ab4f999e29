"""The history of a patient is read on the screen, over the card and in a call."""

from __future__ import annotations

from clerkdesk.screens.card.history import HistoryScreen
from clerkdesk.services.contact.calls import CallerDetails
from tests.answers import taken
from tests.drivers import Driver
from tests.screens.call.call_page import CallPage
from tests.screens.front_desk import FrontDesk, at_the_front_desk
from tests.screens.scene import Scene

WORDS = "wants half term"


def call_about(front: FrontDesk, patient_id: int, ended_with: str = WORDS) -> None:
    taken(front.desk.calls.log(CallerDetails(patient_id=patient_id, name="Mary"), (), ended_with))


async def at_the_history(driver: Driver) -> HistoryScreen:
    """Go there by the map."""
    await driver.press("ctrl+g", "h")
    await driver.until(lambda: isinstance(driver.screen, HistoryScreen), "the history")
    await driver.settle()
    return driver.on(HistoryScreen)


async def test_the_talk_under_the_cursor_is_shown_in_full_and_letters_find_another(front: FrontDesk) -> None:
    call_about(front, front.anjali.patient_id)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj")
        await at_the_history(page)
        assert "History · PATEL Anjali · 2 talks" in page.text
        assert "Call  Mary" in page.text and WORDS in page.text
        await page.press("/")
        await page.type_text("booked")
        await page.settle()
        assert WORDS not in page.text and "Booked  Tue 4 Mar 2025 09:00" in page.text
        await page.press("f12", "f12")
        assert page.card


async def test_the_history_is_of_the_patient_in_hand_each_time(front: FrontDesk) -> None:
    call_about(front, front.anand, "rang about the other Patel")
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj")
        await at_the_history(page)
        await page.press("f12")
        await page.open_card("patel anand")
        await at_the_history(page)
        assert "History · PATEL Anand · 1 talk" in page.text and "rang about the other Patel" in page.text


async def test_nobody_in_hand_and_nobody_talked_are_said(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.press("f9")
        await at_the_history(page)
        assert "No patient is in hand yet." in page.text
        await page.press("f12")
        await page.open_card("patel anand")
        await at_the_history(page)
        assert "Nobody has talked with this patient" in page.text


async def test_a_public_counter_shows_nobodys_words(front: FrontDesk) -> None:
    call_about(front, front.anjali.patient_id)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj")
        await at_the_history(page)
        await page.press("ctrl+o")
        await page.settle()
        assert WORDS not in page.text and "PATEL" not in page.text and "Enter shows it in full" in page.text


async def test_in_a_call_the_history_waits_for_the_proof_of_who_rings(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        page = CallPage(driver)
        await page.from_the_mother()
        await driver.press("ctrl+g", "h")
        await driver.settle()
        assert page.is_open and "then the history may be read" in driver.text
        await driver.press("1", "2", "3")
        await at_the_history(driver)
        assert "Booked  Tue 1 Apr 2025 09:00" in driver.text
        await driver.press("f12")
        assert page.is_open
