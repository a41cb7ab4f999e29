"""What another desk does while a bar or form is open is said before anything is recorded on top of it."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Appointment
from clerkdesk.screens.card import CardScreen
from clerkdesk.services.acts.meanwhile import ABOUT
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.patients.preferences import KeptPreferences, set_preferences
from clerkdesk.widgets.bar_messages import BarSubmitted
from tests.builders import desk_of
from tests.drivers import Driver
from tests.screens.booking.booking_page import Clinic, at_the_desk
from tests.screens.reception.today_page import Counter, at_the_counter

_TURNS = count()


def _entry_of(desk: Desk, context: dict[str, object]) -> int:
    """Return the need that a bar is about, itself or by its appointment."""
    if "entry" in context:
        return int(str(context["entry"]))
    which = context.get("visit", context.get("appointment"))
    with desk.context.reading() as session:
        return session.execute(select(col(Appointment.entry_id)).where(col(Appointment.id) == which)).scalar_one()


def _touch(other: Desk, entry_id: int) -> None:
    """Change something of a need at another desk."""
    time = ("morning", "afternoon")[next(_TURNS) % 2]
    assert isinstance(set_preferences(other.context, entry_id, {"time": time}), KeptPreferences)


async def _bars_that_say_it(driver: Driver, other: Desk, letters: str) -> set[str]:
    """Open the bar of each letter, let another desk act, and press what commits; return the bars that said so."""
    said = set()
    for letter in letters:
        await driver.press(letter)
        bar = driver.screen.bar
        spec, progress = bar.spec, bar.progress
        if spec is None or progress is None or not {"entry", "appointment", "visit"} & set(spec.context) & ABOUT:
            await driver.press("escape")
            continue
        _touch(other, _entry_of(other, dict(spec.context)))
        bar.busy = True
        bar.post_message(BarSubmitted(spec, progress))
        await driver.until(lambda bar=bar: not bar.busy, "an answer")  # type: ignore[misc]
        await driver.settle()
        flat = " ".join(driver.text.split())
        assert bar.spec is not None and bar.spec.name == spec.name and "Meanwhile at another desk" in flat, (
            letter,
            spec.name,
            flat,
        )
        assert "wishes of the patient" in flat
        said.add(spec.name)
        while driver.screen.bar.is_open:
            await driver.press("escape")
    return said


async def test_every_bar_on_a_list_says_what_was_done_meanwhile(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        assert await _bars_that_say_it(page, clinic.other, "bkrhv") == {"book", "contact", "review", "hold", "validate"}


async def test_every_bar_on_the_card_says_it(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("enter")
        found = await _bars_that_say_it(page, clinic.other, "bkrhv")
        assert found == {"book", "contact", "review", "hold", "validate"}
        await page.press("f5")
        assert await _bars_that_say_it(page, clinic.other, "v") == {"validate"}


@pytest.mark.parametrize("letters", ["x", "a", "m"])
async def test_nothing_is_promised_of_an_appointment_that_another_desk_has_ended(
    counter: Counter, letters: str
) -> None:
    async with at_the_counter(counter) as page:
        other = desk_of(counter.desk, counter.desk.context.clerk.username)
        await page.find("ok")
        if letters == "m":
            await page.press("m")
            await page.until(lambda: isinstance(page.app.screen, CardScreen) and page.screen.bar.is_open, "the bar")
        else:
            await page.press(letters)
        bar = page.screen.bar
        spec, progress = bar.spec, bar.progress
        assert spec is not None and progress is not None
        assert isinstance(other.booking.cancel(counter.references["Okafor"], "PC06"), Cancelled)
        bar.busy = True
        bar.post_message(BarSubmitted(spec, progress))
        await page.until(lambda: not bar.busy, "an answer")
        await page.settle()
        assert not page.screen.bar.is_open
        assert "cancellation. The appointment has ended, so nothing was recorded." in " ".join(page.text.split())


async def test_every_bar_at_the_counter_says_it(counter: Counter) -> None:
    other = desk_of(counter.desk, counter.desk.context.clerk.username)
    async with at_the_counter(counter) as page:
        await page.press("down")
        assert await _bars_that_say_it(page, other, "akx") == {"arrive", "contact", "cancel"}


async def test_once_it_was_said_enter_does_it(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        row = page.booking.waiting.table.row
        assert row is not None
        await page.press("k", "n")
        _touch(clinic.other, row.key)
        await page.press("enter")
        assert "Bev Jones" in page.text and "wishes of the patient" in " ".join(page.text.split())
        found = clinic.desk.waiting_list.entry(row.key)
        assert found is not None and found.row.attempts == 0
        await page.press("enter")
        await page.until(lambda: not page.booking.bar.is_open, "the act")
    found = clinic.desk.waiting_list.entry(row.key)
    assert found is not None and found.row.attempts == 1


async def test_what_this_desk_did_itself_is_not_said(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        row = page.booking.waiting.table.row
        assert row is not None
        await page.press("b")
        await page.until_held()
        await page.press("enter")
        await page.until_booked()
