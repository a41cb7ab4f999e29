"""Whatever is validated, corrected and confirmed, in any order: nobody loses a place, a day of a wait, or a clock.

The two pathways are the same patient's, so that each may be taken for a duplicate of the other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, OPEN_STATUSES
from clerkdesk.data.tables import Pathway, PathwayClosure, RttEvent, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.rtt.start_moves import moves_in
from clerkdesk.rules.validation.validation import OUTCOMES
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from tests.builders import Entry, Hospital, Staff, a_hospital, a_patient, a_staff, an_entry

TODAY = date(2025, 3, 3)
DAYS = st.integers(-500, 3).map(lambda days: TODAY + timedelta(days=days))
RECENT = st.one_of(st.integers(-40, 0).map(lambda days: TODAY + timedelta(days=days)), DAYS, st.none())


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def staff(desk: Desk, hospital: Hospital) -> Staff:
    return a_staff(desk, hospital)


@dataclass(frozen=True)
class Step:
    """One validation, or the answer to a request, by somebody."""

    which: int
    who: str
    new: NewValidation | None
    """None: a request for a later start is answered."""
    agree: bool = False


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    which, who = draw(st.integers(0, 1)), draw(st.sampled_from(["clerk", "colleague", "leader", "secretary"]))
    outcome = draw(st.sampled_from([*OUTCOMES, *["V02"] * 12, "V03", "V18"]))
    corrects = outcome in ("V02", "V18")
    new = NewValidation(
        level=draw(st.sampled_from(OUTCOMES[outcome].levels)),
        outcome=ValidationOutcome(outcome),
        decided_by=draw(st.sampled_from(["", "Shah", "Shah"])),
        source=draw(st.sampled_from(["", "letter", "letter", "letter"])),
        happened_on=draw(RECENT),
        told_on=draw(RECENT),
        wait_until=TODAY + timedelta(days=draw(st.integers(1, 90))),
        due=TODAY + timedelta(days=30),
        right_start=draw(DAYS) if corrects else None,
        right_status=draw(st.sampled_from(["", "", "", "20", "11", "98"])) if outcome == "V02" else "",
        note=draw(st.sampled_from(["", "the wrong letter was read", "the wrong letter was read"])),
    )
    answers = draw(st.sampled_from(["", "clerk", "leader", "leader"])) if corrects else ""
    asked = Step(which, who, new)
    return [asked, Step(which, answers, None, draw(st.sampled_from([True, True, False])))] if answers else [asked]


@dataclass(frozen=True)
class Wait:
    """Where one pathway stands."""

    start: date | None
    state: str
    closed: date | None
    placed: bool
    position: date | None


def waits(desk: Desk, entries: list[Entry]) -> list[Wait]:
    with desk.context.reading() as session:
        found: list[Wait] = []
        for entry in entries:
            pathway, need = session.get_one(Pathway, entry.pathway_id), session.get_one(WaitingListEntry, entry.id)
            placed = need.status in OPEN_STATUSES
            found.append(
                Wait(pathway.clock_start, pathway.clock_state, pathway.closed_on, placed, need.list_position_date)
            )
        return found


def take(staff: Staff, entries: list[Entry], step: Step) -> Any:
    desk: Desk = getattr(staff, step.who)
    if step.new is not None:
        return desk.validation.validate(entries[step.which].id, step.new)
    items = desk.inbox.items("all")
    assert isinstance(items, list)
    own = {entry.id for entry in entries}
    asked = [row.item_id for row in items if row.topic == "confirm_start" and row.entry_id in own]
    return desk.corrections.answer(asked[0], step.agree, "looked at both letters") if asked else None


def who_agreed(desk: Desk, entry: Entry) -> tuple[str, str]:
    """Who moved the start of a pathway last, and who agreed."""
    with desk.context.reading() as session:
        query = counting(RttEvent).where(col(RttEvent.pathway_id) == entry.pathway_id).order_by(col(RttEvent.id))
        moves = [moves_in(json.loads(fact.details)) for fact in session.execute(query).scalars()]
    last = [move for each in moves for move in each][-1]
    return last["by"], last["agreed_by"]


def decided(desk: Desk, entry: Entry) -> bool:
    """Return whether what ended a wait names a decider, or the record or source that proves it."""
    with desk.context.reading() as session:
        closure = session.execute(
            select(PathwayClosure).where(col(PathwayClosure.pathway_id) == entry.pathway_id)
        ).scalars().first()  # fmt: skip
        if closure is not None:
            return bool(closure.decided_by and closure.source)
        said = counting(WaitingListEvent).where(
            col(WaitingListEvent.entry_id) == entry.id, col(WaitingListEvent.kind) == "validated"
        )
        last = session.execute(said.order_by(col(WaitingListEvent.id).desc())).scalars().first()
        return last is not None and bool(last.note.strip())


def in_order(desk: Desk) -> list[str]:
    report = desk.checks.run(["PLACE", "DRIFT"])
    assert isinstance(report, CheckReport)
    return [finding.sentence for finding in report.findings]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(steps(), min_size=1, max_size=6), st.sampled_from(["1", "2", "3"]))
def test_after_any_sequence_no_wait_is_lost(
    desk: Desk, hospital: Hospital, staff: Staff, planned: list[list[Step]], priority: str
) -> None:
    patient = a_patient(desk)
    entries = [
        an_entry(desk, hospital, patient, clock_start=date(2024, 1, 8)),
        an_entry(desk, hospital, patient, clock_start=date(2024, 9, 2), priority_type=priority),
    ]
    for step in (each for some in planned for each in some):
        before = waits(desk, entries)
        result = take(staff, entries, step)
        after = waits(desk, entries)
        if step.new is not None and not isinstance(result, Validated):
            assert after == before
        for entry, was, now in zip(entries, before, after, strict=True):
            _nothing_lost(desk, entry, was, now, after)
    assert in_order(desk) == []


def _nothing_lost(desk: Desk, entry: Entry, was: Wait, now: Wait, every: list[Wait]) -> None:
    if was.state not in CLOCK_OPEN:
        return
    if now.state in CLOCK_OPEN:
        assert now.placed and now.closed is None
        if was.start is not None and now.start is not None and now.start > was.start:
            by, agreed_by = who_agreed(desk, entry)
            assert agreed_by and agreed_by != by
        return
    assert decided(desk, entry)
    if now.state == "not_applicable" and now.closed is not None:
        # A duplicate: the other pathway goes on with the longer of the two waits.
        assert any(each.state in CLOCK_OPEN and each.start and was.start and each.start <= was.start for each in every)
