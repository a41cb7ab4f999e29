"""The plain commands `forecast`, `forecast compare` and `demand`: for a person, as CSV or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from clerkdesk.cli import desk as desks
from clerkdesk.cli import progress
from clerkdesk.cli.answers import unknown_specialty, wrong
from clerkdesk.cli.output import Document, answer
from clerkdesk.cli.written_files import refuse_existing, write_file
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.standards import Standard

if TYPE_CHECKING:
    from clerkdesk.services.forecast.answers import DemandAnswer, ForecastAnswer

_ONE = "of"
"""The name of the command that `forecast` is without the name of another."""


class _ForecastOf(TyperGroup):
    """Commands under `forecast`; words that name none of them ask for a forecast."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the usual command before its words."""
        if not args or args[0] not in self.commands:
            args = [_ONE, *args]
        return super().parse_args(ctx, args)


forecasts = typer.Typer(cls=_ForecastOf, help="Say whether a standard will be met, and what would have it met.")


def register(app: typer.Typer) -> None:
    """Add `forecast` and `demand`."""
    app.add_typer(forecasts, name="forecast")
    app.command()(demand)


Specialty = Annotated[str | None, typer.Argument(metavar="[SPECIALTY]", help="Code or name; every list if left out.")]
Weeks = Annotated[int, typer.Option(help="Weeks ahead, 1 to 104.")]
Target = Annotated[int | None, typer.Option("--target", metavar="P", help="Share within the standard, in per cent.")]
Of = Annotated[Standard, typer.Option("--standard", help="Which standard.")]
CsvFile = Annotated[
    str | None,
    typer.Option("--csv", metavar="FILE|-", help="Write CSV to a file that does not exist yet, or to standard output."),
]


@forecasts.command(_ONE)
def of(
    context: typer.Context,
    specialty: Specialty = None,
    weeks: Weeks = 26,
    scenario: Annotated[
        str, typer.Option(metavar="TEXT", help="Such as '+2 sessions from 4 jan; dna -1; leave w/c 15 feb'.")
    ] = "",
    target: Target = None,
    standard: Of = Standard.EIGHTEEN_WEEKS,
    csv_file: CsvFile = None,
) -> None:
    """Print whether a list will meet its standard, what is lacking, and how wrong the last forecast was.

    A forecast of one specialty is kept, so that the next one is held against it. `clerkdesk forecast compare SPECIALTY
    TEXT...` sets scenarios side by side.
    """
    from clerkdesk.services.acts.answers import WrongInput
    from clerkdesk.services.forecast.answers import ForecastQuestion
    from clerkdesk.services.forecast.lines import forecast_lines, summary_line

    refuse_existing(csv_file)
    desk = desks.open_desk(context)
    question = ForecastQuestion(specialty, weeks, scenario, target, standard)
    if specialty is not None:
        said = desk.forecast.give(question)
        if isinstance(said, WrongInput):
            raise wrong(said)
        _answer((said,), document_of(said), forecast_lines(said), csv_file)
        return
    with progress.shown("lists") as tell:
        every = desk.forecast.each(question, tell)
    if isinstance(every, WrongInput):
        raise wrong(every)
    _answer(every, {"forecasts": [document_of(each) for each in every]}, map(summary_line, every), csv_file)


@forecasts.command()
def compare(
    context: typer.Context,
    specialty: Annotated[str, typer.Argument(help="Code or name.")],
    scenarios: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Scenarios, each quoted.")],
    weeks: Weeks = 26,
    target: Target = None,
    standard: Of = Standard.EIGHTEEN_WEEKS,
    csv_file: CsvFile = None,
) -> None:
    """Print things as they are and each scenario side by side. Nothing is kept."""
    from clerkdesk.services.acts.answers import WrongInput
    from clerkdesk.services.forecast.answers import ForecastQuestion
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    refuse_existing(csv_file)
    desk = desks.open_desk(context)
    said = desk.forecast.compare(ForecastQuestion(specialty, weeks, "", target, standard), ("", *scenarios))
    if isinstance(said, NoSuchSpecialty):
        raise unknown_specialty(said)
    if isinstance(said, WrongInput):
        raise wrong(said)
    _answer(said, {"forecasts": [document_of(each) for each in said]}, _compared(said), csv_file)


def _compared(said: Sequence[ForecastAnswer]) -> Iterator[str]:
    """Yield the scenarios one under the other, each with its share in the last week and what is lacking."""
    from clerkdesk.services.forecast.lines import band, gap_line, outlook_line

    first = said[0]
    yield f"{first.name}: {first.waiting:,} waiting on {day_words(first.on)}, {first.within:.1f}% within the standard"
    if first.too_small:
        yield first.too_small
        return
    for number, each in enumerate(said, 1):
        last = each.weeks[-1]
        yield ""
        yield f"{number} {each.scenario_words}"
        yield f"  {day_words(last.ends)}: {band(last.within, '%', 1)} within, {band(last.waiting)} waiting"
        yield f"  {outlook_line(each)}"
        yield f"  {gap_line(each)}"


def demand(context: typer.Context, specialty: Specialty = None) -> None:
    """Print what joined and left a list in each week, with limits, and the clinics of the next six weeks."""
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    found = desks.open_desk(context).forecast.demand(specialty)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    answer(_demand_document(found), _demand_lines(found))


def _demand_document(found: DemandAnswer) -> Document:
    return {
        "specialty": found.specialty,
        "on": found.on,
        "weeks": list(found.weeks),
        "joined": found.joined,
        "stopped": found.stopped,
        "plan_for": {"percentile_65": found.plan_low, "percentile_85": found.plan_high},
        "coming": list(found.coming),
        "counted": [round(each, 2) for each in found.counted],
        "stops": [round(each, 2) for each in found.stops],
    }


def _demand_lines(found: DemandAnswer) -> Iterator[str]:
    from clerkdesk.services.forecast.lines import chart_line, clinic_line, signal_words

    yield f"{found.name}: {len(found.weeks)} whole weeks to {day_words(found.on)}"
    yield f"{'Week to':<16} {'new':>6} {'stopped':>8} {'otherwise':>10}"
    for index, week in enumerate(found.weeks):
        numbers = f"{day_words(week.ends):<16} {week.joined:>6,} {week.stopped:>8,} {week.otherwise:>10,}"
        yield f"{numbers}  {signal_words(found, index)}".rstrip()
    yield ""
    for what, chart in (("New waits", found.joined), ("Stops", found.stopped)):
        if chart is not None:
            yield chart_line(what, chart)
    if found.plan_low is not None and found.plan_high is not None:
        yield f"Plan for {found.plan_low:.1f} to {found.plan_high:.1f} new waits a week, not for the mean."
    yield clinic_line(found)
    for ahead, counted, stops in zip(found.coming, found.counted, found.stops, strict=True):
        yield (
            f"Week of {day_words(ahead.monday)}: {count_words(ahead.sessions, 'clinic')}, "
            f"{count_words(ahead.slots, 'slot')}; a forecast counts {counted:.1f} clinics, about {stops:.1f} stops"
        )


def document_of(said: ForecastAnswer) -> Document:
    """Return a forecast with the contract's keys."""
    return {
        "specialty": said.specialty,
        "name": said.name,
        "standard": said.standard,
        "target": said.percent,
        "on": said.on,
        "scenario": said.scenario,
        "scenario_words": said.scenario_words,
        "waiting": said.waiting,
        "within": said.within,
        "too_small": said.too_small or None,
        "weeks": list(said.weeks),
        "first_week_met": said.first_week_met,
        "surely_met": said.surely_met,
        "targets": list(said.targets),
        "gap": said.gap,
        "flows": said.flows,
        "assumptions": list(said.assumptions),
        "backtest": _backtest(said),
        "last_said": said.last_said,
        "sentence": said.sentence,
    }


def _backtest(said: ForecastAnswer) -> Document | None:
    found = said.backtest
    if found is None:
        return None
    return {
        "weeks": found.weeks, "error": found.error_percent, "error_points": found.error_points,
        "said_on": found.said_on, "waiting": found.waiting, "waiting_came": found.waiting_came,
        "within": found.within, "within_came": found.within_came,
    }  # fmt: skip


def _answer(said: Sequence[ForecastAnswer], document: Document, lines: Iterator[str], csv_file: str | None) -> None:
    from clerkdesk.services.forecast.csv import csv_of_forecasts

    if csv_file is None:
        answer(document, lines)
    elif csv_file == "-":
        answer(document, csv_of_forecasts(said).splitlines())
    else:
        write_file(Path(csv_file), csv_of_forecasts(said))
        answer({**document, "file": csv_file}, (f"Written: {csv_file}",))
