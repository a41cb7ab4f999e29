"""The plain commands for figures, `report ptl`, `starts-moved` and `removals`: for a person, as CSV or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import unknown_specialty, wrong
from clerkdesk.cli.output import Document, answer, warn
from clerkdesk.cli.written_files import write_file
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from clerkdesk.data.queries.reports.removals import MovedStart, Removal
    from clerkdesk.rules.reports.waiting_figures import Figures, WaitingBand
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reports.oversight import LookedOver
    from clerkdesk.services.reports.reports import Part, WaitingListReport

_BAR_WIDTH = 40
Row = TypeVar("Row", "MovedStart", "Removal")

report = typer.Typer(help="Figures for those who answer for the list.")


def register(app: typer.Typer) -> None:
    """Add `report`."""
    app.add_typer(report, name="report")


@report.command()
def ptl(
    context: typer.Context,
    specialty: Annotated[str | None, typer.Option(help="Code or name; the whole list if left out.")] = None,
    csv_file: Annotated[
        str | None, typer.Option("--csv", metavar="FILE|-", help="Write CSV to a file, or to standard output.")
    ] = None,
) -> None:
    """Print the waiting list in figures: by week, specialty, priority, booked or not, with a chart of the waits."""
    from clerkdesk.services.reports.csv import csv_of
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    desk = desks.open_desk(context)
    gone_by = desk.checks.dates_gone_by()
    if gone_by:
        warn(f"{count_words(gone_by, 'clock')} changed by a date that went by: `clerkdesk due` counts them so.")
    found = desk.reports.ptl(specialty)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    if csv_file is None:
        answer(document_of(found), lines_of(found))
        return
    text = csv_of(found)
    if csv_file == "-":
        answer(document_of(found), text.splitlines())
        return
    write_file(Path(csv_file), text)
    answer({**document_of(found), "file": csv_file}, (f"Written: {csv_file}",))


From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day; four weeks back if left out.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; today if left out.")]
Who = Annotated[str, typer.Option("--clerk", metavar="NAME", help="Only one clerk's, by username or name.")]
CsvFile = Annotated[
    str | None, typer.Option("--csv", metavar="FILE|-", help="Write CSV to a file, or to standard output.")
]


@report.command("starts-moved")
def starts_moved(
    context: typer.Context, first: From = None, last: To = None, clerk: Who = "", csv_file: CsvFile = None
) -> None:
    """List the moved starts and cancer milestones: old day, new day, clerk, who agreed, and the source."""
    from clerkdesk.data.queries.reports.removals import MovedStart
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    days = _period(desk, first, last)
    found = desk.reports.moved_starts(*days, clerk)
    if isinstance(found, WrongInput):
        raise wrong(found)
    _answer_rows(found, MovedStart, _moved_line, ("start", " moved"), csv_file)


@report.command()
def removals(
    context: typer.Context, first: From = None, last: To = None, clerk: Who = "", csv_file: CsvFile = None
) -> None:
    """List removals from a list or from the count, other than by an outcome: reason, clerk and proof."""
    from clerkdesk.data.queries.reports.removals import Removal
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    days = _period(desk, first, last)
    found = desk.reports.removals(*days, clerk)
    if isinstance(found, WrongInput):
        raise wrong(found)
    _answer_rows(found, Removal, _removal_line, ("removal", ""), csv_file)


def _period(desk: Desk, first: str | None, last: str | None) -> tuple[date | None, date | None]:
    today = desk.context.today
    return typed.day(first, "--from", today, past=True), typed.day(last, "--to", today, past=True)


def _answer_rows(
    found: LookedOver[Row], kind: type[Row], line: Callable[[Row], str], what: tuple[str, str], csv_file: str | None
) -> None:
    from clerkdesk.services.reports.csv import csv_of_rows

    rows = [asdict(row) | ({"days_lost": row.days_lost} if hasattr(row, "days_lost") else {}) for row in found.rows]
    document = {"from": found.first, "to": found.last, "by_clerk": dict(found.by_clerk), "rows": rows}
    if csv_file is None:
        by_clerk = ", ".join(f"{name} {count}" for name, count in found.by_clerk) or "none"
        many = f"{count_words(len(found.rows), what[0])}{what[1]}"
        head = f"{day_words(found.first)} to {day_words(found.last)}: {many}; by clerk: {by_clerk}"
        answer(document, (head, *(line(row) for row in found.rows)))
        return
    text = csv_of_rows(found.rows, kind)
    if csv_file == "-":
        answer(document, text.splitlines())
        return
    write_file(Path(csv_file), text)
    answer({**document, "file": csv_file}, (f"Written: {csv_file}",))


def _moved_line(row: MovedStart) -> str:
    before = day_words(row.before) if row.before is not None else "an unknown day"
    agreed = f", {row.agreed_by} agreed" if row.agreed_by else ""
    why = "; ".join(part for part in (row.reason, row.source) if part) or "no source given"
    what = f"{row.what}: " if row.what else ""
    after = f" to {day_words(row.after)}" if row.after is not None else ", taken out"
    return (
        f"{day_words(row.on)}  {list_name(row.family_name, row.given_name)}  pathway {row.pathway_id}  "
        f"{what}{before}{after}  {row.by}{agreed}  ({why})"
    )


def _removal_line(row: Removal) -> str:
    waited = f"{row.days_on_list} days on the list" if row.days_on_list is not None else "time on the list not known"
    proof = "; ".join(part for part in (row.decided_by, row.source) if part) or "no proof kept with it"
    return (
        f"{day_words(row.on)}  {list_name(row.family_name, row.given_name)}  entry {row.entry_id}  {row.clerk}: "
        f"{row.reason}  ({proof}; {waited})"
    )


def document_of(found: WaitingListReport) -> Document:
    """Return the report with the contract's keys."""
    return {
        "as_of": found.as_of,
        "specialty": found.specialty,
        **_figures(found.total),
        "by_specialty": [_part(part) for part in found.by_specialty],
        "by_priority": [_part(part) for part in found.by_priority],
        "by_booked": [_part(part) for part in found.by_booked],
        "week_bands": list(found.week_bands),
        "screen_groups": list(found.screen_groups),
        "out_of_turn": dict(found.out_of_turn),
        "reviews_by_age": dict(found.reviews_by_age),
        "escalations_by_age": dict(found.escalations_by_age),
        "targets": [
            {
                "measure": each.target.measure,
                "percent": each.target.percent,
                "points": each.target.points,
                "by": each.target.by,
                "source": each.target.source,
                "share": each.share,
                "met": each.met,
                "sentence": each.sentence,
            }
            for each in found.targets
        ],
        "starts_moved": dict(found.starts_moved),
        "removals": dict(found.removals),
    }


def _part(part: Part) -> Document:
    return {"code": part.code, "name": part.name, **_figures(part.figures)}


def _figures(figures: Figures) -> Document:
    return asdict(figures) | {"over_weeks": {str(weeks): count for weeks, count in figures.over_weeks}}


def lines_of(found: WaitingListReport) -> Iterator[str]:
    """Yield the report for a person, with a chart of the waits."""
    where = f", {found.specialty}" if found.specialty else ""
    yield f"Waiting list on {day_words(found.as_of)}{where}"
    yield ""
    yield _heading()
    yield _line("all", found.total)
    yield ""
    for parts in (found.by_priority, found.by_booked, found.by_specialty):
        for part in parts:
            yield _line(part.name, part.figures)
        yield ""
    yield "Weeks waited"
    yield from chart(found.screen_groups)
    yield ""
    yield f"Booked out of turn in 4 weeks: {sum(count for _reason, count in found.out_of_turn):,}"
    yield f"Clinical reviews open, by days: {_ages(found.reviews_by_age)}"
    yield f"Escalations open, by days: {_ages(found.escalations_by_age)}"
    yield ""
    yield from (f"Target: {each.sentence}" for each in found.targets)
    yield ""
    yield f"Starts moved in 4 weeks: {_ages(found.starts_moved) or 'none'}"
    yield f"Removals in 4 weeks: {_ages(found.removals) or 'none'}"


def chart(groups: tuple[WaitingBand, ...], width: int = _BAR_WIDTH) -> Iterator[str]:
    """Yield one bar for each group, in proportion to the biggest, with the count and the share so far."""
    biggest = max((group.count for group in groups), default=0) or 1
    block = "█" if "utf" in (sys.stdout.encoding or "").lower() else "#"
    for group in groups:
        # One waiting patient always shows as a bar.
        length = max(round(group.count * width / biggest), 1 if group.count else 0)
        yield f"{group.name:>7}  {block * length:<{width}} {group.count:>7,}  {group.cumulative_percent:>5.1f}%"


def _heading() -> str:
    return f"{'':<24}{'waiting':>9}{'18 weeks':>10}{'over 52':>9}{'median':>9}{'92nd':>9}{'unknown':>9}"


def _line(name: str, figures: Figures) -> str:
    percent = f"{figures.percent_within:.1f}%" if figures.percent_within is not None else "-"
    return (
        f"{name[:23]:<24}{figures.waiting:>9,}{percent:>10}{figures.over_52_weeks:>9,}"
        f"{_weeks(figures.median_days):>9}{_weeks(figures.percentile_92_days):>9}{figures.unknown_starts:>9,}"
    )


def _weeks(days: float | None) -> str:
    return "-" if days is None else f"{days / 7:.1f}w"


def _ages(counts: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name}: {count:,}" for name, count in counts)
