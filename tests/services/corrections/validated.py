"""Validates an entry, and reads what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from tests.builders import Entry

TODAY = date(2025, 3, 3)
START = date(2024, 1, 8)
LATER = date(2025, 2, 24)
SIGNED: dict[str, Any] = {"decided_by": "Shah", "source": "letter of 28 February", "passed_to": "Kings"}
CORRECTED: dict[str, Any] = {"right_start": LATER, "source": "letter from the GP", "note": "the wrong letter was read"}


def answer(desk: Desk, entry: Entry, outcome: str, level: Any = "technical", **fields: Any) -> Any:
    return desk.validation.validate(entry.id, NewValidation(level=level, outcome=ValidationOutcome(outcome), **fields))


def kept(desk: Desk, entry: Entry, outcome: str, level: Any = "technical", **fields: Any) -> Validated:
    result = answer(desk, entry, outcome, level, **fields)
    assert isinstance(result, Validated), result
    return result


def start_of(desk: Desk, entry: Entry) -> date | None:
    with desk.context.reading() as session:
        return session.get_one(Pathway, entry.pathway_id).clock_start


def place_of(desk: Desk, entry: Entry) -> date | None:
    with desk.context.reading() as session:
        return session.get_one(WaitingListEntry, entry.id).list_position_date


def status_of(desk: Desk, entry: Entry) -> tuple[str, str, date | None]:
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        return session.get_one(WaitingListEntry, entry.id).status, pathway.clock_state, pathway.closed_on


def why(desk: Desk, entry: Entry) -> str:
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    return " ".join(said.sentence for said in found.clock.explanation)


def findings(desk: Desk, *rules: str) -> list[str]:
    report = desk.checks.run(list(rules))
    assert isinstance(report, CheckReport)
    return [found.sentence for found in report.findings]


def in_order(desk: Desk) -> None:
    assert findings(desk, "PLACE", "DRIFT") == []
