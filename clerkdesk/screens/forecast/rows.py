"""Draws a forecast: the line above, the chart, the words beside it, and a row for each scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clerkdesk.rules.forecast.scenarios import Scenario, read_scenario
from clerkdesk.rules.values.date_words import short_day_words
from clerkdesk.services.forecast.lines import (
    NOTHING,
    clinic_line,
    flow_line,
    gap_line,
    last_line,
    outlook_line,
    span,
    within_line,
)
from clerkdesk.widgets.band_chart import BandPoint, band_chart
from clerkdesk.widgets.columns import Cell, Column
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, MUTED, Piece, flow, plain

if TYPE_CHECKING:
    from clerkdesk.services.forecast.answers import ForecastAnswer

AS_IT_IS = ""
_MOST_SCENARIOS = 9
"""Scenarios side by side, with things as they are."""
_SOON = timedelta(weeks=5)
"""From when a change that is decided today can hold: patients of the weeks before are booked."""


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One scenario, or the row that asks for another."""

    number: int
    scenario: str
    said: ForecastAnswer | None
    """None while it is reckoned, and for the row that asks."""
    asks: bool = False

    @property
    def words(self) -> str:
        """The scenario as a row says it."""
        if self.asks:
            return "type another"
        return self.scenario or "as it is"


def usual_scenarios(today: date) -> tuple[str, ...]:
    """Return the scenarios that a screen begins with, the first of things as they are."""
    soon = today + _SOON
    monday = soon - timedelta(days=soon.weekday())
    return (AS_IT_IS, f"+2 clinics from {monday.day} {monday:%b}".lower(), "dna -1")


def still_readable(scenarios: Sequence[str], today: date) -> tuple[str, ...]:
    """Return the scenarios that can be reckoned today: a day of one that was typed earlier may have passed."""
    return tuple(each for each in scenarios if isinstance(read_scenario(each, today), Scenario))


def with_another(scenarios: Sequence[str], another: str) -> tuple[str, ...]:
    """Return the scenarios with another one; the oldest make room, but never things as they are."""
    others = [each for each in scenarios if each not in (AS_IT_IS, another)]
    return (AS_IT_IS, *others[-(_MOST_SCENARIOS - 2) :], another)


def scenario_rows(scenarios: Sequence[str], said: Sequence[ForecastAnswer]) -> tuple[ScenarioRow, ...]:
    """Return a row for each scenario, and the one that asks for another."""
    found = {each.scenario: each for each in said}
    rows = [ScenarioRow(number, each, found.get(each)) for number, each in enumerate(scenarios, 1)]
    return (*rows, ScenarioRow(len(rows) + 1, "", None, asks=True))


def _share(row: ScenarioRow) -> Cell:
    if row.asks:
        return Cell("")
    if row.said is None or not row.said.weeks:
        return Cell("…" if row.said is None else "–", "muted")
    last = row.said.weeks[-1].within
    return Cell(f"{span(last)}%")


def _met(row: ScenarioRow) -> Cell:
    if row.said is None or not row.said.weeks:
        return Cell("")
    met = row.said.first_week_met
    return Cell("not met", "warning") if met is None else Cell(short_day_words(met), "good")


def _stops(row: ScenarioRow) -> Cell:
    if row.said is None or row.said.gap is None:
        return Cell("")
    stops = row.said.gap.stops
    return Cell("nothing", "muted") if stops.high < NOTHING else Cell(span(stops))


def _clinics(row: ScenarioRow) -> Cell:
    gap = None if row.said is None else row.said.gap
    return Cell("" if gap is None or gap.sessions is None or gap.stops.high < NOTHING else span(gap.sessions))


SCENARIO_COLUMNS: tuple[Column[ScenarioRow], ...] = (
    Column("", lambda row: str(row.number), 2, right=True),
    Column("Scenario", lambda row: row.words, 22, 60),
    Column("Within", _share, 10, right=True),
    Column("Met", _met, 10),
    Column("Lacks stops", _stops, 12, right=True),
    Column("Clinics", _clinics, 8, right=True),
)


def summary(said: ForecastAnswer, width: int) -> Iterator[Piece]:
    """Yield whether the standard is met, on as many lines as needed."""
    if said.too_small:
        return flow([(f"{said.within:.1f}% within now", ACT), (said.too_small, "$warning")], width)
    met = said.first_week_met is not None
    texts = [(within_line(said), ACT), (outlook_line(said), MUTED if met else "$warning")]
    return flow([*texts, *((f"Target {each.sentence}", MUTED) for each in said.targets)], width)


def chart(said: ForecastAnswer, width: int, height: int) -> str:
    """Return the chart of the share within the standard, with a month below the week in which it begins."""
    points, month = [], 0
    for week in said.weeks:
        begins = week.ends.month != month
        month = week.ends.month
        points.append(BandPoint(week.within.low, week.within.high, f"{week.ends:%b}" if begins else ""))
    lines = list(band_chart(points, said.percent, width, height, "standard")) if points else []
    return "\n".join(lines)


def words(said: ForecastAnswer) -> str:
    """Return the lines beside the chart."""
    if said.too_small:
        return flow_line(said)
    return "\n".join((flow_line(said), clinic_line(said), gap_line(said), last_line(said)))


def why_sheet_of(said: ForecastAnswer) -> Sheet:
    """Return the sheet with how a forecast was reckoned."""
    pieces: list[Piece] = [(f"{said.sentence}\n", ACT), f"Scenario: {said.scenario_words}\n\n"]
    for sentence in said.assumptions:
        pieces += [("· ", MUTED), f"{sentence}\n"]
    return Sheet(f"How this was reckoned: {said.name}", plain(*pieces))
