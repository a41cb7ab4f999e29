"""What a desk's own facts say of a list: who waits, what each past week brought and took, and who was treated (R-927).

A week is from Monday to Sunday. Nothing after the day of the forecast is used, so that a forecast of an earlier day can
be made again and held against what came (R-929).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.forecast.age_bands import AgeBands
from clerkdesk.rules.values.closed_set import ClosedSet

HISTORY_WEEKS = 26
"""Weeks whose profile is followed (R-930)."""
_WEEK = timedelta(days=7)
_EDGES = (1, 3, 5, 9, 13, 19, 27, 40, 53)
"""First band of each group of ages but the youngest; the rates of a group are measured together."""


class WaitEnd(ClosedSet):
    """How a wait ended."""

    STOPPED = "stopped"
    """A clinician treated, monitored or decided, which takes clinics."""
    OTHERWISE = "otherwise"
    """It left the list for another reason, such as validation, a wish of the patient, a transfer or a death."""


@dataclass(frozen=True, slots=True)
class CountedWaits:
    """The number of waits with the same days."""

    start: date
    end: date | None
    """None for waits that go on."""
    ended: WaitEnd | None
    number: int

    def is_open_on(self, day: date) -> bool:
        """Return whether they wait at the end of a day."""
        return self.start <= day and (self.end is None or self.end > day)


@dataclass(frozen=True, slots=True)
class PastWeek:
    """What one week brought and took."""

    ends: date
    """Its Sunday."""
    joined: int
    stopped: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """The list on a day, and the weeks before it."""

    on: date
    """A Sunday."""
    bands: AgeBands
    people: tuple[float, ...]
    """Number in each band."""
    weeks: tuple[PastWeek, ...]
    """The oldest first."""
    stop_rates: tuple[float, ...]
    """Share of each band that a mean week stops."""
    leave_rates: tuple[float, ...]
    """Share of each band that leaves otherwise in a mean week."""

    @property
    def waiting(self) -> float:
        """The number on the list."""
        return sum(self.people)

    @property
    def joined(self) -> float:
        """The mean number who join in a week."""
        return _mean([week.joined for week in self.weeks])

    @property
    def stopped(self) -> float:
        """The mean number of stops in a week."""
        return _mean([week.stopped for week in self.weeks])

    @property
    def otherwise(self) -> float:
        """The mean number who leave otherwise in a week."""
        return _mean([week.otherwise for week in self.weeks])

    @property
    def removal_percent(self) -> float:
        """Those who leave otherwise, in per cent of those who join (R-930); 0 if nobody joins."""
        return 100 * self.otherwise / self.joined if self.joined else 0.0


def last_sunday(today: date) -> date:
    """Return the last Sunday before a day: the end of the last whole week."""
    return today - timedelta(days=today.weekday() + 1)


def measured(
    waits: Sequence[CountedWaits], on: date, standard_days: int, weeks: int = HISTORY_WEEKS, since: date | None = None
) -> OwnHistory:
    """Return the list on a Sunday, with the weeks before it and the rates of each band.

    Args:
        waits: those with a known start, of one list.
        on: a Sunday; nothing later is used.
        standard_days: the last day within the standard.
        weeks: number of weeks to look back.
        since: day from which the desk keeps facts; by default the first end of a wait. Earlier weeks are left out.
    """
    bands = AgeBands(standard_days)
    first_end = since or min((wait.end for wait in waits if wait.end is not None and wait.end <= on), default=on)
    sundays = [on - _WEEK * back for back in reversed(range(weeks))]
    whole = [sunday for sunday in sundays if sunday - timedelta(days=6) >= first_end]
    exposed, stopped, left = ([0.0] * bands.count for _ in range(3))
    past = [_week(waits, sunday, bands, exposed, stopped, left) for sunday in whole]
    return OwnHistory(
        on=on,
        bands=bands,
        people=tuple(bands.counted((_age(wait, on), wait.number) for wait in waits if wait.is_open_on(on))),
        weeks=tuple(past),
        stop_rates=_rates(stopped, exposed),
        leave_rates=_rates(left, exposed),
    )


def _week(
    waits: Iterable[CountedWaits],
    sunday: date,
    bands: AgeBands,
    exposed: list[float],
    stopped: list[float],
    left: list[float],
) -> PastWeek:
    """Return what a week brought and took, and add it to the numbers of each band.

    Everybody has the age of the Sunday, so that a stop belongs to the band in which a step of the forecast
    finds the wait.
    """
    before, joined, ends = sunday - _WEEK, 0, dict.fromkeys(WaitEnd, 0)
    for wait in waits:
        if wait.start > sunday or (wait.end is not None and wait.end <= before):
            continue
        band = bands.band_of(_age(wait, sunday))
        exposed[band] += wait.number
        if wait.start > before:
            joined += wait.number
        if wait.end is not None and wait.end <= sunday and wait.ended is not None:
            ends[wait.ended] += wait.number
            (stopped if wait.ended is WaitEnd.STOPPED else left)[band] += wait.number
    return PastWeek(sunday, joined, ends[WaitEnd.STOPPED], ends[WaitEnd.OTHERWISE])


def _age(wait: CountedWaits, day: date) -> int:
    return (day - wait.start).days


def _rates(ended: Sequence[float], exposed: Sequence[float]) -> tuple[float, ...]:
    """Return the rate of each band, measured over its group of ages; a group without anybody has the mean rate."""
    overall = sum(ended) / sum(exposed) if sum(exposed) else 0.0
    found: list[float] = []
    for first, after in zip((0, *_EDGES), (*_EDGES, len(exposed)), strict=True):
        people = sum(exposed[first:after])
        found += [sum(ended[first:after]) / people if people else overall] * (min(after, len(exposed)) - first)
    return tuple(found)


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
