"""Drives the reception screen as a receptionist does, in a clinic of a few patients this morning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Clerk
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.screens.reception import ReceptionScreen
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry
from tests.conftest import MONDAY, StandingClock
from tests.drivers import Driver

TEN = datetime(2025, 3, 3, 10, 0)
EXPECTED = (
    ("Patel", "Anjali", date(1967, 3, 14)),
    ("Okafor", "Chidi", date(1980, 2, 3)),
    ("O'Neil-[/]", "Maeve", date(1955, 6, 1)),
    ("McCarthy", "Sean", date(1972, 9, 30)),
)
"""The patients expected from ten o'clock on, every twenty minutes."""
KNOWN = {
    "address": "1 High Street\nNorthampton", "postcode": "NN1 2AB", "gp_practice_code": "A81001",
    "ethnic_category": "A", "overseas_answer": "resident",
}  # fmt: skip


@dataclass
class Counter:
    """A reception with a clinic today, and Rosa who sits there."""

    location: str
    clock: StandingClock
    hospital: Hospital
    entries: dict[str, Entry]
    references: dict[str, str]
    desk: Desk
    """The desk on which a test reads what was done."""
    settings: Settings = field(default_factory=Settings)

    def state_of(self, family_name: str) -> str:
        """Return how far a patient has come."""
        rows = self.desk.reception.board().rows
        return next(row.state for row in rows if row.appointment.family_name == family_name)

    def status_of(self, family_name: str) -> str:
        """Return the status of a patient's need."""
        entry = self.desk.waiting_list.entry(self.entries[family_name].id)
        return "closed" if entry is None else entry.row.status


def a_counter(location: str, people: tuple[tuple[str, str, date], ...] = EXPECTED, **columns: Any) -> Counter:
    """A dermatology clinic from ten o'clock; `columns` are further columns of every patient."""
    clock = StandingClock(MONDAY)
    desk = desk_for(open_database(location), Settings(), now=clock, desk_name="office")
    hospital = a_hospital(desk, **({"medium": columns.pop("medium")} if "medium" in columns else {}))
    with desk.context.act("build") as act:
        row = Clerk(username="rosa", display_name="Rosa", role=ClerkRole.RECEPTION)
        row.reception_desk_id = hospital.reception_desk_id
        act.add(row)
        act.commit(None)
    slots = a_session(desk, hospital, TEN)
    counter = Counter(location, clock, hospital, {}, {}, desk)
    for (family, given, born), slot in zip(people, slots, strict=False):
        entry = an_entry(desk, hospital, a_patient(desk, family, given, born, **{**KNOWN, **columns}))
        booked = desk.booking.book(entry.id, slot)
        assert isinstance(booked, Booked), booked
        counter.entries[family], counter.references[family] = entry, booked.reference
    return counter


class TodayPage(Driver):
    """The reception screen for a test: its keys and what it shows."""

    @property
    def today(self) -> ReceptionScreen:
        screen = self.app.screen
        assert isinstance(screen, ReceptionScreen)
        return screen

    @property
    def names(self) -> list[str]:
        return [visit.name for visit in self.today.visits.table.rows]

    @property
    def under_cursor(self) -> str:
        visit = self.today.visits.table.row
        return "" if visit is None else visit.name

    @property
    def open_bar(self) -> str:
        spec = self.today.bar.spec
        return "" if spec is None else spec.name

    @property
    def flat(self) -> str:
        """What is painted, as one line: a sentence may run over the end of a line."""
        return " ".join(self.text.split())

    async def find(self, letters: str) -> None:
        """Type letters and go to the row with Down, receiving nobody."""
        await self.type_text(letters)
        await self.press("down")

    async def until_said(self, words: str) -> None:
        await self.until(lambda: words in self.status, words)
        await self.settle()


@asynccontextmanager
async def at_the_counter(counter: Counter, size: tuple[int, int] = (80, 24)) -> AsyncIterator[TodayPage]:
    """Run Rosa's desk on the counter's database until F6 is ready."""
    desk = desk_for(open_database(counter.location), counter.settings, "rosa", now=counter.clock, desk_name="counter")
    app = ClerkDesk(lambda: desk, settings=counter.settings)
    async with app.run_test(size=size):
        page = TodayPage(app)
        await page.settle()
        await page.press("f6")
        await page.settle()
        yield page
    assert app.unforeseen == []
