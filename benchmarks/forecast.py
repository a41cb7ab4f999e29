"""Prints the processor time of forecasts: from facts in memory to weeks, gap and error, for many lists.

python -m benchmarks.forecast [--lists N] [--weeks N] [--joined N]
"""

from __future__ import annotations

import argparse
import time
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from benchmarks.machine import describe
from clerkdesk.rules.forecast.engine import RUNS, WeekPlan, forecast
from clerkdesk.rules.forecast.gaps import Activity, gap_to
from clerkdesk.rules.forecast.judging import backtest
from clerkdesk.rules.forecast.own_history import CountedWaits, WaitEnd, measured

SUNDAY = date(2026, 11, 29)
CLINIC = Activity(attendances_per_stop=2.8, lost_percent=6.4, slots_per_session=12.0)


def a_list(joined: int, seed: int) -> list[CountedWaits]:
    """Return three years of waits of which most ended, spread by chance."""
    random, found = Random(seed), []
    for back in range(156):
        for _ in range(joined):
            start = SUNDAY - timedelta(weeks=back, days=random.randint(0, 6))
            end = start + timedelta(days=round(random.expovariate(1 / 120)))
            how = WaitEnd.STOPPED if random.random() < 0.88 else WaitEnd.OTHERWISE
            found.append(CountedWaits(start, end, how, 1) if end <= SUNDAY else CountedWaits(start, None, None, 1))
    return found


def main() -> None:
    """Forecast the lists, and print the processor seconds of each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=int, default=30)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--joined", type=int, default=40)
    asked = parser.parse_args()
    plans = [WeekPlan()] * asked.weeks
    took = dict.fromkeys(("measured", "forecast", "gap", "error"), 0.0)
    for seed in range(asked.lists):
        waits = a_list(asked.joined, seed)
        times = [time.process_time()]
        history = measured(waits, SUNDAY, 126)
        times.append(time.process_time())
        forecast(history, plans)
        times.append(time.process_time())
        gap_to(history, plans, 92, CLINIC)
        times.append(time.process_time())
        backtest(waits, history)
        times.append(time.process_time())
        for name, (began, ended) in zip(took, pairwise(times), strict=True):
            took[name] += ended - began
    print(f"{asked.lists} lists of {asked.joined} new waits a week, {asked.weeks} weeks, {RUNS} runs, {describe()}")
    for name, seconds in (*took.items(), ("all", sum(took.values()))):
        print(f"{name:<10} {seconds:6.2f} s")


if __name__ == "__main__":
    main()
