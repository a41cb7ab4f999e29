"""Decides the support of a booking: an interpreter, transport, a communication professional (R-414, R-706)."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.addressees import InterpreterService, TransportOffice
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.booking.slots import FACE_TO_FACE
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.working_days import is_working_day


class Support(ClosedSet):
    """Kinds of support; a communication professional is arranged as an interpreter is."""

    INTERPRETER = "interpreter"
    TRANSPORT = "transport"


BOOK_SUPPORT: Mapping[TaskKind, Support] = {
    TaskKind.BOOK_INTERPRETER: Support.INTERPRETER,
    TaskKind.BOOK_TRANSPORT: Support.TRANSPORT,
}
REARRANGE_SUPPORT: Mapping[TaskKind, Support] = {
    TaskKind.REARRANGE_INTERPRETER: Support.INTERPRETER, TaskKind.REARRANGE_TRANSPORT: Support.TRANSPORT,
}  # fmt: skip
STAND_DOWN_SUPPORT: tuple[TaskKind, ...] = (TaskKind.STAND_DOWN_INTERPRETER, TaskKind.STAND_DOWN_TRANSPORT)
_CONFIRM_DAYS_BEFORE = 2
"""Working days before the clinic by which support must be confirmed (R-708)."""


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """A patient's needs at an appointment on a local day."""

    day: date
    medium: str
    interpreter: bool
    language: str = ""
    transport: bool = False
    communication_professional: str = ""
    """Detail of a need with the code CP, such as `BSL interpreter`; empty without one."""


def support_tasks(
    facts: SupportFacts,
    today: date,
    closed: Container[date],
    moved_from: date | None = None,
    arranged: Collection[Support] = (),
) -> tuple[Task, ...]:
    """Return the support to arrange once an appointment is booked; transport only for one that needs travel.

    Args:
        facts: the patient's needs at the appointment.
        today: the local day.
        closed: bank holidays.
        moved_from: the day of the appointment that this one replaces.
        arranged: support already arranged for that day, which moves along.
    """
    due = max(today, _working_days_before(facts.day, closed))
    tasks: list[Task] = []
    for support in needed_support(facts):
        moves = moved_from is not None and support in arranged
        kinds = REARRANGE_SUPPORT if moves else BOOK_SUPPORT
        kind = next(kind for kind, what in kinds.items() if what == support)
        to = InterpreterService() if support == Support.INTERPRETER else TransportOffice()
        what = _named(facts, support)
        if moves and moved_from is not None:
            sentence = f"Move {what} from {day_words(moved_from)} to {day_words(facts.day)}."
        else:
            sentence = f"Book {what} for {day_words(facts.day)}."
        tasks.append(Task(to, kind, sentence, due))
    return tuple(tasks)


def needed_support(facts: SupportFacts) -> tuple[Support, ...]:
    """Return the kinds of support that a patient needs at an appointment."""
    found: list[Support] = []
    if facts.interpreter or facts.communication_professional:
        found.append(Support.INTERPRETER)
    if facts.transport and facts.medium == FACE_TO_FACE:
        found.append(Support.TRANSPORT)
    return tuple(found)


def support_of(topic: str) -> Support:
    """Return the support of a task, by its kind."""
    return Support.TRANSPORT if topic.endswith(Support.TRANSPORT) else Support.INTERPRETER


def _named(facts: SupportFacts, support: Support) -> str:
    if support == Support.TRANSPORT:
        return "transport"
    return facts.communication_professional or f"an interpreter ({facts.language or 'language not recorded'})"


def _working_days_before(day: date, closed: Container[date]) -> date:
    left = _CONFIRM_DAYS_BEFORE
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, closed)
    return day
