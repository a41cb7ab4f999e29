"""The plain commands `audit show`, `export` and `verify`: who did what, and whether the database agrees with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.progress import shown
from clerkdesk.rules.values.audit import ExportForm
from clerkdesk.rules.values.date_words import count_words

if TYPE_CHECKING:
    from clerkdesk.rules.audit.rows import AuditedAct, AuditedRow, Look
    from clerkdesk.services.audit.audit import AuditRead
    from clerkdesk.services.audit.verifying import Tampered

audit = typer.Typer(help="Who did what and who looked, and whether the database agrees with it.")


def register(app: typer.Typer) -> None:
    """Add `audit`."""
    app.add_typer(audit, name="audit")


@audit.command()
def show(
    context: typer.Context,
    patient: Annotated[
        str | None, typer.Option(help="Only what touched this patient; reading it counts as a look at the record.")
    ] = None,
    clerk: Annotated[str, typer.Option(metavar="NAME", help="Only one clerk's, by username or name.")] = "",
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, by the machine's clock.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")] = None,
    kind: Annotated[str, typer.Option(help="Only one kind of act or look, such as book or card.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Maximum acts, and looks.")] = 20,
) -> None:
    """Show the newest acts with every value before and after, and who opened which card or searched for what."""
    from clerkdesk.services.audit.audit import AuditRead, AuditSearch

    desk = desks.open_desk(context)
    today = desk.context.today
    patient_id = None if patient is None else typed.the_patient(desk, patient, "--patient")
    search = AuditSearch(
        patient_id,
        clerk,
        typed.day(first, "--from", today, past=True),
        typed.day(last, "--to", today, past=True),
        kind,
        limit,
    )
    found = desk.audit.read(search)
    if not isinstance(found, AuditRead):
        raise refusal(found)
    if patient_id is not None:
        desk.audit.looked_at(patient_id)
    document = {"acts": [_act(each) for each in found.acts], "looks": [_look(each) for each in found.looks]}
    answer(document, list(_lines(found)) or ["Nothing of that kind is in the audit."])


@audit.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Path of the file, which must not exist yet; only you can read it.")],
    form: Annotated[ExportForm, typer.Option("--format", help="A sheet, or a JSON document a line.")] = ExportForm.CSV,
    patient: Annotated[str | None, typer.Option(help="Only what touched this patient.")] = None,
    clerk: Annotated[str, typer.Option(metavar="NAME", help="Only one clerk's, by username or name.")] = "",
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, by the machine's clock.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")] = None,
    kind: Annotated[str, typer.Option(help="Only one kind of act or look, such as book or card.")] = "",
) -> None:
    """Write acts, with every value before and after, and looks to FILE. The export itself is in the audit."""
    from clerkdesk.services.audit.audit import AuditSearch

    desk = desks.open_desk(context)
    search = AuditSearch(
        None if patient is None else typed.the_patient(desk, patient, "--patient"),
        clerk,
        typed.day(first, "--from", desk.context.today, past=True),
        typed.day(last, "--to", desk.context.today, past=True),
        kind,
    )
    target = file.expanduser().absolute()
    if target.exists() or not target.parent.is_dir():
        why = "exists already" if target.exists() else "is in a folder that does not exist"
        raise CommandFailure("not_written", f"{target} {why}. Give another name; nothing was written.", "FILE")
    found = desk.audit.export(search, form)
    if not isinstance(found, Iterator):
        raise refusal(found)
    lines = _write(target, found) - (form is ExportForm.CSV)
    answer({"file": target, "format": form, "lines": lines}, [f"Written: {target} ({count_words(lines, 'line')})."])


def _write(target: Path, lines: Iterator[str]) -> int:
    """Write lines to a file that only its owner can read, and return their number."""
    count = 0
    try:
        opened = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as written:
            for line in lines:
                written.write(f"{line}\n")
                count += 1
    except OSError as fault:
        raise CommandFailure("not_written", f"{target} could not be written: check its folder.", "FILE") from fault
    return count


@audit.command()
def verify(
    context: typer.Context,
    anchor: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Another anchor, such as the one beside a copy; else this machine's own."),
    ] = None,
) -> None:
    """Hold every row against the audit and follow its chain; name each change that no act made. Ends with 3 if any."""
    if anchor is not None and not anchor.expanduser().is_file():
        raise CommandFailure("no_anchor", "No file has this name.", "--anchor")
    from clerkdesk.services.acts.answers import Refused
    from clerkdesk.services.audit.following import ChainFault

    desk = desks.open_desk(context)
    with shown("rows") as tell:
        rows = desk.audit.verify(tell)
    if isinstance(rows, Refused):
        raise refusal(rows)
    chain = desk.audit.follow_chain(None if anchor is None else anchor.expanduser())
    document = {
        "rows": rows.rows,
        "tables": rows.tables,
        "known_by_number": rows.known_by_number,
        "findings": [_finding(each) for each in rows.found],
        "chain": {
            "links": chain.links,
            "anchored": chain.anchored,
            "anchor": chain.anchor,
            "unreadable": chain.unreadable,
            "anchor_begins_at": chain.begins_at,
            "before_anchor": chain.before_anchor,
            "restored": [{"at": each.at, "lost": each.lost} for each in chain.restored],
            "findings": [
                {"what": each.what, "link": each.link, "about": each.about, "sentence": each.sentence}
                for each in chain.found
            ],
        },
    }
    lines = [*(each.sentence for each in rows.found), rows.sentence]
    lines += [*(each.sentence for each in chain.found), chain.sentence]
    answer(document, lines)
    if not rows.found and {each.what for each in chain.found} == {ChainFault.ANCHOR_GONE}:
        sentence = "Nothing was found changed; whether the end of the audit is whole can't be told without an anchor."
        raise CommandFailure("no_anchor", sentence, None, ExitCode.REFUSED, document=document)
    if rows.found or chain.found:
        sentence = "No act of a desk made these changes. Keep a copy of the database, and tell whoever answers for it."
        raise CommandFailure("tampered", sentence, None, ExitCode.REFUSED, document=document)


def _act(act: AuditedAct) -> dict[str, object]:
    return {
        "id": act.id, "kind": act.kind, "name": act.name, "at": act.at, "clerk": act.clerk, "desk": act.desk,
        "undone": act.is_undone, "wrote": [_row(each) for each in act.wrote],
    }  # fmt: skip


def _row(row: AuditedRow) -> dict[str, object]:
    return {
        "table": row.table, "row": row.row, "operation": row.operation, "before": row.before, "after": row.after,
    }  # fmt: skip


def _look(look: Look) -> dict[str, object]:
    return {
        "kind": look.kind, "at": look.at, "clerk": look.clerk, "desk": look.desk, "patient_id": look.patient_id,
        "detail": look.detail,
    }  # fmt: skip


def _finding(found: Tampered) -> dict[str, object]:
    return {
        "what": found.what, "table": found.table, "row": found.row, "count": found.count, "sentence": found.sentence,
        "columns": [
            {"column": each.column, "audited": each.audited, "stored": each.stored} for each in found.differences
        ],
    }  # fmt: skip


def _lines(found: AuditRead) -> Iterator[str]:
    for act in found.acts:
        undone = " (undone)" if act.is_undone else ""
        yield f"{act.at:%a %d %b %Y %H:%M:%S}  {act.name}{undone}, by {act.clerk} at {act.desk}"
        for row in act.wrote:
            yield f"    {row.words}"
    for look in found.looks:
        whose = f" of patient {look.patient_id}" if look.patient_id is not None else f" for “{look.detail}”"
        yield f"{look.at:%a %d %b %Y %H:%M:%S}  {look.kind}{whose}, by {look.clerk} at {look.desk}"
