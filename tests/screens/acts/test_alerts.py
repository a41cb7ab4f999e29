"""An alert of a record stands on the screen beside every bar, however few the lines, and the answer names it."""

from __future__ import annotations

import re

from clerkdesk.rules.values.nhs_number import display
from clerkdesk.screens.booking import BookingScreen
from tests.answers import taken
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk

ALERT = "Safeguarding child flag: Ask for the social worker before any change."
OTHERS = (("VA", "two members of staff, never one alone"), ("INF", "side room"), ("TRI", "trial nurse is told"))


def shown(text: str) -> str:
    """Return what stands on the screen as running text: a line may end within a sentence."""
    return re.sub(r"[\s│]+", " ", text)


async def every_bar_shows_it(page: FrontPage) -> set[str]:
    """Open one letter after another on the card; return the bars that stood with the alert."""
    stood = set()
    for command in page.card.commands.listed():
        key = page.app.keymap.key_of(command.name)
        if page.card.commands.why_not(command) or command.name in ("why", "outcome", "arrive"):
            continue
        await page.press(key)
        await page.settle()
        if page.app.screen is not page.card or not page.open_bar:
            continue
        assert f"! {ALERT}" in shown(page.text), page.text
        stood.add(page.open_bar)
        while page.card.bar.is_open:
            await page.press("escape")
        await page.settle()
    return stood


async def test_an_alert_stands_beside_every_bar_and_is_named_in_the_answer(front: FrontDesk) -> None:
    for entry in (front.anjali, front.nisha):
        for code, note in (("SAF-C", ALERT.partition(": ")[2]), *OTHERS):
            front.desk.patients.record.raise_flag(entry.patient_id, code, note, "3/6/25")
        front.desk.patients.record.add_need(entry.patient_id, "IF", "large print")
    async with at_the_front_desk(front) as page:
        await page.open_card("patel anj")
        assert {"move", "cancel", "contact"} <= await every_bar_shows_it(page)
        await page.open_card("patel nis")
        assert {"book", "contact", "review", "hold", "escalate"} <= await every_bar_shows_it(page)
        await page.press("b")
        await page.until(lambda: "held " in page.text, "the hold")
        nisha = taken(front.desk.patients.card(front.nisha.patient_id)).patient
        assert display(nisha.nhs_number or "nobody") in page.text
        await page.press("enter")
        await page.until(lambda: page.open_bar == "turn", "why it goes before others")
        await page.press("p", "enter")
        await page.until_said("Booked ")
        assert f"! {ALERT}" in shown(page.status)


async def test_an_alert_stands_beside_the_patient_in_hand_whatever_else_is_known(front: FrontDesk) -> None:
    for entry in (front.nisha, front.maeve):
        for code, note in (("SAF-C", ALERT.partition(": ")[2]), *OTHERS):
            front.desk.patients.record.raise_flag(entry.patient_id, code, note, "3/6/25")
        front.desk.patients.record.add_need(entry.patient_id, "IF", "large print")
    async with at_the_front_desk(front) as page:
        await page.press("f3")
        await page.until(lambda: isinstance(page.app.screen, BookingScreen), "the list")
        await page.settle()
        await page.press("b")
        await page.settle()
        assert page.screen.bar.is_open
        said = " ".join(line.partition("│")[2] for line in page.text.splitlines())
        assert f"! {ALERT}" in shown(said), page.text
