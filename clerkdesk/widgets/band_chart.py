"""A chart of numbers with their low and high over time, in block characters; readable without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

_AXIS = 5
_BELOW = 3
"""Points between the lowest low and the axis, so that it shows."""
_STEPS = (1, 2, 5, 10, 15, 20)
"""Points that a line can stand for, so that the numbers of the axis are round and evenly spaced."""
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_PERHAPS, _MARK = "▒", "┄"


@dataclass(frozen=True, slots=True)
class BandPoint:
    """One point in time."""

    low: float
    high: float
    label: str = ""
    """A word below it, such as a month; empty for none."""


def band_chart(points: Sequence[BandPoint], mark: float, width: int, height: int, unit: str = "") -> Iterator[str]:
    """Yield the lines of a chart from 100 down: solid up to the low, shaded from there to the high.

    Args:
        points: in order of time; each takes as many cells as there is room for.
        mark: a level with a line across, such as a standard; the numbers of the axis leave it out, to stay even.
        width: cells of the whole chart.
        height: lines without the axis below, at most.
        unit: written behind the mark with its level, where there is room.
    """
    cells = max(1, min(3, (width - _AXIS - 2) // max(1, len(points))))
    each = _step(points, mark, height)
    for row in range(min(height, ceil(100 / each))):
        top, floor = 100 - row * each, 100 - (row + 1) * each
        is_marked = floor < mark <= top
        bars = "".join(_cell(point, floor, top, is_marked) * cells for point in points)
        name = f" {mark:g} {unit}" if is_marked and unit else ""
        behind = name if len(bars) + len(name) + _AXIS + 2 <= width else ""
        yield f"{floor:>{_AXIS - 1}.0f} ┤{bars}{behind}"
    yield f"{'':>{_AXIS}}└{_labels(points, cells)}"


def _step(points: Sequence[BandPoint], mark: float, height: int) -> int:
    """Return the points of a line, so that the lowest line lies below every low."""
    lowest = min([mark, *(point.low for point in points)])
    least = ceil((100 - lowest + _BELOW) / height)
    return next((step for step in _STEPS if step >= least), least)


def _cell(point: BandPoint, floor: float, top: float, is_marked: bool) -> str:
    eighths = round((min(point.low, top) - floor) * 8 / (top - floor))
    if eighths > 0:
        return _EIGHTHS[eighths]
    if point.high >= (floor + top) / 2:
        return _PERHAPS
    return _MARK if is_marked else " "


def _labels(points: Sequence[BandPoint], cells: int) -> str:
    line = ""
    for number, point in enumerate(points):
        if point.label and len(line) <= number * cells:
            line = f"{line:<{number * cells}}{point.label} "
    return line.rstrip()
