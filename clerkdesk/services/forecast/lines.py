"""A forecast in lines for a person; screens and commands print the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from clerkdesk.rules.forecast.control_limits import ControlChart
from clerkdesk.rules.forecast.engine import Estimate, ForecastWeek
from clerkdesk.rules.forecast.standards import STANDARDS
from clerkdesk.rules.values.date_words import count_words, day_words, short_day_words
from clerkdesk.services.forecast.answers import DemandAnswer, ForecastAnswer

NOTHING = 0.05
"""Stops a week below which nothing is lacking."""


def band(estimate: Estimate, unit: str = "", decimals: int = 0) -> str:
    """Return a number with its band: `58% (55 to 61)`; no number is ever shown without it."""
    low, middle, high = (f"{each:,.{decimals}f}" for each in (estimate.low, estimate.middle, estimate.high))
    return f"{middle}{unit}" if low == middle == high else f"{middle}{unit} ({low} to {high})"


def span(estimate: Estimate) -> str:
    """Return a band alone: `55 to 61`."""
    low, high = f"{estimate.low:,.0f}", f"{estimate.high:,.0f}"
    return low if low == high else f"{low} to {high}"


def outlook_line(said: ForecastAnswer) -> str:
    """Return whether the share is met, and when."""
    last = said.weeks[-1]
    if said.first_week_met is None:
        return f"{said.percent}% not met by {day_words(last.ends)}"
    sure = "" if said.surely_met is None else f", surely by {short_day_words(said.surely_met)}"
    return f"{said.percent}% met by {day_words(said.first_week_met)}{sure}"


def within_line(said: ForecastAnswer) -> str:
    """Return the share within the standard now, and in the last week."""
    last = said.weeks[-1]
    ahead = count_words(len(said.weeks), "week")
    words = STANDARDS[said.standard].words.capitalize()
    return f"{words}: {said.within:.1f}% now, {span(last.within)}% in {ahead}"


def flow_line(said: ForecastAnswer) -> str:
    """Return what joins and leaves the list in a mean week."""
    flows = said.flows
    return (
        f"Each week: in {flows.joined:.1f}, out by stops {flows.stopped:.1f}, out otherwise {flows.otherwise:.1f}, "
        f"list {flows.growth:+.1f}"
    )


def clinic_line(said: ForecastAnswer | DemandAnswer) -> str:
    """Return the clinics of a mean week, and the published weeks with fewer or more."""
    published, held = said.published, f"Clinics: {said.sessions_a_week:.1f} a week"
    if not published.weeks:
        return f"{held}, no week ahead is published"
    if not published.fewer and not published.more:
        return f"{held}, as usual in every published week"
    low, high = published.least, published.most
    parts = [f"{held}, {low if low == high else f'{low} to {high}'} published"]
    for mondays, what in ((published.fewer, "fewer"), (published.more, "more")):
        if mondays:
            parts.append(f"{what} in {_weeks(mondays, published.weeks)}")
    if published.capped:
        parts.append(f"{published.most_counted:.1f} counted at most")
    return "; ".join(parts)


def _weeks(mondays: Sequence[date], of: int) -> str:
    """Return which published weeks are meant: the only one by its Monday, several by their number."""
    if len(mondays) == 1:
        return f"the week of {short_day_words(mondays[0])}"
    return "every week" if len(mondays) == of else f"{len(mondays)} of {of} weeks"


def signal_words(found: DemandAnswer, index: int) -> str:
    """Return of what a week is a signal; empty if of nothing."""
    charts = (("new waits", found.joined), ("stops", found.stopped))
    what = [name for name, each in charts if each is not None and index in each.signals]
    return f"a signal: {' and '.join(what)}" if what else ""


def chart_line(what: str, chart: ControlChart) -> str:
    """Return the mean of weekly numbers, their limits, and how many weeks are a signal."""
    number = len(chart.signals)
    signals = f"{count_words(number, 'week')} {'is' if number == 1 else 'are'} a signal" if number else "no signal"
    return f"{what}: mean {chart.mean:.1f} a week, limits {chart.low:.1f} to {chart.high:.1f}, {signals}"


def gap_line(said: ForecastAnswer) -> str:
    """Return what is lacking to reach the share in the last week."""
    gap = said.gap
    if gap is None or gap.stops.high < NOTHING:
        return f"Nothing is lacking to meet {said.percent}% by {day_words(said.weeks[-1].ends)}."
    parts = [f"{span(gap.stops)} stops more a week"]
    for each, what in ((gap.attendances, "attendances"), (gap.sessions, "clinics")):
        if each is not None:
            parts.append(f"{span(each)} {what}")
    return f"To meet {said.percent}%: {' = '.join(parts)}"


def last_line(said: ForecastAnswer) -> str:
    """Return how wrong a kept forecast was about the list of today, or else the same method from then."""
    for found, who in ((said.last_said, "Last time"), (said.backtest, "The same method")):
        if found is None:
            continue
        off = abs(found.waiting.middle - found.waiting_came)
        came = found.waiting_came
        percent = f": {100 * off / came:.1f}% off" if came else ""
        return (
            f"{who} ({short_day_words(found.said_on)}): said {band(found.waiting)}, is {came:,}{percent}; "
            f"{span(found.within)}%, is {found.within_came:.1f}%"
        )
    return "How wrong it is cannot be told yet: twelve weeks ago there were too few facts."


def week_lines(said: ForecastAnswer, every: int = 4) -> Iterator[str]:
    """Yield a table of every so many weeks, and of the last."""
    yield f"{'Week to':<16}  {STANDARDS[said.standard].words:<26}  waiting"
    for number, week in enumerate(said.weeks, 1):
        if number % every == 0 or number == len(said.weeks):
            yield week_line(week)


def week_line(week: ForecastWeek) -> str:
    """Return one week."""
    return f"{day_words(week.ends):<16}  {band(week.within, '%', 1):<26}  {band(week.waiting)}"


def forecast_lines(said: ForecastAnswer) -> Iterator[str]:
    """Yield a whole forecast with its assumptions."""
    yield said.sentence
    yield f"{said.waiting:,} waiting on {day_words(said.on)}, {said.within:.1f}% {STANDARDS[said.standard].words}."
    if said.too_small:
        return
    yield f"Scenario: {said.scenario_words}"
    yield ""
    yield from week_lines(said)
    yield ""
    yield flow_line(said)
    yield clinic_line(said)
    yield gap_line(said)
    if said.gap is not None and said.gap.slots is not None and said.gap.stops.high >= NOTHING:
        yield f"With the slots that are missed: {span(said.gap.slots)} slots more a week"
    yield from (f"Target: {target.sentence}" for target in said.targets)
    yield last_line(said)
    yield ""
    yield "How this was reckoned"
    yield from (f"- {sentence}" for sentence in said.assumptions)


def summary_line(said: ForecastAnswer) -> str:
    """Return one line of a list of forecasts."""
    name = f"{said.name[:24]:<25}{said.waiting:>7,} {said.within:>5.1f}%"
    if said.too_small:
        return f"{name}  {said.too_small}"
    last = said.weeks[-1].within
    return f"{name}  {f'{span(last)}%':>11}  {outlook_line(said)}"
