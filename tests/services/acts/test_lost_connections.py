"""The connection is lost while the server is told to keep an act: the desk finds out, and the act is done once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.data.engine import open_database
from clerkdesk.data.errors import SavedOrNot
from clerkdesk.data.tables import Act, Appointment, AuditEntry
from clerkdesk.services.acts import carried_out
from clerkdesk.services.acts.carried_out import act_begun
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_session, an_entry
from tests.conftest import MONDAY, StandingClock
from tests.lost_connections import Cut, Wire, a_wire
from tests.postgresql import KeptDatabase

IN_FOUR_WEEKS = MONDAY + timedelta(weeks=4)


@pytest.fixture
def wire(postgresql_desk: KeptDatabase) -> Iterator[tuple[Wire, str]]:
    postgresql_desk.put_back()
    with a_wire(postgresql_desk.url) as made:
        yield made


@pytest.fixture
def desk(wire: tuple[Wire, str]) -> Iterator[Desk]:
    database = open_database(wire[1])
    yield desk_for(database, Settings(), now=StandingClock(MONDAY))
    database.close()


def _rows(desk: Desk) -> tuple[int, ...]:
    with desk.context.reading() as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Act, AuditEntry, Appointment)
        )


@pytest.mark.parametrize("cut", ["before", "after"])
def test_an_act_whose_connection_is_lost_in_its_commit_is_done_once_and_answered(
    desk: Desk, wire: tuple[Wire, str], cut: Cut
) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    before = _rows(desk)
    wire[0].cut = cut
    with act_begun(desk.context.database, uuid4(), may_be_known=False):
        answer = desk.booking.book(entry.id, slots[0])
    assert wire[0].cuts == 1
    assert isinstance(answer, Booked)
    after = _rows(desk)
    assert (after[0] - before[0], after[2] - before[2]) == (1, 1)
    with desk.context.reading() as session:
        assert session.execute(select(col(Appointment.reference))).scalar_one() == answer.reference


def test_a_server_that_stays_away_leaves_it_open_whether_the_act_was_kept(
    desk: Desk, wire: tuple[Wire, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    monkeypatch.setattr(carried_out, "_PAUSES_SECONDS", (0.0, 0.0))
    wire[0].cut = "after"
    wire[0].end()
    with (
        pytest.raises(SavedOrNot, match="does not say yet whether it was"),
        act_begun(desk.context.database, uuid4(), may_be_known=False),
    ):
        desk.booking.book(entry.id, slots[0])
