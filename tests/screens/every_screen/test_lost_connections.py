"""The connection is lost while an act of a bar or form is saved: Enter with the same answers does it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.app import ClerkDesk
from clerkdesk.data.tables import Act, AuditEntry
from clerkdesk.services.acts import carried_out
from clerkdesk.services.desk.facade import Desk
from tests.lost_connections import Cut, File, Wire, a_wire
from tests.screens.booking.booking_page import BookingPage, Clinic, a_clinic, live_appointments, open_at
from tests.screens.front_desk import FrontDesk, at_the_front_desk

_IN_DOUBT = "does not say yet whether it was"


@contextmanager
def _lost(location: str) -> Iterator[tuple[Desk, Wire | File]]:
    """Yield a desk, and the connection of it that can be cut."""
    if "://" not in location:
        desk = open_at(location, "the desk")
        yield desk, File(desk.context.database.engine)
        return
    with a_wire(location) as (wire, url):
        yield open_at(url, "the desk"), wire


@asynccontextmanager
async def _at(desk: Desk) -> AsyncIterator[BookingPage]:
    app = ClerkDesk(lambda: desk)
    async with app.run_test(size=(80, 24)):
        page = BookingPage(app)
        await page.settle()
        yield page
    assert app.unforeseen == []


def _acts(desk: Desk) -> Counter[tuple[str, int]]:
    """Return how many acts there are of each kind, with the number of their audit lines."""
    with desk.context.reading() as session:
        kinds = {row.id: row.kind for row in session.execute(select(col(Act.id), col(Act.kind)))}
        lines = Counter(session.execute(select(col(AuditEntry.act_id))).scalars())
    return Counter((kind, lines[act_id]) for act_id, kind in kinds.items())


@pytest.fixture
def clinic(location: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """A clinic, for desks that ask a lost database no more than once."""
    monkeypatch.setattr(carried_out, "_PAUSES_SECONDS", ())
    made = a_clinic(location)
    yield made
    made.close()


async def _enter(page: BookingPage, connection: Wire | File, cut: Cut) -> None:
    """Press Enter, and lose the connection during the commit; the desk hears of what was kept."""
    connection.cut = cut
    await page.press("enter")
    await page.until(lambda: _IN_DOUBT in " ".join(page.text.split()), "the doubt")
    assert connection.cuts == 1


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_enter_again_books_once(clinic: Clinic, cut: Cut) -> None:
    with _lost(clinic.location) as (desk, connection):
        async with _at(desk) as page:
            await page.press("b")
            await page.until_held()
            before = _acts(clinic.desk)
            await _enter(page, connection, cut)
            if cut == "after":
                page.app.database.changes.look()
                await page.until(lambda: "taken" in page.text, "the slot that is gone")
            assert "Enter again with the same answers saves it once at most." in " ".join(page.text.split())
            await page.press("enter")
            await page.until_booked()
            assert page.status.startswith("PATEL Anjali: Booked Tue 1 Apr 09:00")
    assert _acts(clinic.desk) - before == {("offer", 6): 1}
    assert len(live_appointments(clinic.desk, clinic.entries["Patel"])) == 1


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_enter_again_keeps_one_attempt_and_a_bar_opened_anew_another(clinic: Clinic, cut: Cut) -> None:
    with _lost(clinic.location) as (desk, connection):
        async with _at(desk) as page:
            before = _acts(clinic.desk)
            await page.press("k", "l")
            await page.settle()
            await _enter(page, connection, cut)
            await page.press("enter")
            await page.until(lambda: page.open_bar == "", "the end of the bar")
            await page.settle()
            once = _acts(clinic.desk) - before
            await page.press("k", "l", "enter")
            await page.until(lambda: page.open_bar == "", "the end of the bar")
            await page.settle()
    assert once == {("contact", 2): 1}
    assert _acts(clinic.desk) - before == {("contact", 2): 2}


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_enter_again_registers_once(front: FrontDesk, cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried_out, "_PAUSES_SECONDS", ())
    async with at_the_front_desk(front) as page:
        assert page.app.desk is not None
        connection = File(page.app.desk.context.database.engine)
        await page.type_in_box("okafor chidi 3/2/80")
        await page.press("ctrl+n", "m", "tab", "tab", "tab")
        await page.type_text("nn12ab")
        before = _acts(front.desk)
        connection.cut = cut
        await page.press("enter")
        await page.until_said("Enter again with the same answers saves it once at most.")
        await page.press("enter")
        await page.until_said("Registered OKAFOR Chidi")
    assert len(front.desk.patients.find("okafor").patients) == 1
    assert [kind for kind, _lines in (_acts(front.desk) - before).elements()].count("register") == 1
