"""Published formulas of a queue: load, target list, capacity for relief and for good, pressure (R-920 to R-925).

All rates are in people for one unit of time. A function takes each of its waits in that same unit: weeks with weekly
rates.
"""

from __future__ import annotations

from math import exp, log, sqrt

MEAN_WAIT_FACTOR = 4
"""The factor between target and mean wait that leaves about 1.8 per cent over the target (R-922)."""


def clearance_weeks(waiting: float, weekly_stops: float) -> float:
    """Return the weeks in which the weekly stops would empty a list that nobody joins (R-920)."""
    return waiting / weekly_stops


def queue_load(demand: float, capacity: float) -> float:
    """Return demand over capacity; the list grows from 1 on (R-921)."""
    return demand / capacity


def target_mean_wait(target_wait: float, factor: float = MEAN_WAIT_FACTOR) -> float:
    """Return the mean wait with which few wait longer than the target (R-922)."""
    return target_wait / factor


def target_queue_size(demand: float, target_wait: float, factor: float = MEAN_WAIT_FACTOR) -> float:
    """Return the largest list with that mean wait (R-922)."""
    return demand * target_mean_wait(target_wait, factor)


def relief_capacity(
    demand: float, waiting: float, target_list: float, time: float, referrals: int = 0, variation: float = 0.0
) -> float:
    """Return the rate of removals that brings a list to its target in a time (R-924).

    Args:
        demand: joining in a unit of time.
        waiting: people on the list.
        target_list: people who may be on it in the end.
        time: units of time until then.
        referrals: number from which the demand is estimated; 0 if it is known.
        variation: coefficient of variation of the demand, for an estimated one.
    """
    doubt = 2 * demand * variation / sqrt(referrals) if referrals else 0.0
    # Two standard deviations of doubt that are as large as the demand itself can't be planned for.
    sure = demand / (1 - doubt) if doubt < 1 else demand
    return sure + (waiting - target_list) / time


def target_capacity(
    demand: float,
    target_wait: float,
    factor: float = MEAN_WAIT_FACTOR,
    variation_of_demand: float = 1.0,
    variation_of_capacity: float = 1.0,
) -> float:
    """Return the rate of removals that keeps a list at its target for good (R-925).

    Args:
        demand: joining in a unit of time.
        target_wait: in units of time.
        factor: between target and mean wait.
        variation_of_demand: coefficient of variation of the times between arrivals.
        variation_of_capacity: coefficient of variation of the times between removals.
    """
    spread = (variation_of_demand**2 + variation_of_capacity**2) / 2
    return demand + spread * factor / target_wait


def pressure(mean_wait: float, target_wait: float) -> float:
    """Return twice the mean wait over the target, both in one unit; above 1 the target is likely missed (R-925)."""
    return 2 * mean_wait / target_wait


def factor_for_share(share: float) -> float:
    """Return the factor between target and mean wait with which a share waits within the target (R-923).

    Args:
        share: above 0 and below 1; the waits are taken to be spread exponentially.
    """
    return -log(1 - share)


def list_for_share(demand: float, target_wait: float, share: float) -> float:
    """Return the largest list of which a share waits within the target, for waits spread exponentially (R-923)."""
    return target_queue_size(demand, target_wait, factor_for_share(share))


def share_within(demand: float, waiting: float, target_wait: float) -> float:
    """Return the share of a list that waits within the target, from 0 to 1, for waits spread exponentially (R-923).

    Little's law gives the mean wait. It is a first answer and never a promise: over the 24 treatment functions of
    England, January 2026, it errs by 2.9 points on average and by 11 at worst.
    """
    # Little's law with a list of nobody is a wait of no length.
    return 1 - exp(-target_wait * demand / waiting) if waiting else 1.0


def other_removals(before: int, joined: int, stopped: int, after: int) -> int:
    """Return the waits that left a list otherwise than by a stop, from its sizes and flows (R-930)."""
    return before + joined - stopped - after


def lists_by_age(arrivals: float, leaving: tuple[float, ...], stops: tuple[float, ...]) -> tuple[float, ...]:
    """Return the steady list of each age group, youngest first, whose members grow one group older each time.

    Args:
        arrivals: joining the first group in a unit of time.
        leaving: share of each group that leaves otherwise than by a stop.
        stops: number of stops of each group.
    """
    lists, joining = [], arrivals
    for share, stopped in zip(leaving, stops, strict=True):
        joining = joining - joining * share - stopped
        lists.append(joining)
    return tuple(lists)


def age_at_share(groups: tuple[float, ...], share: float) -> float:
    """Return the age, in groups, below which a share of a list is, spread evenly within each group.

    Args:
        groups: number in each age group, youngest first.
        share: from 0 to 1.
    """
    wanted, passed = share * sum(groups), 0.0
    for age, number in enumerate(groups):
        if number and passed + number >= wanted:
            return age + (wanted - passed) / number
        passed += number
    return float(len(groups))
