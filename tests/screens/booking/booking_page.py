"""Drives the booking screen as a clerk does, in a hospital of a few patients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Appointment, Clerk
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.screens.booking import BookingScreen
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry
from tests.conftest import MONDAY
from tests.drivers import Driver

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
"""A Tuesday, far enough off to be reasonable notice."""
WAITING = (
    ("Patel", "Anjali", date(2024, 10, 7)),
    ("Okafor", "Chidi", date(2024, 11, 4)),
    ("O'Neil-[/]", "Maeve", date(2024, 12, 2)),
    ("McCarthy", "Sean", date(2025, 1, 6)),
)
"""Names of the waiting patients, in the order of the list, and the days since which they wait."""


@dataclass
class Clinic:
    """A dermatology clinic with people on its list and slots for them, and the desks that work it."""

    location: str
    hospital: Hospital
    entries: dict[str, Entry]
    slots: list[int]
    desk: Desk
    """The desk on which a test reads what was done."""
    other: Desk
    """Bev's."""

    def close(self) -> None:
        for desk in (self.desk, self.other):
            desk.close()


def open_at(location: str, name: str, username: str | None = None, now: datetime = MONDAY) -> Desk:
    return desk_for(open_database(location), Settings(), username, now=lambda: now, desk_name=name)


def a_clinic(location: str, waiting: tuple[tuple[str, str, date], ...] = WAITING, slots: int = 6) -> Clinic:
    desk = open_at(location, "desk one")
    with desk.context.act("build") as act:
        act.add(Clerk(username="bev", display_name="Bev Jones", role=ClerkRole.CLERK))
        act.commit(None)
    hospital = a_hospital(desk)
    entries = {
        family: an_entry(desk, hospital, a_patient(desk, family, given), clock_start=since)
        for family, given, since in waiting
    }
    made = a_session(desk, hospital, IN_FOUR_WEEKS, slots=slots) if slots else []
    return Clinic(location, hospital, entries, made, desk, open_at(location, "desk two", "bev"))


class BookingPage(Driver):
    """The booking screen for a test: its keys and what it shows."""

    @property
    def booking(self) -> BookingScreen:
        screen = self.app.screen
        assert isinstance(screen, BookingScreen)
        return screen

    @property
    def under_cursor(self) -> str:
        """The name under the cursor."""
        row = self.booking.waiting.table.row
        return "" if row is None else row.name

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.booking.waiting.table.rows]

    @property
    def answers(self) -> dict[str, Any]:
        """The chosen value in the open bar."""
        state = self.booking.bar.get_state()
        return {} if state is None else state["answers"]

    @property
    def open_bar(self) -> str:
        spec = self.booking.bar.spec
        return "" if spec is None else spec.name

    async def until_held(self) -> None:
        """Wait until the place in the bar is held."""
        await self.until(lambda: "held " in self.text, "the hold")
        await self.settle()

    async def until_booked(self) -> None:
        await self.until(lambda: "Booked " in self.status, "the booking")
        await self.settle()


@asynccontextmanager
async def at_the_desk(
    where: Clinic | str, size: tuple[int, int] = (80, 24), now: datetime = MONDAY
) -> AsyncIterator[BookingPage]:
    """Run the desk on a clinic's database, or on one at a location, until the booking screen is ready."""
    desk = open_at(where.location if isinstance(where, Clinic) else where, "the desk", now=now)
    app = ClerkDesk(lambda: desk)
    async with app.run_test(size=size):
        page = BookingPage(app)
        await page.settle()
        yield page
    assert app.unforeseen == []


def live_appointments(desk: Desk, entry: Entry) -> list[datetime]:
    """Return the time for which an entry is booked."""
    with desk.context.reading() as session:
        rows = session.execute(
            select(col(Appointment.starts_at)).where(
                col(Appointment.entry_id) == entry.id, col(Appointment.live).is_(True)
            )
        )
        return list(rows.scalars())
