"""`clerkdesk import` reads files of other systems and answers with the result of every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import progress
from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.rules.values.date_words import count_words

if TYPE_CHECKING:
    from clerkdesk.interop.reading.records import RowProblem
    from clerkdesk.services.imports.by_column import ColumnReport
    from clerkdesk.services.imports.report import ImportReport

MOST_SHOWN = 40
"""Maximum flagged or rejected rows listed for a person; `--json` has them all."""

_TOTALS = (
    "Every row read is added, updated, unchanged or rejected, and these four add up to the rows read; a file that "
    "can't be read counts as one. A flagged row is one of the first three, with something that you should look at. "
    "The same file twice changes nothing."
)

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="One or more files.")]


def register(app: typer.Typer) -> None:
    """Add `import ers`, `import patients` and `import clinics`."""
    importing = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=f"Import files. {_TOTALS}")
    importing.command("ers", epilog=_TOTALS)(ers)
    importing.command("patients", epilog=_TOTALS)(patients)
    importing.command("clinics", epilog=_TOTALS)(clinics)
    app.add_typer(importing, name="import")


def ers(context: typer.Context, files: Files) -> None:
    """Import e-RS worklists and referral requests (FHIR STU3); the UBRN tells one referral from another."""
    paths = _paths(files)
    desk = desks.open_desk(context)
    with progress.shown("rows") as tell:
        report = desk.imports.ers(paths, tell)
    _answer(report)


def patients(
    context: typer.Context,
    files: Files,
    mapping: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.toml", help='File that names your own columns: [columns], then "NHS No." = "nhs_number".'
        ),
    ] = None,
) -> None:
    """Import patients from CSV, or from FHIR R4 in the form of the Personal Demographics Service."""
    from clerkdesk.interop.reading.json_reading import UnreadableFileError
    from clerkdesk.interop.spreadsheets.csv_columns import load_mapping

    paths = _paths(files)
    try:
        columns = load_mapping(Path(mapping)) if mapping is not None else None
    except UnreadableFileError as fault:
        raise CommandFailure("wrong_mapping", str(fault), "--mapping") from fault
    desk = desks.open_desk(context)
    with progress.shown("rows") as tell:
        report = desk.imports.patients(paths, columns, tell)
    _answer(report)


def clinics(context: typer.Context, files: Files) -> None:
    """Import sites, specialties, professionals, clinics and weekly templates from TOML; `publish` makes sessions."""
    paths = _paths(files)
    desk = desks.open_desk(context)
    with progress.shown("items") as tell:
        report = desk.imports.clinics(paths, tell)
    _answer(report)


def _paths(files: Sequence[str]) -> list[Path]:
    """Return the files. A path without a file is a typing mistake, and nothing begins."""
    paths = [Path(file) for file in files]
    standing = {_what_stands(path) for path in paths}
    if "file" in standing:
        return paths
    if "folder" in standing:
        raise CommandFailure("folder", "This is a folder; name the files inside it, such as FOLDER/*.json.", "FILE")
    raise CommandFailure("no_such_file", "This file does not exist; check the name and the folder.", "FILE")


def _what_stands(path: Path) -> Literal["file", "folder", "nothing"]:
    """Return what is at a path; an impossible name, such as one too long, has nothing."""
    try:
        if path.is_dir():
            return "folder"
        return "file" if path.exists() else "nothing"
    except OSError:
        return "nothing"


def _answer(report: ImportReport) -> None:
    document: dict[str, object] = {
        "read": report.read,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "flagged": [_problem(problem) for problem in report.flagged],
        "rejected": [_problem(problem) for problem in report.rejected],
    }
    if report.columns:
        document["columns"] = [asdict(column) for column in report.columns]
    answer(document, _lines(report))


def _problem(problem: RowProblem) -> dict[str, str]:
    return {"source": problem.source, "item": problem.item, "reason": problem.reason}


def _lines(report: ImportReport) -> Iterator[str]:
    yield (
        f"Read {report.read}: {report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{len(report.rejected)} rejected. Flagged: {len(report.flagged)}."
    )
    for title, problems in (("Flagged", report.flagged), ("Rejected", report.rejected)):
        for problem in problems[:MOST_SHOWN]:
            yield f"{title}: {problem.source}, {problem.item}: {problem.reason}"
        if len(problems) > MOST_SHOWN:
            yield f"{title}: {len(problems) - MOST_SHOWN} more; `--json` lists them all."
    yield from _by_column(report)


def _by_column(report: ImportReport) -> Iterator[str]:
    """Yield the use of each column, file by file; unread columns come first, since data may be lost."""
    for source in dict.fromkeys(column.source for column in report.columns):
        mine = [column for column in report.columns if column.source == source]
        unread = [f"{column.column} ({count_words(column.values, 'row')})" for column in mine if not column.read_as]
        if unread:
            yield f"Unread columns of {source}: {', '.join(unread)}. For CSV, a mapping file can name them."
        yield f"Columns of {source}:"
        for column in mine:
            if column.read_as:
                yield f"  {column.column}, read as {column.read_as}: {_counts_of(column)}"


def _counts_of(column: ColumnReport) -> str:
    said = {
        "read": column.read,
        "no value": column.no_value,
        "left out": column.left_out,
        "kept beside": column.kept_beside,
        "changed here": column.changed,
        "flagged": column.flagged,
    }
    return ", ".join(f"{count} {what}" for what, count in said.items() if count) + "."
