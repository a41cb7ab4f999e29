"""`y` copies a number of the row under the cursor, and says which."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from clerkdesk.keys import command
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.copying import numbers_of
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.widgets.typed_on_list import PAUSE_SECONDS
from tests.screens.booking.booking_page import Clinic, at_the_desk
from tests.screens.scene import Scene


def test_the_number_then_the_reference_then_the_postcode_each_once() -> None:
    patient = SimpleNamespace(nhs_number="9990000018", postcode="NN1 2AB", restricted=False)
    appointment = SimpleNamespace(nhs_number="9990000018", postcode="NN1 2AB", reference="BQ7K-TV")
    known = numbers_of(None, patient, appointment)
    assert [number.words for number in known] == ["NHS number 999 000 0018", "reference BQ7K-TV", "postcode NN1 2AB"]


def test_an_address_that_may_be_restricted_is_not_copied() -> None:
    assert numbers_of(SimpleNamespace(postcode="NN1 2AB", reference="")) == ()


@pytest.mark.parametrize("name", command("copy").screens)
def test_every_screen_that_has_the_letter_says_what_it_knows_of_its_row(name: str) -> None:
    assert type(SCREENS[name].make()).row_known is not DeskScreen.row_known  # type: ignore[attr-defined]


async def test_on_a_list_the_first_number_is_copied_at_once(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        row = page.booking.waiting.table.row
        await page.press("y")
        assert row is not None and page.app.clipboard == row.entry.row.nhs_number
        assert "Copied: NHS number 999 " in page.status


async def test_on_the_card_a_bar_asks_which_number(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f2")
        await driver.type_text(scene.built.reference)
        await driver.press("enter", "y")
        assert not driver.app.clipboard
        await driver.press("2", "enter")
        assert driver.app.clipboard == scene.built.reference
        assert scene.built.reference in driver.status


async def test_a_call_copies_nothing_before_the_caller_is_known(scene: Scene) -> None:
    async with scene.at_the_desk() as driver:
        await driver.press("f8")
        await driver.type_text(scene.built.reference)
        await driver.press("enter", "y")
        assert "identifiers" in driver.status and not driver.app.clipboard
        # What is typed in one go behind a refused letter acts on nothing.
        await driver.pause(PAUSE_SECONDS)
        await driver.press("1", "2", "3", "y", "enter")
        assert driver.app.clipboard == scene.card.patient.nhs_number
