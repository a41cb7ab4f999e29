"""The sheet that `w` opens on F5: the checks in full with their fix, earlier validations, and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerkdesk.codes import code_list
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.validation.findings import Severity
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.screens.acts.validate_bar import LEVELS
from clerkdesk.screens.validation.findings import MENDINGS
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, ALERT, MUTED, Piece, plain
from clerkdesk.words.next_steps import possible_steps

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.pathways.clocks import ClockWhy
    from clerkdesk.services.validation.sheets import ValidationSheet


@dataclass(frozen=True, slots=True)
class Why:
    """The content of the sheet."""

    sheet: ValidationSheet
    clock: ClockWhy | None


def read_why(desk: Desk, entry_id: int) -> Why | WrongInput:
    """Read everything about one entry."""
    sheet = desk.validation.sheet(entry_id)
    if isinstance(sheet, WrongInput):
        return sheet
    clock = desk.pathways.why(sheet.row.pathway_id)
    return Why(sheet, None if isinstance(clock, WrongInput) else clock)


def why_sheet(found: Why) -> Sheet:
    """Return the sheet."""
    row = found.sheet.row
    pieces: list[Piece] = [(f"{display_name(row.family_name, row.given_name)}\n", ACT)]
    pieces += _checks(found.sheet)
    pieces += _section("Validated before", list(_history(found.sheet)) or ["never"])
    if found.clock is not None:
        pieces += _section(
            "What may be done next", possible_steps(found.clock.requests, found.clock.next_steps, "validation")
        )
        pieces += _section("Dates to meet", [target.sentence for target in found.clock.targets])
        pieces += _section("What happened", [said.sentence for said in found.clock.clock.explanation])
    return Sheet("Why", plain(*pieces))


def _checks(sheet: ValidationSheet) -> Iterator[Piece]:
    yield "\nChecks that fire\n", ACT
    if not sheet.findings:
        yield "  none\n"
    for finding in sheet.findings:
        yield f"  {finding.rule} {finding.severity}  ", ALERT if finding.severity == Severity.HIGH else ""
        yield f"{finding.sentence}\n"
        words = MENDINGS[finding.mend].words
        yield f"    {finding.fix}{f' On 2, Enter {words}.' if words else ''}\n", MUTED


def _history(sheet: ValidationSheet) -> Iterator[str]:
    for past in sheet.history:
        code = code_list("local_validation_outcome").get(past.code)
        words = code.extra["bar"] if code is not None else past.code
        level = next((words for level, (_, words) in LEVELS.items() if level == past.level), past.level)
        yield f"{day_words(past.day)} by {past.clerk}, {level}: {words}"


def _section(title: str, lines: Sequence[str]) -> Iterator[Piece]:
    if lines:
        yield f"\n{title}\n", ACT
    for line in lines:
        yield "  · ", MUTED
        yield f"{line}\n"
