"""The plain command `check` finds what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import CommandFailure, ExitCode, answer, by_command
from clerkdesk.cli.progress import shown
from clerkdesk.rules.validation.findings import Mend

if TYPE_CHECKING:
    from clerkdesk.rules.validation.findings import Finding


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(check)


def check(
    context: typer.Context,
    rule: Annotated[list[str] | None, typer.Option(help="DQ01 to DQ44, PLACE, DRIFT, DAMAGE; all if left out.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Leave out drift and damage, which read every row.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="First make the screens show what was recorded, if they differ.")
    ] = False,
) -> None:
    """Find what is wrong: the technical rules, places, drift and damage. Ends with 3 for drift or damage only."""
    from clerkdesk.services.validation.checks import CheckReport

    checks = desks.open_desk(context).checks
    refreshed = checks.refresh() if refresh else 0
    with shown("rows") as tell:
        report = checks.run(rule or (), quick=quick, progress=tell)
    if not isinstance(report, CheckReport):
        raise refusal(report)
    document = {
        "findings": [
            _finding(found) | {"reference": report.references.get(found.appointment_id or 0)}
            for found in report.findings
        ],
        "by_rule": report.by_rule,
        "checked": list(report.checked),
        "refreshed": refreshed,
    }
    lines = [*(_line(found, report.references) for found in report.findings), *_fixes(report.findings)]
    answer(document, lines or ["Nothing was found."])
    if report.broken:
        sentence = (
            "The screens show something other than what was recorded, or the database is damaged: see DRIFT and DAMAGE "
            "above."
        )
        raise CommandFailure("broken", sentence, None, ExitCode.REFUSED, document=document)


def _finding(found: Finding) -> dict[str, object]:
    return {
        "rule": found.rule, "severity": found.severity, "entry": found.entry_id, "pathway": found.pathway_id,
        "appointment": found.appointment_id, "patient_id": found.patient_id, "sentence": found.sentence,
        "fix": _fix(found),
    }  # fmt: skip


_ACTS: Mapping[str, str] = {
    Mend.RECORD_OUTCOME: "outcome REFERENCE",
    Mend.RECORD_ATTENDANCE: "outcome REFERENCE` or `clerkdesk did-not-attend REFERENCE",
    Mend.BOOK: "slots ENTRY",
    Mend.CANCEL_APPOINTMENT: "cancel REFERENCE",
    Mend.VALIDATE: "validate ENTRY",
    Mend.CORRECT_CLOCK: "validate ENTRY",
    Mend.VET: "vet ENTRY",
    Mend.OPEN_REVIEW: "ask-review ENTRY",
    Mend.CORRECT_PATIENT: "correct PATIENT",
    Mend.MOVE: "move REFERENCE SLOT",
    Mend.DEATH: "death said PATIENT",
}
"""The act that mends a finding -> the command for it, for fixes that name none."""


def _fix(found: Finding) -> str:
    """Return the fix of a finding, with its command."""
    said, act = by_command(found.fix), _ACTS.get(found.mend)
    return said if act is None or "clerkdesk " in said else f"{said.rstrip('.')} (`clerkdesk {act}`)."


def _fixes(findings: Sequence[Finding]) -> list[str]:
    """Return the fixes of all findings, each fix of a rule once."""
    fixes = sorted({(found.rule, _fix(found)) for found in findings})
    return ["What puts it right:", *(f"{rule:<6} {fix}" for rule, fix in fixes)] if fixes else []


def _line(found: Finding, references: Mapping[int, str]) -> str:
    about = (
        ("appointment", references.get(found.appointment_id or 0, found.appointment_id)),
        ("entry", found.entry_id),
        ("pathway", found.pathway_id),
        ("patient", found.patient_id),
    )
    what = next((f"{name} {row_id}" for name, row_id in about if row_id is not None), "database")
    return f"{found.rule:<6} {found.severity:<6} {what:<19} {found.sentence}"
