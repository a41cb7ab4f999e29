"""How an appointment ended is put right on the card and on F6, by the letter that would have recorded it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Appointment, Pathway
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.reception.did_not_attend import Missed
from tests.screens.front_desk import TOMORROW, FrontDesk, FrontPage, at_the_front_desk
from tests.screens.reception.today_page import TEN, Counter, at_the_counter
from tests.statements import ToldBy

TOLD: ToldBy = {"told_by": "Bev at booking", "told_source": "letter of 20 Feb"}


def state_of(front: FrontDesk) -> tuple[str, str]:
    """Status of the appointment, and of its clock."""
    with front.desk.context.reading() as session:
        query = select(col(Appointment.status), col(Pathway.clock_state)).join(
            Pathway, col(Pathway.id) == col(Appointment.pathway_id)
        )
        found = session.execute(query.where(col(Appointment.reference) == front.reference)).one()
    return found[0], found[1]


async def to_the_ended_one(page: FrontPage) -> None:
    await page.open_card()
    for _ in range(12):
        if page.under_cursor is not None and page.under_cursor.section == "Ended":
            return
        await page.press("down")
    raise AssertionError(page.text)


async def test_a_missed_appointment_is_corrected_to_a_cancellation_on_the_card(front: FrontDesk) -> None:
    front.clock.at = TOMORROW + timedelta(hours=1)
    assert isinstance(front.desk.reception.did_not_attend(front.reference, Communicated.YES, **TOLD), Missed)
    assert state_of(front) == ("did_not_attend", "nullified")
    async with at_the_front_desk(front) as page:
        await to_the_ended_one(page)
        await page.press("x")
        await page.until(lambda: page.open_bar == "was_cancelled", "the bar")
        await page.type_text("her voicemail of yesterday")
        await page.press("enter")
        await page.type_text("3/3/25")
        await page.press("enter")
        await page.press("u")
        await page.press("enter")
        await page.until_said("Corrected from did not attend")
        assert page.under_cursor.section == "Ended" and "cancelled by patient" in page.under_cursor.detail
    assert state_of(front) == ("cancelled", "running")


async def test_a_cancelled_appointment_is_corrected_to_a_missed_one_on_the_card(front: FrontDesk) -> None:
    assert isinstance(front.desk.booking.cancel(front.reference, "PC01"), Cancelled)
    front.clock.at = TOMORROW + timedelta(hours=1)
    async with at_the_front_desk(front) as page:
        await to_the_ended_one(page)
        await page.press("o")
        await page.until(lambda: page.open_bar == "was_missed", "the bar")
        await page.type_text("the clinic's own list")
        await page.press("enter", "u", "enter")
        await page.until_said("Corrected from cancelled")
    assert state_of(front) == ("did_not_attend", "running")


async def test_a_missed_appointment_is_corrected_to_a_cancellation_among_todays(counter: Counter) -> None:
    counter.clock.at = TEN + timedelta(minutes=75)
    assert isinstance(
        counter.desk.reception.did_not_attend(counter.references["Okafor"], Communicated.YES, **TOLD), Missed
    )
    async with at_the_counter(counter) as page:
        await page.find("ok")
        await page.press("x")
        await page.until(lambda: page.open_bar == "was_cancelled", "the bar")
        await page.type_text("his wife rang the ward")
        await page.press("enter")
        await page.type_text("t")
        await page.press("enter")
        await page.press("u")
        await page.press("enter")
        await page.until(lambda: counter.state_of("Okafor") == "cancelled", "the correction")
