"""The statements of each act and of a card, as a budget: a clerk who types ahead waits for every one of them.

The counts include the begin of each transaction and its savepoints. They are those of a patient with one need, on a
specialty with one clinic. On SQLite the driver also begins each transaction with a statement; PostgreSQL locks rows
and notifies the other desks. One statement of each act writes its link of the chain (R-801); the link that it follows
comes back with the statement that begins it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import event

from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.booking.offers import DateOffered, OfferAccepted
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.card.patient_panel import PatientPanel, beside
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.answers import only
from tests.builders import a_hospital, a_session, an_entry
from tests.conftest import StandingClock

TODAY_AT_TEN = datetime(2025, 3, 3, 10, 0)
IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
BUDGETS = {
    "book": (23, 31),
    "move": (37, 46),
    "cancel": (27, 27),
    "accept": (24, 33),
    "arrive": (15, 16),
    "validate": (16, 20),
    "card": (22, 21),
    "panel": (16, 13),
    "next panel": (12, 11),
    "worklist": (8, 6),
}
"""Maximum statements of an act or a read: on SQLite, and on PostgreSQL.

The first panel reads the slots of its specialty; those of the next patients have them in memory.
"""


AnswerT = TypeVar("AnswerT")


def statements_of(desk: Desk, act: Callable[[], object], answer: type[AnswerT]) -> tuple[AnswerT, int]:
    """Carry out an act; return its answer and the number of its statements."""
    said: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        return only(act(), answer), len(said)
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_no_act_and_no_card_takes_more_statements_than_its_budget(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    today, later = a_session(desk, hospital, TODAY_AT_TEN), a_session(desk, hospital, IN_FOUR_WEEKS)
    one, other, third = (an_entry(desk, hospital, clock_start=date(2025, 1, 6 + day)) for day in range(3))
    seen: dict[str, int] = {}
    booked, seen["book"] = statements_of(desk, lambda: desk.booking.book(one.id, later[0]), Booked)
    moved, seen["move"] = statements_of(desk, lambda: desk.booking.move(booked.reference, later[1], "PC01"), Moved)
    _, seen["card"] = statements_of(desk, lambda: desk.patients.card(one.patient_id), PatientCard)
    _, seen["panel"] = statements_of(desk, lambda: beside(desk.context, other.id, other.patient_id), PatientPanel)
    _, seen["next panel"] = statements_of(desk, lambda: beside(desk.context, third.id, third.patient_id), PatientPanel)
    _, seen["worklist"] = statements_of(desk, lambda: desk.waiting_list.worklist("DERM"), Worklist)
    _, seen["accept"] = statements_of(desk, lambda: desk.booking.accept(DateOffered(other.id, later[2])), OfferAccepted)
    here = only(desk.booking.book(third.id, today[0]), Booked)
    _, seen["arrive"] = statements_of(desk, lambda: desk.reception.arrive(here.reference), Arrived)
    _, seen["cancel"] = statements_of(desk, lambda: desk.booking.cancel(moved.placed.reference, "PC01"), Cancelled)
    new = NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.STILL_WAITING)
    _, seen["validate"] = statements_of(desk, lambda: desk.validation.validate(one.id, new), Validated)
    kind = 0 if desk.context.database.is_sqlite else 1
    over = {name: number for name, number in seen.items() if number > BUDGETS[name][kind]}
    assert over == {}
