"""The parts that the booking screen holds, without the screen: the list that is worked through, and its offers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.app import ComposeResult

from clerkdesk.keys import Keymap
from clerkdesk.rules.deaths.stops import DEATH_RECORDED
from clerkdesk.screens.acts.acts_here import Acted
from clerkdesk.screens.booking.offers_here import OffersHere
from clerkdesk.screens.booking.patient_beside import PatientBeside
from clerkdesk.screens.booking.waiting import WaitingRow
from clerkdesk.screens.booking.why_not import why_not_on_waiting
from clerkdesk.screens.booking.working_list import WorkingList
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.desk.facade import Desk
from tests.screens.acts.bar_alone import BarAlone
from tests.screens.booking.booking_page import Clinic, open_at

KEYS = Keymap.of()


class Working(BarAlone):
    """A waiting list with the patient beside it, and no screen round them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.done: list[Acted] = []
        self.waiting = WorkingList(self, lambda: self.beside.list_shown())
        self.beside = PatientBeside(self, self.waiting.table, lambda: None)
        self.slots = self.beside.slots
        self.offers = OffersHere(self, self.waiting, self.beside, lambda: None)

    def compose(self) -> ComposeResult:
        yield self.waiting.box.line
        yield self.waiting.table
        yield self.beside.pane
        yield from super().compose()

    def acted(self, done: Acted) -> None:
        self.done.append(done)

    @property
    def under_cursor(self) -> str:
        row = self.waiting.row
        return "" if row is None else row.name

    @property
    def listed(self) -> WaitingRow:
        row = self.waiting.row
        assert row is not None
        return row


@asynccontextmanager
async def working(clinic: Clinic) -> AsyncIterator[Working]:
    desk = open_at(clinic.location, "the desk")
    app = Working(desk)
    async with app.run_test(size=(80, 24)):
        app.waiting.load()
        yield app
        await app.workers.wait_for_complete()
    desk.close()


async def test_the_list_goes_on_from_patient_to_patient_and_past_whom_another_desk_works(clinic: Clinic) -> None:
    clinic.other.booking.claim(clinic.entries["Okafor"].id)
    async with working(clinic) as app:
        assert app.under_cursor == "PATEL Anjali" and app.frame.heading.startswith("Dermatology · new · 4 waiting")
        app.waiting.go_on(stays=True)
        assert app.under_cursor == "PATEL Anjali"
        app.waiting.go_on(stays=False)
        assert app.under_cursor == "O'NEIL-[/] Maeve"


async def test_a_list_that_is_not_there_is_refused(clinic: Clinic) -> None:
    async with working(clinic) as app:
        app.waiting.step(1)
        app.waiting.show_named(["cardiology"])
        assert app.desk.refused[0] == "This is the only list."
        assert app.desk.refused[1].startswith("No list is called “cardiology”")
        app.waiting.show_named(["derm"])
        assert len(app.desk.refused) == 2


async def test_a_list_stands_where_it_was_kept(clinic: Clinic) -> None:
    async with working(clinic) as app:
        kept = app.waiting.get_state()
    async with working(clinic) as again:
        again.waiting.set_state(kept)
        again.waiting.table.move_to(clinic.entries["McCarthy"].id)
        again.waiting.load()
        assert again.under_cursor == "MCCARTHY Sean" and again.waiting.get_state() == kept


async def test_a_digit_offers_its_slot_and_another_one_is_left_to_others(clinic: Clinic) -> None:
    refused: list[str] = []
    async with working(clinic) as app:
        assert not app.offers.take_digit("9", refused.append) and not app.offers.take_digit("x", refused.append)
        assert app.offers.take_digit("2", refused.append) and refused == []
        assert app.bar.spec is not None and app.bar.spec.context["slot"] == clinic.slots[1]
        await app.workers.wait_for_complete()
        okafor = clinic.entries["Okafor"].id
        assert not isinstance(clinic.other.booking.hold_slot(okafor, clinic.slots[1]), Held)
        app.close_bar()
        await app.workers.wait_for_complete()
        assert isinstance(clinic.other.booking.hold_slot(okafor, clinic.slots[1]), Held)


async def test_no_slot_is_offered_to_whom_another_desk_works(clinic: Clinic) -> None:
    refused: list[str] = []
    clinic.other.booking.claim(clinic.entries["Patel"].id)
    async with working(clinic) as app:
        app.waiting.table.move_to(clinic.entries["Patel"].id)
        app.beside.cursor_moved()
        assert app.offers.take_digit("1", refused.append)
        assert not app.bar.is_open and "Bev Jones, since" in refused[0]


async def test_what_speaks_against_a_letter_is_said_of_the_row(clinic: Clinic) -> None:
    async with working(clinic) as app:
        row, choices = app.listed, app.offers.choices
    entry = row.entry.row

    def said(name: str = "book", **changed: object) -> str:
        another = replace(row, entry=replace(row.entry, row=replace(entry, **changed)))  # type: ignore[arg-type]
        return why_not_on_waiting(name, another, choices, KEYS)

    assert said() == "" and said("hold") == ""
    assert said(specialty_id=None) == "It has no specialty yet: Enter sets it."
    assert said(kind="awaiting_test") == said("hold", kind="awaiting_test") != ""
    assert said(status="on_hold", hold_reason=DEATH_RECORDED) != said(status="on_hold", hold_reason="on holiday") != ""
    assert why_not_on_waiting("contact", None, None, KEYS) == "Nobody is under the cursor."
    assert why_not_on_waiting("why", None, None, KEYS) == ""
