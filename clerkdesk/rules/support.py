"""What a booking needs beside the place: an interpreter, transport, a communication professional (R-414, R-706)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.addressees import InterpreterService, TransportOffice
from clerkdesk.rules.consequences import Task
from clerkdesk.rules.date_words import day_words
from clerkdesk.rules.slots import FACE_TO_FACE
from clerkdesk.rules.working_days import is_working_day

_CONFIRM_DAYS_BEFORE = 2
"""Working days before the clinic by which support is to be confirmed (R-708)."""


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """What a patient needs at an appointment on a local day."""

    day: date
    medium: str
    interpreter: bool
    language: str = ""
    transport: bool = False
    communication_professional: str = ""
    """Detail of a need with the code CP, such as `BSL interpreter`; empty when there is none."""


def support_tasks(facts: SupportFacts, today: date, closed: Container[date]) -> tuple[Task, ...]:
    """Return what is to be arranged once an appointment is booked; transport only for one the patient travels to."""
    due = max(today, _working_days_before(facts.day, closed))
    tasks: list[Task] = []
    if facts.interpreter or facts.communication_professional:
        who = facts.communication_professional or f"an interpreter ({facts.language or 'language not recorded'})"
        sentence = f"Book {who} for {day_words(facts.day)}."
        tasks.append(Task(InterpreterService(), "book_interpreter", sentence, due))
    if facts.transport and facts.medium == FACE_TO_FACE:
        tasks.append(Task(TransportOffice(), "book_transport", f"Book transport for {day_words(facts.day)}.", due))
    return tuple(tasks)


def _working_days_before(day: date, closed: Container[date]) -> date:
    left = _CONFIRM_DAYS_BEFORE
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, closed)
    return day
