"""The machine that figures were seen on, and how figures are summed up."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence


def describe() -> str:
    """Return the machine in one line."""
    python = platform.python_version()
    return f"{platform.platform()}, {os.cpu_count()} cores, Python {python}, load {os.getloadavg()[0]:.1f}"


def summary(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000


def line(what: str, seconds: Sequence[float], aim_milliseconds: float | None) -> str:
    """Return one line of a table: what, median, 95th percentile, the aim and whether it was met."""
    median, high = summary(seconds)
    aim = (
        ""
        if aim_milliseconds is None
        else f"aim {aim_milliseconds:>6.0f}  {'met' if high <= aim_milliseconds else 'MISSED'}"
    )
    return f"{what:48} {median:9.1f} {high:9.1f}  {aim}"


HEADING = f"{'what':48} {'median ms':>9} {'95th ms':>9}"
