"""Reads everything about one entry for its validation: checks, history, and the outcomes to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project_pathways import standing_closure
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, LISTED
from clerkdesk.data.queries.validation.validation import (
    ValidatedBefore,
    is_consultant_led,
    proofs,
    validations_of,
)
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import WaitingListEntry, WaitingListEvent
from clerkdesk.rules.rtt.measuring import Wait
from clerkdesk.rules.validation.findings import Finding, Severity
from clerkdesk.rules.validation.validation import (
    OUTCOMES,
    default_outcome,
    is_due,
    needs_sign_off,
)
from clerkdesk.rules.values.entries import EntryEventKind, ValidationLevel
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import WrongInput, no_such_entry
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.validation.checks import Checks
from clerkdesk.services.waiting_list.worklists import wait_of


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """One outcome, for the screen."""

    code: str
    words: str
    levels: tuple[ValidationLevel, ...]
    proof: str
    """The recorded proof, for outcomes that need it; empty without one."""
    needs_clinician: bool
    """Whether it waits, on hold, for a clinician unless one has signed it off."""


@dataclass(frozen=True, slots=True)
class ValidationSheet:
    """Everything about one entry for its validation."""

    row: EntryRow
    wait: Wait | None
    due: bool
    findings: tuple[Finding, ...]
    """Technical checks that fire, the severest first."""
    history: tuple[ValidatedBefore, ...]
    outcomes: tuple[OutcomeChoice, ...]
    default: str | None
    """The default outcome; None while a high check fires (law 4)."""


def _choices(priority: Priority, proved: Mapping[str, str], *, consultant_led: bool) -> list[OutcomeChoice]:
    ends = ("removes", "uncounts", "transfers")
    return [
        OutcomeChoice(
            code=code,
            words=rule.words,
            levels=rule.levels,
            proof=proved.get(code, "") if rule.needs == "proof" else "",
            needs_clinician=rule.kind in ends and needs_sign_off(priority, rule, consultant_led=consultant_led),
        )
        for code, rule in OUTCOMES.items()
    ]


class ValidationSheets:
    """Reads the sheet of an entry for its validation."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def sheet(self, entry_id: int) -> ValidationSheet | WrongInput:
        """Return one entry with the checks that fire, earlier validations, and the outcomes that may be recorded."""
        with self.context.reading() as session:
            row = entry_row(session, entry_id)
            if row is None:
                return no_such_entry()
            history = tuple(validations_of(session, entry_id))
            proved = proofs(session, row)
            led = is_consultant_led(session, row.pathway_id)
        found = Checks(self.context).about_pathway(row.pathway_id, row.patient_id)
        today, policy = self.context.today, self.context.settings.policy_for(row.specialty_code)
        wait = wait_of(row, today, policy)
        runs = row.clock_state in CLOCK_OPEN and row.status in LISTED
        return ValidationSheet(
            row=row,
            wait=wait,
            due=runs and is_due(wait.weeks if wait else None, row.validated_on, today, policy),
            findings=found,
            history=history,
            outcomes=tuple(_choices(row.priority, proved, consultant_led=led)),
            default=default_outcome(any(finding.severity == Severity.HIGH for finding in found)),
        )

    def sheet_of_closed(self, pathway_id: int) -> ValidationSheet | WrongInput:
        """Return the sheet of the need by whose end a pathway was closed, so that this can be taken back (R-113)."""
        entry = WaitingListEntry
        query = select(col(entry.id)).where(col(entry.pathway_id) == pathway_id).order_by(col(entry.id).desc())
        with self.context.reading() as session:
            closure = standing_closure(session, pathway_id)
            ended = select(col(WaitingListEvent.entry_id)).where(
                col(WaitingListEvent.act_id) == (closure.act_id if closure is not None else None),
                col(WaitingListEvent.kind) == EntryEventKind.CLOSED,
            )
            found = session.execute(query.where(col(entry.id).in_(ended)).limit(1)).scalar_one_or_none()
            found = found or session.execute(query.limit(1)).scalar_one_or_none()
        return no_such_entry() if found is None else self.sheet(found)
