"""How far a forecast can be trusted: lists too small to say, and how wrong it was (R-929)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.forecast.engine import Estimate, WeekPlan, forecast
from clerkdesk.rules.forecast.own_history import HISTORY_WEEKS, CountedWaits, OwnHistory, measured
from clerkdesk.rules.values.date_words import count_words

FEWEST_WAITING = 40
FEWEST_WEEKS = 8
FEWEST_STOPS = 2.0
"""Mean stops in a week below which one patient more or less decides the share."""
BACKTEST_WEEKS = 12
_RUNS_BACK = 100


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the same method says from an earlier day, and what came."""

    weeks: int
    """Weeks between that day and the list of today."""
    said_on: date
    waiting: Estimate
    """What it said of the list."""
    waiting_came: int
    within: Estimate
    """What it said of the share within the standard, in per cent."""
    within_came: float

    @property
    def error_percent(self) -> float:
        """How far the middle was off the list that came, in per cent of it; 0 for two lists of nobody."""
        off = abs(self.waiting.middle - self.waiting_came)
        return 100 * off / self.waiting_came if self.waiting_came else 100.0 * bool(round(off))

    @property
    def error_points(self) -> float:
        """How far the middle was off the share that came, in points."""
        return abs(self.within.middle - self.within_came)


def why_too_small(history: OwnHistory) -> str:
    """Return why nothing can be said of a list, as a sentence; empty if it is large enough."""
    if len(history.weeks) < FEWEST_WEEKS:
        kept = count_words(len(history.weeks), "whole week")
        return f"The desk has kept facts of {kept} here; {FEWEST_WEEKS} are the fewest to forecast from."
    if history.waiting < FEWEST_WAITING:
        waits = count_words(round(history.waiting), "wait")
        return f"Too small to say: {waits} on the list, and {FEWEST_WAITING} are the fewest to forecast."
    if history.stopped < FEWEST_STOPS:
        return (
            f"Too small to say: {history.stopped:.1f} stops in a mean week, and {FEWEST_STOPS:g} are the fewest to "
            "forecast."
        )
    return ""


def backtest(
    waits: Sequence[CountedWaits], history: OwnHistory, since: date | None = None, weeks: int = BACKTEST_WEEKS
) -> Backtest | None:
    """Return what the method says from some weeks ago, held against the list of today; None if it could say nothing.

    Args:
        waits: of the list.
        history: of today.
        since: day from which the desk keeps facts.
        weeks: number of weeks back.
    """
    then = history.on - timedelta(weeks=weeks)
    before = measured(waits, then, history.bands.days, HISTORY_WEEKS, since)
    if why_too_small(before):
        return None
    last = forecast(before, [WeekPlan()] * weeks, _RUNS_BACK)[-1]
    return Backtest(
        weeks=weeks,
        said_on=then,
        waiting=last.waiting,
        waiting_came=round(history.waiting),
        within=last.within,
        within_came=history.bands.share_within(list(history.people)),
    )
