"""A real desk for tests of screens: one hospital, a staff, and a child whose mother rings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.services.booking.offers import DateOffered, OfferAccepted
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.patients.record import NewRelative, RecordKept
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, a_staff, an_entry, desk_of
from tests.conftest import MONDAY, StandingClock
from tests.drivers import Driver, driving

MOTHERS_NUMBER = "07700900456"
ASHA, BEV, LENA, SUE = "asha.ent", "bev.ent", "lena.ent", "sue.ent"
"""Two booking clerks, their team leader, and the secretary of ENT."""


@dataclass(frozen=True, slots=True)
class Built:
    """Ids of the rows at the beginning."""

    hospital: Hospital
    entry: Entry
    """Maeve's, booked for Tuesday 1 April 09:00."""
    reference: str
    slots: tuple[int, ...]
    """Of that Tuesday; the first is hers."""


def build(location: str) -> Built:
    """Make ENT with a staff, and Maeve O'Neil, 7, with an appointment; her mother's number is known."""
    desk = _desk(location, StandingClock(MONDAY))
    hospital = a_hospital(desk, "ENT", "ENT")
    a_staff(desk, hospital)
    maeve = a_patient(desk, "O'Neil", "Maeve", date(2018, 2, 3), postcode="NN1 2AB", postcode_key="NN12AB")
    mother = NewRelative(
        relationship="mother", name="Mary O'Neil", number=MOTHERS_NUMBER, next_of_kin=True, parental_responsibility=True
    )
    assert isinstance(desk.patients.record.add_relative(maeve, mother), RecordKept)
    entry = an_entry(desk, hospital, maeve)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    offered = desk_of(desk, ASHA).booking.accept(DateOffered(entry.id, slots[0]))
    assert isinstance(offered, OfferAccepted), offered
    desk.close()
    return Built(hospital, entry, offered.booked.reference, tuple(slots))


@dataclass(frozen=True, slots=True)
class Scene:
    """The hospital in its own database, a minute after it was built."""

    built: Built
    location: str
    clock: StandingClock
    desk: Desk
    """Asha's desk, on which a test reads, and acts as other clerks would."""

    @property
    def patient_id(self) -> int:
        """Maeve."""
        return self.built.entry.patient_id

    @property
    def card(self) -> PatientCard:
        """Maeve's card."""
        card = self.desk.patients.card(self.patient_id)
        assert isinstance(card, PatientCard)
        return card

    def add_relative(self, relationship: str, number: str) -> None:
        """Add a relative of Maeve; what they may be told is not recorded."""
        new = NewRelative(relationship=relationship, name="Pat Webb", number=number)
        assert isinstance(self.desk.patients.record.add_relative(self.patient_id, new), RecordKept)

    def desk_of(self, username: str) -> Desk:
        """Return the desk of another clerk."""
        return desk_of(self.desk, username)

    @asynccontextmanager
    async def at_the_desk(
        self, username: str = ASHA, size: tuple[int, int] = (80, 24), settings: Settings | None = None
    ) -> AsyncIterator[Driver]:
        """Run the app for a clerk."""
        app = ClerkDesk(lambda: _desk(self.location, self.clock, username, settings), settings=settings)
        async with driving(app, size) as driver:
            yield driver


def a_scene(built: Built, location: str) -> Scene:
    """Open a scene whose database has been made."""
    clock = StandingClock(datetime(2025, 3, 3, 9, 42))
    return Scene(built, location, clock, _desk(location, clock, ASHA))


def _desk(location: str, clock: StandingClock, username: str | None = None, settings: Settings | None = None) -> Desk:
    database = open_database(location)
    return desk_for(database, settings or Settings(), username, now=clock, desk_name=f"desk of {username}")
