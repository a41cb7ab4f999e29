"""Drives finding, card and forms as a clerk does, in a hospital of a few patients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.find import FindScreen
from clerkdesk.services.booking.offers import DateOffered, OfferAccepted
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.patients.record import NewRelative
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, a_staff, an_entry, desk_of
from tests.conftest import MONDAY, StandingClock
from tests.drivers import Driver

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
"""A Tuesday, far enough off to be reasonable notice."""
TOMORROW = datetime(2025, 3, 4, 9, 0)


@dataclass
class FrontDesk:
    """Anjali Patel is booked for tomorrow, her sister Nisha and Maeve O'Neil wait, Anand Patel waits for nothing."""

    location: str
    clock: StandingClock
    desk: Desk
    """The desk on which a test reads what was done."""
    hospital: Hospital
    anjali: Entry
    nisha: Entry
    maeve: Entry
    anand: int
    slots: list[int]
    reference: str

    def card_of(self, patient_id: int) -> PatientCard:
        card = self.desk.patients.card(patient_id)
        assert isinstance(card, PatientCard)
        return card


def a_front_desk(location: str) -> FrontDesk:
    """Build the hospital, with clinics on the day after and four weeks later."""
    clock = StandingClock(MONDAY)
    root = desk_for(open_database(location), Settings(), now=clock, desk_name="desk one")
    hospital = a_hospital(root)
    a_staff(root, hospital)
    desk = desk_of(root, "asha.derm")
    anjali = an_entry(root, hospital, a_patient(root, "Patel", "Anjali", date(1967, 3, 14), postcode="NN1 2AB"))
    nisha = an_entry(root, hospital, a_patient(root, "Patel", "Nisha", date(1971, 8, 2)), clock_start=date(2025, 2, 3))
    maeve = an_entry(root, hospital, a_patient(root, "O'Neil-[/]", "Maeve", date(2018, 2, 3)))
    anand = a_patient(root, "Patel", "Anand", date(1967, 3, 14))
    root.patients.record.add_relative(
        anjali.patient_id, NewRelative(relationship="sister", related_patient_id=nisha.patient_id)
    )
    tomorrow = a_session(root, hospital, TOMORROW, slots=2)
    slots = a_session(root, hospital, IN_FOUR_WEEKS)
    booked = desk.booking.accept(DateOffered(anjali.id, tomorrow[0]))
    assert isinstance(booked, OfferAccepted), booked
    return FrontDesk(
        location, clock, desk, hospital, anjali, nisha, maeve, anand, slots, booked.booked.reference
    )  # fmt: skip


class FrontPage(Driver):
    """The one box and the card for a test: their keys and what they show."""

    @property
    def find(self) -> FindScreen:
        screen = self.app.screen
        assert isinstance(screen, FindScreen), self.text
        return screen

    @property
    def card(self) -> CardScreen:
        screen = self.app.screen
        assert isinstance(screen, CardScreen), self.text
        return screen

    @property
    def names(self) -> list[str]:
        """The patients who are found."""
        return [row.name for row in self.find.query_one("#found").rows]  # type: ignore[attr-defined]

    @property
    def under_cursor(self) -> Any:
        return self.card.list.table.row

    @property
    def open_bar(self) -> str:
        spec = self.screen.bar.spec
        return "" if spec is None else spec.name

    async def type_in_box(self, text: str) -> None:
        await self.press("f2")
        await self.type_text(text)

    async def open_card(self, text: str = "patel anj") -> None:
        """Find a patient by a text that fits only them, and open the card."""
        await self.type_in_box(text)
        await self.press("enter")
        await self.until(
            lambda: isinstance(self.app.screen, CardScreen) and self.card.list.card is not None, "the card"
        )
        await self.settle()

    async def until_closed(self, what: str) -> None:
        """Wait until no bar is open."""
        await self.until(lambda: not self.screen.bar.is_open, what)

    async def until_said(self, words: str) -> None:
        await self.until(lambda: words in self.status, words)
        await self.settle()


@asynccontextmanager
async def at_the_front_desk(
    front: FrontDesk, size: tuple[int, int] = (80, 24), settings: Settings | None = None
) -> AsyncIterator[FrontPage]:
    """Run the desk of Asha, a booking clerk."""

    def open_desk() -> Desk:
        return desk_for(
            open_database(front.location), settings or Settings(), "asha.derm", now=front.clock, desk_name="the desk"
        )

    app = ClerkDesk(open_desk, settings=settings)
    async with app.run_test(size=size):
        page = FrontPage(app)
        await page.settle()
        yield page
    assert app.unforeseen == []
