"""Rolls a list forward week by week (R-927): everybody a week older, then new waits, other removals, and stops.

Who is stopped follows the rates that the desk's own weeks show, not a strict order: the longest wait is not always the
next to be treated. `longest_first` is the flattering case, and is called "at best" wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import mul, sub
from random import Random
from statistics import quantiles

from clerkdesk.rules.forecast.age_bands import AgeBands
from clerkdesk.rules.forecast.own_history import OwnHistory

RUNS = 200
SEED = 901
"""The seed of every forecast: the same facts give the same numbers."""
MOST_OF_RATES = 1.5
"""Stops over those that the rates give; what goes beyond is for the longest waits, as a desk uses spare clinics."""
_ROUNDING = 1e-9
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What a coming week has beside a past one."""

    capacity: float = 1.0
    """Clinics of the week over those of a past week."""
    more_stops: float = 0.0
    """Stops beyond the past week's; below 0 for fewer."""
    demand: float = 1.0
    """New waits over those of a past week."""
    validated: float = 0.0
    """Share of the whole list that validation takes off in this week, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its band."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class ForecastWeek:
    """The list at the end of one coming week."""

    ends: date
    """Its Sunday."""
    within: Estimate
    """Share within the standard in per cent."""
    waiting: Estimate


def step(
    people: Sequence[float], joined: float, keep: Sequence[float], rates: Sequence[float], stops: float
) -> list[float]:
    """Return a list one week later.

    Args:
        people: number in each band of age.
        joined: new waits.
        keep: share of each band that does not leave otherwise.
        rates: share of each band that a mean week stops.
        stops: to be spread over the bands in proportion to their rates.
    """
    older = [joined, *people[:-2], people[-2] + people[-1]]
    return stopped_by_rates(list(map(mul, older, keep)), rates, stops)


def stopped_by_rates(people: list[float], rates: Sequence[float], stops: float) -> list[float]:
    """Return a list after stops in proportion to the rates of its bands; many more than usual go to the longest waits.

    A band that would fall below nobody is emptied, and the rest is spread over the others.
    """
    if stops <= 0:
        return people
    weights = list(map(mul, people, rates))
    total = sum(weights)
    each = min(stops / total, MOST_OF_RATES) if total > 0 else 0.0
    if each <= 1 or each * max(rates) <= 1:
        # Not strict: both are of one length, and this line runs for every week of every run.
        rest = [number - each * weight for number, weight in zip(people, weights)]  # noqa: B905
        spare = stops - each * total
        return longest_first(rest, spare) if spare > _ROUNDING else rest
    emptied = [number if rate * each >= 1 else 0.0 for number, rate in zip(people, rates, strict=True)]
    left = list(map(sub, people, emptied))
    spared = [0.0 if rate * each >= 1 else rate for rate in rates]
    return stopped_by_rates(left, spared, stops - sum(emptied))


def longest_first(people: Sequence[float], stops: float) -> list[float]:
    """Return a list after its longest waits were stopped."""
    left, found = stops, list(people)
    for band in reversed(range(len(found))):
        if left <= 0:
            break
        taken = min(left, found[band])
        found[band] -= taken
        left -= taken
    return found


def at_best(
    people: Sequence[float], bands: AgeBands, weeks: int, joined: float, stops: float, otherwise: float
) -> list[tuple[float, float]]:
    """Return the list and its share within the standard for each week, if only the longest waits are ever stopped.

    Those who leave otherwise come from all ages alike.
    """
    found = []
    for _ in range(weeks):
        total = sum(people) + joined
        keep = [1 - otherwise / total if total else 1.0] * len(people)
        people = longest_first(step(people, joined, keep, keep, 0), stops)
        found.append((sum(people), bands.share_within(people)))
    return found


def forecast(
    history: OwnHistory, plans: Sequence[WeekPlan], runs: int = RUNS, seed: int = SEED
) -> tuple[ForecastWeek, ...]:
    """Return the coming weeks with low, middle and high of many runs.

    Each run draws whole past weeks, so that a full week comes with what it takes. It draws them from its own sample of
    the past, since the past itself is one sample of what can happen.

    Args:
        history: with at least one past week.
        plans: one for each coming week.
        runs: number of runs.
        seed: the same seed gives the same runs.
    """
    random = Random(seed)
    keeps = _keeps(history)
    shares: list[list[float]] = [[] for _ in plans]
    sizes: list[list[float]] = [[] for _ in plans]
    every = range(len(history.weeks))
    for _ in range(runs):
        sample = random.choices(every, k=len(every))
        _run(history, plans, random.choices(sample, k=len(plans)), keeps, shares, sizes)
    return tuple(
        ForecastWeek(history.on + _WEEK * (number + 1), estimate(within), estimate(waiting))
        for number, (within, waiting) in enumerate(zip(shares, sizes, strict=True))
    )


def _run(
    history: OwnHistory,
    plans: Sequence[WeekPlan],
    drawn: Sequence[int],
    keeps: Sequence[Sequence[float]],
    shares: Sequence[list[float]],
    sizes: Sequence[list[float]],
) -> None:
    """Roll the list forward once, and add each week's share and size."""
    people: list[float] = list(history.people)
    bands, rates = history.bands, history.stop_rates
    within = bands.last_within + 1
    for number, (plan, index) in enumerate(zip(plans, drawn, strict=True)):
        week = history.weeks[index]
        stops = week.stopped * plan.capacity + plan.more_stops
        people = step(people, week.joined * plan.demand, keeps[index], rates, stops)
        if plan.validated:
            people = [each * (1 - plan.validated) for each in people]
        total = sum(people)
        sizes[number].append(total)
        shares[number].append(100 * sum(people[:within]) / total if total > 0 else 100.0)


def _keeps(history: OwnHistory) -> list[list[float]]:
    """Return, for each past week, the share of each band that stays: its removals over those of a mean week."""
    mean = history.otherwise
    found = []
    for week in history.weeks:
        scale = week.otherwise / mean if mean else 0.0
        found.append([max(1 - rate * scale, 0.0) for rate in history.leave_rates])
    return found


def mean_weeks(history: OwnHistory, plans: Sequence[WeekPlan], sample: Sequence[int], more_stops: float) -> list[float]:
    """Return the list at the end of the plans if every week is the mean of a sample of past weeks.

    Args:
        history: the list and its rates.
        plans: one for each coming week.
        sample: indexes of past weeks.
        more_stops: stops in each week beyond those of the plans.
    """
    weeks = [history.weeks[index] for index in sample]
    joined, stops, otherwise = (
        sum(numbers) / len(weeks)
        for numbers in zip(*((week.joined, week.stopped, week.otherwise) for week in weeks), strict=True)
    )
    scale = otherwise / history.otherwise if history.otherwise else 0.0
    keep = [max(1 - rate * scale, 0.0) for rate in history.leave_rates]
    people: list[float] = list(history.people)
    for plan in plans:
        wanted = stops * plan.capacity + plan.more_stops + more_stops
        people = step(people, joined * plan.demand, keep, history.stop_rates, wanted)
        if plan.validated:
            people = [each * (1 - plan.validated) for each in people]
    return people


def estimate(numbers: Sequence[float]) -> Estimate:
    """Return the band of two or more numbers: eight of ten lie between low and high, and the middle is their median."""
    # Rounded, so that equal numbers stay equal behind the interpolation.
    tenths = [round(each, 6) for each in quantiles(numbers, n=10, method="inclusive")]
    return Estimate(tenths[0], tenths[4], tenths[8])


def first_week_met(weeks: Sequence[ForecastWeek], percent: float, *, surely: bool = False) -> date | None:
    """Return the Sunday of the first week whose middle reaches a share, or None within the horizon.

    Args:
        weeks: of a forecast.
        percent: the share within the standard.
        surely: whether the low must reach it instead of the middle.
    """
    return next((week.ends for week in weeks if (week.within.low if surely else week.within.middle) >= percent), None)
