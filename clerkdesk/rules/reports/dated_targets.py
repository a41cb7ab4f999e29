"""Targets as dated data (R-901, RULES 13.29), and whether a share meets them.

A trust sets its targets as texts such as `18_weeks 65% or +7 2027-03-31 RULES 13.29`: the measure, the share, the
alternative points above the trust's baseline, the last day, and the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.values.date_words import day_words

MEASURES: Mapping[str, str] = {
    "18_weeks": "waiting no longer than 18 weeks",
    "18_weeks_national": "waiting no longer than 18 weeks, nationally",
    "first_18_weeks": "waiting no longer than 18 weeks for a first appointment",
    "over_52_weeks": "waiting over 52 weeks, at most",
    "28_days": "told within 28 days whether it is cancer",
    "31_days": "treated within 31 days of the decision",
    "62_days": "treated within 62 days of the referral",
}
"""Measure -> its words for a clerk."""
_AT_MOST = frozenset({"over_52_weeks"})
_NOT_OURS = frozenset({"18_weeks_national"})
"""Measures that only the whole country can meet."""
NO_BASELINE = "below the share; the points are not known, as targets_baseline_percent is not set"
"""The sentence if only points could meet a target and the trust has not set its baseline."""
_WRITTEN = re.compile(r"(\w+) (\d{1,3})%(?: or \+(\d{1,2}))? (\d{4}-\d{2}-\d{2}) (\S.*)")


@dataclass(frozen=True, slots=True)
class DatedTarget:
    """One target with its last day and its source."""

    measure: str
    percent: int
    points: int
    """Alternative points above the baseline; 0 for none."""
    by: date
    source: str


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """The state of a target today."""

    target: DatedTarget
    share: float | None
    """In per cent; None if it counts nobody."""
    met: bool | None
    """Whether it is met; None if unknown."""
    sentence: str


def read_target(written: str) -> DatedTarget | None:
    """Return the target of a trust's text, or None if it is not a target."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or found[1] not in MEASURES:
        return None
    try:
        by = date.fromisoformat(found[4])
    except ValueError:
        return None
    return DatedTarget(found[1], int(found[2]), int(found[3] or 0), by, found[5])


def standings(
    written: Iterable[str], shares: Mapping[str, float | None], baseline: int, today: date
) -> tuple[TargetStanding, ...]:
    """Return the targets of today and later, the soonest first, each with whether it is met.

    Args:
        written: the texts from the settings.
        shares: measure -> share in per cent, None if it counts nobody.
        baseline: the trust's own share within 18 weeks from which points count; 0 if it is not set.
        today: the local day; the latest past target of each measure is included.
    """
    every = sorted(filter(None, map(read_target, written)), key=lambda target: (target.by, target.measure))
    passed = {target.measure: target for target in every if target.by < today}
    shown = [target for target in every if target.by >= today or passed[target.measure] == target]
    return tuple(_standing(target, shares.get(target.measure), baseline) for target in shown)


def next_of_each(every: Iterable[TargetStanding], today: date) -> tuple[TargetStanding, ...]:
    """Return the next due target of each measure here."""
    found: dict[str, TargetStanding] = {}
    for standing in every:
        if standing.target.by >= today and standing.target.measure not in _NOT_OURS:
            found.setdefault(standing.target.measure, standing)
    return tuple(found.values())


def _standing(target: DatedTarget, share: float | None, baseline: int) -> TargetStanding:
    met = None if share is None or target.measure in _NOT_OURS else _is_met(target, share, baseline)
    now = "nobody to count" if share is None else f"{share:.1f}% today"
    points = f" or {target.points} points over the baseline" if target.points else ""
    unknown = "measured nationally" if target.measure in _NOT_OURS else NO_BASELINE
    verdict = {True: "met", False: "not met", None: unknown}[met]
    if share is None:
        verdict = "not known"
    sentence = (
        f"{target.percent}%{points} {MEASURES[target.measure]}, by {day_words(target.by)} ({target.source}): "
        f"{now}, {verdict}"
    )
    return TargetStanding(target, share, met, sentence)


def _is_met(target: DatedTarget, share: float, baseline: int) -> bool | None:
    """Return whether a share meets a target; None if only the points could meet it and no baseline is set."""
    if target.measure in _AT_MOST:
        return share < target.percent
    if share >= target.percent or not target.points:
        return share >= target.percent
    return share >= baseline + target.points if baseline else None
