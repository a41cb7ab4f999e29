"""No bar stands under another patient's name: what was begun for one patient waits on their card (laws 2 and 5)."""

from __future__ import annotations

import pytest

from clerkdesk.screens.card import CardScreen
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk

BEGUN = {"hold": ("h", "because"), "escalate": ("e", "no slot before"), "contact": ("k", "n")}


async def begin(page: FrontPage, name: str) -> None:
    letter, typed = BEGUN[name]
    await page.press(letter)
    await page.until(lambda: page.open_bar == name, "the bar")
    await page.type_text(typed)


async def on_the_card_of(page: FrontPage, given_name: str) -> None:
    await page.until(lambda: _whose(page) == given_name, f"the card of {given_name}")
    await page.settle()


async def find(page: FrontPage, given_name: str) -> None:
    await page.type_in_box(f"patel {given_name}")
    await page.press("enter")
    await on_the_card_of(page, given_name)


def _whose(page: FrontPage) -> str:
    screen = page.app.screen
    return (
        screen.list.card.patient.given_name if isinstance(screen, CardScreen) and screen.list.card is not None else ""
    )


@pytest.mark.parametrize("way", ["find", "f4"])
async def test_a_bar_waits_on_the_card_of_its_patient(front: FrontDesk, way: str) -> None:
    async with at_the_front_desk(front) as page:
        await find(page, "Anjali")
        await find(page, "Nisha")
        for name in BEGUN:
            begun_on = page.under_cursor.key
            await begin(page, name)
            await (find(page, "Anjali") if way == "find" else page.press("f4"))
            await on_the_card_of(page, "Anjali")
            # Nothing of the first patient is left on the other's card: neither the bar nor the rows.
            assert page.open_bar == "", name
            assert all(row.key != begun_on for row in page.card.list.table.rows)
            await find(page, "Nisha")
            await page.until(lambda name=name: page.open_bar == name, "the bar again")  # type: ignore[misc]
            assert page.under_cursor.key == begun_on
            if name != "contact":
                assert BEGUN[name][1] in page.text
            while page.open_bar:
                await page.press("escape")
                await page.settle()
