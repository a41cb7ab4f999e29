"""Drives the validation screen and the figures as a clerk does, with a list of a few patients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.screens.report import ReportScreen
from clerkdesk.screens.validation import ValidationScreen
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.validation.sheets import ValidationSheet
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, an_entry
from tests.conftest import MONDAY
from tests.drivers import Driver

GRADED = (
    ("Patel", "Anjali", date(2024, 10, 7)),
    ("Okafor", "Chidi", date(2024, 10, 21)),
    ("McCarthy", "Sean", date(2024, 11, 4)),
)
"""Patients whose records are right, the longest wait first; all wait over twelve weeks."""
UNGRADED = ("O'Neil-[/]", "Maeve", date(2024, 12, 2))
"""Thirteen weeks without a clinician: DQ15, which is high, fires."""


@dataclass
class WaitingRoom:
    """A dermatology list with four who are due, and the desk that works it."""

    location: str
    hospital: Hospital
    entries: dict[str, Entry]
    desk: Desk
    """The desk on which a test reads what was done."""

    def sheet(self, family_name: str) -> ValidationSheet:
        """Return the validation sheet of a patient's need."""
        sheet = self.desk.validation.sheet(self.entries[family_name].id)
        assert isinstance(sheet, ValidationSheet)
        return sheet

    def recorded(self, family_name: str) -> list[tuple[str, str]]:
        """Return level and outcome of every validation of a patient, newest first."""
        return [(past.level, past.code) for past in self.sheet(family_name).history]

    def on_the_slot_issues_list(self, family_name: str, **columns: Any) -> None:
        """Put a patient's referral on the e-RS slot-issues list."""
        change_referral(self.desk, self.entries[family_name], worklist="ASI", ubrn="004000388031", **columns)


def open_at(location: str) -> Desk:
    return desk_for(open_database(location), Settings(), now=lambda: MONDAY, desk_name="the desk")


def a_waiting_room(location: str) -> WaitingRoom:
    desk = open_at(location)
    hospital = a_hospital(desk)
    entries = {}
    for family, given, since in (*GRADED, UNGRADED):
        patient = a_patient(desk, family, given, nhs_number_status="01")
        entries[family] = an_entry(desk, hospital, patient, clock_start=since)
    for family, _given, since in GRADED:
        change_referral(desk, entries[family], vetting_outcome="book_now", vetted_on=since, reviewed_by_clinician=True)
    return WaitingRoom(location, hospital, entries, desk)


def change_referral(desk: Desk, entry: Entry, **columns: Any) -> None:
    """Set columns of the referral behind an entry, as an import would."""
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, entry.pathway_id).referral_id
        referral = act.session.get_one(Referral, referral_id)
        for name, value in columns.items():
            setattr(referral, name, value)
        act.commit(None)


class ValidationPage(Driver):
    """F5 and the figures for a test: their keys and what they show."""

    @property
    def validation(self) -> ValidationScreen:
        screen = self.app.screen
        assert isinstance(screen, ValidationScreen)
        return screen

    @property
    def report(self) -> ReportScreen:
        screen = self.app.screen
        assert isinstance(screen, ReportScreen)
        return screen

    @property
    def under_cursor(self) -> str:
        """The name under the cursor of F5."""
        row = self.validation.listing.table.row
        return "" if row is None else row.name

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.validation.listing.table.rows]

    @property
    def open_bar(self) -> str:
        spec = self.screen.bar.spec
        return "" if spec is None else spec.name

    @property
    def told(self) -> str:
        """Everything painted, as one line."""
        return " ".join(self.text.split())

    async def until_said(self, words: str) -> None:
        """Wait until the status line says something."""
        await self.until(lambda: words in self.status, words)
        await self.settle()

    async def validate(self, *keys: str) -> None:
        """Validate the patient under the cursor, and wait until it is recorded."""
        await self.press("v", *keys, "enter")
        await self.until(lambda: not self.screen.bar.is_open, "the end of the bar")
        await self.settle()


@asynccontextmanager
async def on_f5(room: WaitingRoom, size: tuple[int, int] = (80, 24)) -> AsyncIterator[ValidationPage]:
    """Run the desk on the database of the waiting room, with the validation screen open."""
    async with at_the_desk(room.location, size) as page:
        await page.press("f5")
        yield page


@asynccontextmanager
async def at_the_desk(location: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[ValidationPage]:
    """Run the desk until its first screen is ready."""
    desk = open_at(location)
    app = ClerkDesk(lambda: desk)
    async with app.run_test(size=size):
        page = ValidationPage(app)
        await page.settle()
        yield page
    assert app.unforeseen == []
