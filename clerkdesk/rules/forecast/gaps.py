"""What a list lacks to meet its standard by a day: stops, then attendances, slots and clinics (R-928).

Slots are not stops: a pathway takes several attendances, and some slots are lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from clerkdesk.rules.forecast.engine import SEED, Estimate, WeekPlan, estimate, mean_weeks
from clerkdesk.rules.forecast.own_history import OwnHistory

_SAMPLES = 7
"""Samples of the past weeks from which the band of a gap comes."""
_HALVINGS = 10
_OfStops = Callable[[float, "Activity"], float | None]


@dataclass(frozen=True, slots=True)
class Activity:
    """What a desk's own weeks say of the clinics behind a stop."""

    attendances_per_stop: float | None
    """None without any stop."""
    lost_percent: float
    """Booked slots that nobody attends and nobody else gets, in per cent."""
    slots_per_session: float | None
    """None without any session."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is lacking in each week."""

    stops: Estimate
    attendances: Estimate | None
    """None if the desk cannot tell."""
    slots: Estimate | None
    sessions: Estimate | None
    """Whole clinics in each week, rounded up."""


def stops_for_list(demand: float, waiting: float, target_list: float, weeks: int, removal_percent: float) -> float:
    """Return the weekly stops that bring a list to its target: relief capacity less those who leave otherwise (R-924).

    Args:
        demand: new waits in a week.
        waiting: on the list.
        target_list: in the end.
        weeks: until then.
        removal_percent: those who leave otherwise, in per cent of new waits (R-930).
    """
    return demand + (waiting - target_list) / weeks - demand * removal_percent / 100


def attendances_for(stops: float, activity: Activity) -> float | None:
    """Return the attendances that stops take."""
    return None if activity.attendances_per_stop is None else stops * activity.attendances_per_stop


def slots_for(stops: float, activity: Activity) -> float | None:
    """Return the slots that stops take, with those that are lost."""
    attendances = attendances_for(stops, activity)
    return None if attendances is None else attendances / (1 - min(activity.lost_percent, 99.0) / 100)


def sessions_for(stops: float, activity: Activity) -> int | None:
    """Return the clinics that stops take, rounded up."""
    slots = slots_for(stops, activity)
    # A hundredth of a clinic is a rounding of the division, not another clinic.
    return None if slots is None or not activity.slots_per_session else ceil(slots / activity.slots_per_session - 0.01)


def stops_of_sessions(sessions: float, activity: Activity) -> float:
    """Return the stops that clinics bring: the reverse of `sessions_for`, without rounding; 0 if nobody can tell."""
    if not activity.attendances_per_stop or not activity.slots_per_session:
        return 0.0
    attended = sessions * activity.slots_per_session * (1 - activity.lost_percent / 100)
    return attended / activity.attendances_per_stop


def gap_to(history: OwnHistory, plans: Sequence[WeekPlan], percent: float, activity: Activity) -> Gap:
    """Return what is lacking in each week to reach a share within the standard in the last of the plans.

    A gap of 0 stops means that the plans reach it. Its band comes from samples of the past weeks.
    """
    random = Random(SEED)
    every = range(len(history.weeks))
    samples = [random.choices(every, k=len(every)) for _ in range(_SAMPLES)]
    lacking = estimate([_lacking(history, plans, percent, sample) for sample in samples])
    return Gap(
        stops=lacking,
        attendances=_each(lacking, attendances_for, activity),
        slots=_each(lacking, slots_for, activity),
        sessions=_each(lacking, sessions_for, activity),
    )


def _each(stops: Estimate, of: _OfStops, activity: Activity) -> Estimate | None:
    low, middle, high = (of(each, activity) for each in (stops.low, stops.middle, stops.high))
    return None if low is None or middle is None or high is None else Estimate(low, middle, high)


def _lacking(history: OwnHistory, plans: Sequence[WeekPlan], percent: float, sample: Sequence[int]) -> float:
    """Return the fewest further stops in each week with which the share is reached, by halving."""

    def reaches(more: float) -> bool:
        return history.bands.share_within(mean_weeks(history, plans, sample, more)) >= percent

    if reaches(0.0):
        return 0.0
    few, many = 0.0, history.waiting + history.joined
    for _ in range(_HALVINGS):
        middle = (few + many) / 2
        few, many = (few, middle) if reaches(middle) else (middle, many)
    return many
