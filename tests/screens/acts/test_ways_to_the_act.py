"""A way that the desk names leads, with the one key it names, to where the act can be done: never in a circle."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.codes import code_list
from clerkdesk.keys import acts_on, command
from clerkdesk.rules.acts.ways import Way
from clerkdesk.screens.acts.death_bar import CLOSES
from clerkdesk.screens.acts.validate_bar import LEVELS
from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.reception import ReceptionScreen
from clerkdesk.screens.validation.findings import MENDINGS
from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.words.ways import SAID
from tests.drivers import Driver
from tests.screens.reception.today_page import Counter, at_the_counter
from tests.spoken import on_screen

WAYS = {
    "the outcomes that F5 lists": ("f5", "6", "enter"),
    "o on the outcomes that F5 lists": ("f5", "6", "o"),
    "a finding of the checks": ("f5", "2", "enter"),
    "the patient on F7": ("f7", "left", "enter", "o"),
    "the card": ("f5", "6", "f4", "o"),
}


async def _go(driver: Driver, keys: tuple[str, ...], name: str) -> None:
    """Press the keys; where a list has come, the cursor goes to the patient before the last key."""
    for place, key in enumerate(keys):
        if place == len(keys) - 1:
            table = next(iter(driver.screen.query(RowTable)), None)
            rows = [row for row in table.rows if getattr(row, "name", "") == name] if table is not None else []
            if rows:
                assert table is not None
                table.move_to(rows[0].key)
                await driver.settle()
        await driver.press(key)


@pytest.mark.parametrize("way", WAYS)
async def test_the_outcome_of_an_earlier_day_is_one_key_away(counter: Counter, way: str) -> None:
    counter.clock.at += timedelta(days=7)
    async with at_the_counter(counter) as page:
        if way == "the card":
            await page.press("f2")
            await page.type_text("mccarthy")
            await page.press("enter")
            await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
            await page.settle()
            await page.press("o")
        else:
            await _go(page, WAYS[way], "MCCARTHY Sean")
        await page.until(lambda: isinstance(page.app.screen, ReceptionScreen) and page.open_bar == "outcome", "the bar")
        await page.settle()
        assert "Outcomes missing" in page.text
        assert "Outcome for MCCARTHY Sean" in page.flat, page.text
        visit = page.today.visits.table.row
        assert visit is not None and visit.reference == counter.references["McCarthy"]


async def test_what_is_settled_or_still_to_come_says_so(counter: Counter) -> None:
    counter.clock.at -= timedelta(days=1)
    async with at_the_counter(counter) as page:
        await page.press("f2")
        await page.type_text("mccarthy")
        await page.press("enter")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        await page.settle()
        await page.press("o")
        assert "This appointment is still to come: that is recorded from Mon 3 Mar on." in page.status


async def test_after_an_outcome_the_card_begins_on_the_need_that_it_made(counter: Counter) -> None:
    counter.desk.reception.arrive(counter.references["Patel"])
    counter.clock.at += timedelta(minutes=75)
    async with at_the_counter(counter) as page:
        await page.find("patel")
        await page.press("o", "3", "4", "w", "enter")
        await page.until_said("see by")
        await page.press("f4")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        await page.settle()
        screen = page.app.screen
        assert isinstance(screen, CardScreen)
        here = screen.list.table.row
        assert here is not None and here.entry is not None and here.entry.kind == "follow_up"


def test_every_letter_that_is_named_for_the_card_acts_there() -> None:
    floors = [Path(clerkdesk.__file__).parent / floor for floor in ("rules", "words")]
    source = "".join(file.read_text(encoding="utf-8") for floor in floors for file in floor.rglob("*.py"))
    ways = [Way[name] for name in re.findall(r"\bWay\.([A-Z_]+)\.on_card", source)]
    named = {name for way in ways for name in re.findall(r"{(\w+)}", SAID[way][0])}
    assert {"outcome", "hold", "awaiting", "escalate", "patient_asks", "milestone"} <= named
    assert [name for name in named if not acts_on(command(name), "card")] == []
    views = {view for way in Way for view in re.findall(r"(\d) on F5", on_screen(way.here()))}
    assert views and views <= {each.key for each in VIEWS}


@pytest.mark.parametrize("mend", MENDINGS)
def test_every_finding_names_a_command_that_acts_where_it_leads(mend: str) -> None:
    mending = MENDINGS[mend]  # type: ignore[index]
    if mending.command:
        item = command(mending.command)
        assert item.scope != "list" or acts_on(item, "card")
        assert CardScreen().commands.handler_of(item.name) is not None or item.opens


BARS_OF_HINTS = {"validate": ("1", "c"), "death": ("v",)}
"""Bar that a hint leads into -> the keys that the hints name for it, in their order."""


@pytest.mark.parametrize("mend", [mend for mend, each in MENDINGS.items() if each.validates or each.command == "death"])
def test_every_letter_that_a_finding_names_for_a_bar_is_the_letter_of_that_act_in_that_bar(mend: str) -> None:
    mending = MENDINGS[mend]  # type: ignore[index]
    named = re.findall(r"\b([a-z0-9]) (record|correct it|died|closes what is open)", mending.words)
    outcomes = {row.extra["key"]: row.extra["bar"] for row in code_list("local_validation_outcome").rows}
    bars = {**outcomes, **dict(LEVELS.values()), CLOSES: "closes what is open"}
    assert all(bars[letter] == words for letter, words in named), named
    if mend in ("close", "correct_clock"):
        keys = BARS_OF_HINTS["death" if mending.command else "validate"]
        assert tuple(letter for letter, _ in named) == keys, "the hint names each key on the way, in their order"


async def test_f6_leads_back_to_the_reception_from_a_list_that_another_screen_brought(counter: Counter) -> None:
    counter.clock.at += timedelta(days=7)
    async with at_the_counter(counter) as page:
        await page.press("f6")
        await page.settle()
        own = page.today.visits.page
        await _go(page, WAYS["the outcomes that F5 lists"], "MCCARTHY Sean")
        await page.until(lambda: page.open_bar == "outcome", "the bar")
        await page.press("escape")
        await page.settle()
        await page.press("f1")
        assert "of earlier days whose outcome is missing" in page.flat
        await page.press("escape")
        await page.settle()
        await page.press("f3", "f6")
        await page.until(lambda: "Outcomes missing" not in page.text, "the reception again")
        assert own is not None and page.today.visits.page is not None and page.today.visits.page.shown == own.shown


ASKED_ON_THE_CARD = {
    "recorded": ("3", "4", "w", "tab", "g", "i", "enter"),
    "left": ("escape",),
    "left at the second question": ("3", "f12", "f12"),
    "not attended, and left": ("n", "escape"),
}
"""What the clerk does in the bar of the outcome -> the keys."""


@pytest.mark.parametrize("done", ASKED_ON_THE_CARD)
async def test_who_asked_for_an_outcome_on_the_card_is_back_on_that_card(counter: Counter, done: str) -> None:
    counter.clock.at += timedelta(days=7)
    async with at_the_counter(counter) as page:
        await page.press("f2")
        await page.type_text("mccarthy")
        await page.press("enter")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        await page.settle()
        await page.press("o")
        await page.until(lambda: isinstance(page.app.screen, ReceptionScreen) and page.open_bar == "outcome", "the bar")
        await page.press(*ASKED_ON_THE_CARD[done])
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card again")
        await page.settle()
        assert page.app.patients_in_hand[0].patient_id == counter.entries["McCarthy"].patient_id
        assert ("Left: " in page.status) == (done != "recorded"), page.status
        await page.press("f12")
        await page.settle()
        assert not isinstance(page.app.screen, ReceptionScreen), "the list was never asked for"
