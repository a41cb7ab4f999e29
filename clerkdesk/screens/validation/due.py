"""The view of entries due for validation: the longest wait first, with the checks that fire (R-301)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.validation.findings import Severity
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.screens.validation.rows import (
    BY_NAME,
    BY_PRIORITY,
    BY_SPECIALTY,
    BY_TRIED,
    Adding,
    OfNeed,
    Said,
    ValidationRow,
    View,
    ViewPage,
    by_text,
    by_wait,
    contact_line,
    day_cell,
    priority_cell,
    standing_line,
    wait_cell,
)
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column, Sorting
from clerkdesk.widgets.plain import ALERT

if TYPE_CHECKING:
    from clerkdesk.rules.rtt.measuring import Wait
    from clerkdesk.rules.validation.findings import Finding
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.validation.due import DueEntry


@dataclass(frozen=True, slots=True)
class DueRow(OfNeed):
    """One entry that is due, with the findings of the checks, the severest first."""

    due: DueEntry
    findings: tuple[Finding, ...] | None = None
    """None until the checks have run."""

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.due.row

    def lines(self) -> Iterator[Said]:
        """Yield number and status, the wait, the last contact, and each finding."""
        yield standing_line(self.need)
        yield (_wait_words(self.due.wait),)
        yield contact_line(self.need)
        for finding in self.findings or ():
            yield ((f"{finding.rule} {finding.severity}  ", ALERT if finding.severity == Severity.HIGH else ""),
                   finding.sentence)  # fmt: skip


def read_due(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the entries that are due."""
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    # The code is one of the specialties that were read a moment ago.
    due = of_known_specialty(desk.validation.due(specialty, limit))
    rows = tuple(map(DueRow, due.entries))
    waiting = due.progress.total - due.progress.done
    said = f"{due.progress.words} today" if due.progress.done else count_words(waiting, "entry", "entries")
    return ViewPage(rows, str(waiting), said, complete=len(rows) >= waiting)


def _add_findings(desk: Desk, rows: Sequence[ValidationRow]) -> Sequence[ValidationRow]:
    """Run the checks for some entries that are due."""
    return _with_findings(rows, desk.checks.about_each(_people(rows)))


def _add_known_findings(desk: Desk, rows: Sequence[ValidationRow]) -> Sequence[ValidationRow]:
    """Add the findings that are in memory."""
    return _with_findings(rows, desk.checks.known_about(_people(rows)))


def _people(rows: Sequence[ValidationRow]) -> dict[int, int]:
    return {row.need.pathway_id: row.need.patient_id for row in rows if isinstance(row, DueRow)}


def _with_findings(rows: Sequence[ValidationRow], found: Mapping[int, tuple[Finding, ...]]) -> Sequence[ValidationRow]:
    return [
        replace(row, findings=found[row.need.pathway_id])
        if isinstance(row, DueRow) and row.need.pathway_id in found
        else row
        for row in rows
    ]


def _is_checked(row: ValidationRow) -> bool:
    return not isinstance(row, DueRow) or row.findings is not None


def _keep_findings(row: ValidationRow, before: ValidationRow) -> ValidationRow:
    if isinstance(row, DueRow) and isinstance(before, DueRow) and row.findings is None:
        return replace(row, findings=before.findings)
    return row


def _wait_words(wait: Wait | None) -> str:
    if wait is None:
        return "nobody knows when the clock started"
    past = "past " if wait.breached else ""
    return f"{count_words(wait.weeks, 'week')} waited, {past}the 18-week date {day_words(wait.breach_date)}"


def _rules(row: DueRow) -> Cell:
    if row.findings is None:
        return Cell("…", "muted")
    rules = dict.fromkeys(finding.rule for finding in row.findings)
    high = any(finding.severity == Severity.HIGH for finding in row.findings)
    return Cell(f"{'! ' if high else ''}{' '.join(rules)}", "alert" if high else "")


def _severest(row: DueRow) -> tuple[bool, int, tuple[str, ...]] | None:
    """Return the sort key of a row by its checks: high findings first, then most findings first."""
    rules = tuple(dict.fromkeys(finding.rule for finding in row.findings or ()))
    high = any(finding.severity == Severity.HIGH for finding in row.findings or ())
    return (not high, -len(rules), rules) if rules else None


_BY_CONTACT: Sorting[DueRow] = Sorting(lambda row: row.need.last_contact_on, "by last contact, oldest first")
_BY_STATUS = by_text(lambda row: row.need.status, "by status")
_BY_VALIDATED: Sorting[DueRow] = Sorting(lambda row: row.need.validated_on, "by last validation, oldest first")
_BY_REFERRED: Sorting[DueRow] = Sorting(lambda row: row.need.referral_date, "by referral, oldest first")

DUE = View(
    key="1",
    name="due",
    heading="due for validation",
    order="longest wait first",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2, sort=BY_PRIORITY),
        Column("Wait", lambda row: wait_cell(row.due.wait), 4, right=True, sort=by_wait(lambda row: row.due.wait)),
        Column("Name", lambda row: name_cell(row.name), 18, 34, wish=26, sort=BY_NAME),
        Column("Checks", _rules, 12, 24, sort=Sorting(_severest, "by checks, most severe first")),
        Column("Last contact", lambda row: day_cell(row.need.last_contact_on), 12, sort=_BY_CONTACT),
        Column("Tried", lambda row: f"{row.need.attempts}x" if row.need.attempts else "", 5, right=True, sort=BY_TRIED),
        Column("Specialty", lambda row: row.specialty, 11, 24, priority=1, sort=BY_SPECIALTY),
        Column("Status", lambda row: row.need.status.replace("_", " "), 8, priority=2, sort=_BY_STATUS),
        Column("Validated", lambda row: day_cell(row.need.validated_on), 11, priority=3, sort=_BY_VALIDATED),
        Column("Referred", lambda row: day_cell(row.need.referral_date), 11, priority=4, sort=_BY_REFERRED),
    ),
    read=read_due,
    empty=(
        f"Nothing is due for validation. 2 runs the technical checks; {key_for('choose_list')} chooses "
        "another specialty."
    ),
    enter="opens the card",
    adding=Adding(_add_findings, _add_known_findings, _is_checked, _keep_findings),
)
