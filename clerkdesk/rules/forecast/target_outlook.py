"""Whether the dated targets of a trust will be met within a forecast (R-901)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.forecast.engine import ForecastWeek
from clerkdesk.rules.reports.dated_targets import read_target
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.standards import Standard


class Outlook(ClosedSet):
    """How likely a share is reached."""

    MET = "met"
    """Even the low reaches it."""
    LIKELY = "likely met"
    """The middle reaches it, the low does not."""
    UNLIKELY = "likely missed"
    """Only the high reaches it."""
    MISSED = "missed"
    """Not even the high reaches it."""


@dataclass(frozen=True, slots=True)
class TargetOutlook:
    """One dated target, with what the forecast says of its last day."""

    percent: float
    """The share within the standard that it asks for."""
    by: date
    outlook: Outlook

    @property
    def sentence(self) -> str:
        """The target and its outlook."""
        return f"{self.percent:g}% by {day_words(self.by)}: {self.outlook}"


def outlook_of(week: ForecastWeek, percent: float) -> Outlook:
    """Return how likely a share is reached in a week."""
    for outlook, share in (
        (Outlook.MET, week.within.low), (Outlook.LIKELY, week.within.middle), (Outlook.UNLIKELY, week.within.high),
    ):  # fmt: skip
        if share >= percent:
            return outlook
    return Outlook.MISSED


def outlooks(written: Iterable[str], standard: Standard, weeks: Sequence[ForecastWeek]) -> tuple[TargetOutlook, ...]:
    """Return the outlook of each target of a standard whose last day lies within a forecast, the soonest first.

    Args:
        written: the targets, as the settings have them.
        standard: of the forecast.
        weeks: of the forecast.
    """
    return tuple(sorted(_outlooks(written, standard, weeks), key=lambda found: found.by))


def _outlooks(written: Iterable[str], standard: Standard, weeks: Sequence[ForecastWeek]) -> Iterator[TargetOutlook]:
    for target in filter(None, map(read_target, written)):
        last = next((week for week in reversed(weeks) if week.ends <= target.by), None)
        if target.measure != standard or last is None or target.by > weeks[-1].ends:
            continue
        percent = 100.0 - target.percent if standard is Standard.YEAR else float(target.percent)
        yield TargetOutlook(percent, target.by, outlook_of(last, percent))
