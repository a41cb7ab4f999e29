"""Whatever an appointment does not take, the refusal names a step that can be taken, and that step can be taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from clerkdesk.rules.reception.appointment_steps import what_can_be_done
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.reception.arrivals import why_no_arrival, why_no_step, why_not_taken_back
from clerkdesk.services.reception.board import BoardRow
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import BeforeRecording
from tests.answers import taken
from tests.screens.reception.today_page import TEN, Counter, a_counter
from tests.spoken import on_screen

_STEPS = ("called", "seen", "left")


def _arrived(desk: Desk, reference: str) -> None:
    desk.reception.arrive(reference)


def _stepped(*steps: str) -> Callable[[Desk, str], None]:
    def take(desk: Desk, reference: str) -> None:
        desk.reception.arrive(reference)
        for step in steps:
            assert not isinstance(desk.reception.step(reference, step), Refused)

    return take


def _missed(desk: Desk, reference: str) -> None:
    desk.reception.did_not_attend(reference, Communicated.UNKNOWN)


def _cancelled(desk: Desk, reference: str) -> None:
    desk.booking.cancel(reference, "PC01", happened_on=TEN.date(), said_by="letter")


def _settled(desk: Desk, reference: str) -> None:
    _stepped("seen")(desk, reference)
    desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "10", see_by=TEN.date() + timedelta(weeks=6)))


@pytest.fixture
def counter(sqlite_location: str) -> Counter:
    made = a_counter(sqlite_location)
    made.clock.at = TEN + timedelta(minutes=75)
    return made


def _row(counter: Counter) -> BoardRow:
    return next(row for row in counter.desk.reception.board().rows if row.appointment.family_name == "Okafor")


@pytest.mark.parametrize(
    ("brought", "status", "letters"),
    [
        (_arrived, "arrived", "csoa"),
        (_stepped("called"), "with_clinician", "soa"),
        (_stepped("called", "seen"), "seen", "oa"),
        (_stepped("seen", "left"), "left", "oa"),
        (_settled, "outcome_recorded", "v"),
        (_missed, "did_not_attend", "bxv"),
        (_cancelled, "cancelled", "bo"),
    ],
)
def test_a_refusal_names_the_steps_that_can_be_taken_and_they_can_be_taken(
    counter: Counter, brought: Callable[[Desk, str], None], status: str, letters: str
) -> None:
    desk, reference = counter.desk, counter.references["Okafor"]
    brought(desk, reference)
    row = _row(counter).appointment
    assert row.status == status
    refusals = [
        why_no_arrival(row, TEN.date()),
        *(why_no_step(row, step) for step in _STEPS),
        why_not_taken_back(row),
        desk.booking.preview_cancelling(reference, "PC01"),
        desk.reception.before_recording(reference),
    ]
    named = what_can_be_done(status)
    for said in (each.sentence for each in refusals if isinstance(each, Refused)):
        assert said.endswith(named) or "not seen yet" in said or "already" in said, said
    for letter in letters:
        assert re.search(rf"\b{letter}\b", on_screen(named)), f"{letter} is not named"
    can = {
        "c": lambda: why_no_step(row, "called") is None,
        "s": lambda: why_no_step(row, "seen") is None,
        "a": lambda: why_not_taken_back(row) is None,
        "o": lambda: (
            isinstance(desk.reception.before_recording(reference), BeforeRecording)
            or (status == "cancelled" and desk.corrections.why_not_ended_otherwise(reference) == "")
        ),
        "x": lambda: desk.corrections.why_not_ended_otherwise(reference) == "",
        "b": lambda: desk.waiting_list.entry(counter.entries["Okafor"].id) is not None,
        "v": lambda: bool(desk.validation.sheet(_open_need(counter))),
    }
    assert [letter for letter in letters if not can[letter]()] == []


def _open_need(counter: Counter) -> int:
    card = taken(counter.desk.patients.card(counter.entries["Okafor"].patient_id))
    return next(need.entry.entry_id for each in card.pathways for need in each.needs)


def test_nobody_has_missed_what_was_cancelled_before_its_time_and_it_is_said_at_once(counter: Counter) -> None:
    desk, reference = counter.desk, counter.references["Okafor"]
    counter.clock.at = TEN - timedelta(hours=1)
    assert not isinstance(desk.booking.cancel(reference, "PC01"), Refused)
    said = desk.corrections.why_not_ended_otherwise(reference)
    assert said.startswith("It is cancelled, and would have begun on") and "b on the card" in on_screen(said)
    counter.clock.at = TEN + timedelta(minutes=75)
    assert desk.corrections.why_not_ended_otherwise(reference) == ""
