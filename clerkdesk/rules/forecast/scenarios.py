"""Reads a scenario typed in one line, and says it back in words (R-928).

`+2 sessions from 4 jan; dna -1; leave w/c 15 feb; validate 8%`: changes with a semicolon between them. A change holds
from its day to its last day, or for the whole forecast.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.forecast.engine import WeekPlan
from clerkdesk.rules.forecast.gaps import Activity, stops_of_sessions
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.dates import parse_date
from clerkdesk.rules.values.unreadable import Unreadable

HOW = "Write changes such as +2 sessions from 4 jan; dna -1; leave w/c 15 feb; validate 8%; demand +5%."
_MOST_CHANGES = 12
_WEEK = timedelta(days=7)


class ScenarioKind(ClosedSet):
    """What a scenario changes."""

    SESSIONS = "sessions"
    """Clinics in each week."""
    STOPS = "stops"
    """Stops in each week, such as those bought elsewhere."""
    MISSED = "missed"
    """The share of slots lost to patients who do not attend, in points."""
    LEAVE = "leave"
    """Weeks without clinics."""
    VALIDATED = "validated"
    """The share of the list that validation takes off, once, in per cent."""
    DEMAND = "demand"
    """New waits, in per cent of the usual."""


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """One change."""

    kind: ScenarioKind
    amount: float
    """In the unit of its kind; of leave nothing."""
    first: date | None = None
    """None from the first week on."""
    last: date | None = None
    """None to the end."""

    @property
    def words(self) -> str:
        """The change as a sentence says it."""
        return f"{_WORDS[self.kind](self.amount)}{self._when}"

    @property
    def _when(self) -> str:
        if self.first is None:
            return "" if self.last is None else f" to {day_words(self.last)}"
        if self.kind in (ScenarioKind.LEAVE, ScenarioKind.VALIDATED) and self.last in (None, self.first):
            return f" in the week of {day_words(self.first)}"
        return f" from {day_words(self.first)}" + (f" to {day_words(self.last)}" if self.last is not None else "")

    def holds_in(self, monday: date) -> bool:
        """Return whether it holds in the week from a Monday."""
        sunday = monday + timedelta(days=6)
        return (self.first is None or self.first <= sunday) and (self.last is None or self.last >= monday)


@dataclass(frozen=True, slots=True)
class Scenario:
    """All changes of a line; none for a forecast of things as they are."""

    changes: tuple[ScenarioChange, ...] = ()

    @property
    def words(self) -> str:
        """The changes in words, which say the typed line back."""
        return "; ".join(change.words for change in self.changes) or "as it is"


_WORDS: dict[ScenarioKind, Callable[[float], str]] = {
    ScenarioKind.SESSIONS: lambda amount: f"{_more(amount)} {_noun('clinic', amount)} a week",
    ScenarioKind.STOPS: lambda amount: f"{_more(amount)} {_noun('stop', amount)} a week",
    ScenarioKind.MISSED: lambda amount: f"missed appointments {_more(amount)} {_noun('point', amount)}",
    ScenarioKind.LEAVE: lambda amount: "no clinics",
    ScenarioKind.VALIDATED: lambda amount: f"validation takes {amount:g}% off the list",
    ScenarioKind.DEMAND: lambda amount: f"new waits {_more(amount)}%",
}


def _more(amount: float) -> str:
    return f"{abs(amount):g} {'more' if amount >= 0 else 'fewer'}" if amount else "0 more"


def _noun(noun: str, amount: float) -> str:
    return noun if abs(amount) == 1 else f"{noun}s"


_NUMBER = r"(?P<amount>[+-]?\s*\d{1,4}(?:\.\d)?)"
_WHEN = r"(?:\s+from\s+(?P<first>.+?))?(?:\s+(?:to|until)\s+(?P<last>.+))?"
_FORMS: tuple[tuple[ScenarioKind, re.Pattern[str]], ...] = (
    (ScenarioKind.SESSIONS, re.compile(rf"{_NUMBER}\s*(?:session|clinic)s?{_WHEN}")),
    (ScenarioKind.STOPS, re.compile(rf"{_NUMBER}\s*stops?{_WHEN}")),
    (ScenarioKind.MISSED, re.compile(rf"(?:dna|missed)\s*{_NUMBER}(?:\s*(?:%|points?))?{_WHEN}")),
    (ScenarioKind.DEMAND, re.compile(rf"demand\s*{_NUMBER}\s*%?{_WHEN}")),
    (ScenarioKind.VALIDATED, re.compile(rf"validate\s*{_NUMBER}\s*%(?:\s+(?:from|on|in)?\s*(?P<first>.+))?")),
    (ScenarioKind.LEAVE, re.compile(r"leave\s+(?:from\s+)?(?P<first>.+?)(?:\s+(?:to|until)\s+(?P<last>.+))?")),
)
_LIMITS: dict[ScenarioKind, tuple[float, float]] = {
    ScenarioKind.SESSIONS: (-200, 200),
    ScenarioKind.STOPS: (-5000, 5000),
    ScenarioKind.MISSED: (-50, 50),
    ScenarioKind.DEMAND: (-90, 200),
    ScenarioKind.VALIDATED: (0, 90),
    ScenarioKind.LEAVE: (0, 0),
}
"""Least and most of each kind; anything beyond is a slip of the finger."""


def read_scenario(text: str, today: date) -> Scenario | Unreadable:
    """Return the scenario of a typed line, or what is wrong with it; an empty line changes nothing.

    Args:
        text: changes with semicolons between them.
        today: the local day, from which dates without a year are read.
    """
    typed = [part for part in (" ".join(each.lower().split()) for each in text.split(";")) if part]
    if len(typed) > _MOST_CHANGES:
        return Unreadable("scenario_long", f"A scenario has up to {_MOST_CHANGES} changes.")
    changes: list[ScenarioChange] = []
    for number, part in enumerate(typed, 1):
        read = _read_change(part, today)
        if isinstance(read, Unreadable):
            where = f"Change {number}: " if len(typed) > 1 else ""
            return Unreadable(read.code, f"{where}{read.sentence}")
        changes.append(read)
    return Scenario(tuple(changes))


def _read_change(part: str, today: date) -> ScenarioChange | Unreadable:
    for kind, form in _FORMS:
        found = form.fullmatch(part)
        if found is None:
            continue
        said = found.groupdict()
        days = [_day(said.get(name), today) for name in ("first", "last")]
        wrong = next((day for day in days if isinstance(day, Unreadable)), None)
        if wrong is not None:
            return wrong
        first, last = (day if isinstance(day, date) else None for day in days)
        amount = float((said.get("amount") or "0").replace(" ", ""))
        return _checked(ScenarioChange(kind, amount, first, _last_of(kind, first, last)))
    return Unreadable("scenario_unreadable", f"That is no change of a forecast. {HOW}")


def _last_of(kind: ScenarioKind, first: date | None, last: date | None) -> date | None:
    """Return the last day of a change: leave without one is over after a week."""
    if kind is ScenarioKind.LEAVE and first is not None:
        return last or first
    return last


def _checked(change: ScenarioChange) -> ScenarioChange | Unreadable:
    least, most = _LIMITS[change.kind]
    if not least <= change.amount <= most:
        return Unreadable("scenario_amount", f"The number is from {least:g} to {most:g} there.")
    if change.first is not None and change.last is not None and change.last < change.first:
        return Unreadable("scenario_days", "The last day is before the first one.")
    return change


def _day(text: str | None, today: date) -> date | Unreadable | None:
    return None if text is None else parse_date(text, today)


def plans_of(
    scenario: Scenario, on: date, weeks: int, activity: Activity, capacity: Sequence[float] = ()
) -> tuple[WeekPlan, ...]:
    """Return the plan of each coming week.

    Args:
        scenario: the changes.
        on: the Sunday before the first week.
        weeks: number of weeks.
        activity: the clinics behind a stop.
        capacity: clinics of the first weeks over those of a past week; later weeks are as usual.
    """
    mondays = [on + timedelta(days=1) + _WEEK * number for number in range(weeks)]
    usual = [*capacity[:weeks], *[1.0] * (weeks - len(capacity))]
    validated: set[ScenarioChange] = set()
    return tuple(
        _plan(scenario, monday, each, activity, validated) for monday, each in zip(mondays, usual, strict=True)
    )


def _plan(
    scenario: Scenario, monday: date, usual: float, activity: Activity, validated: set[ScenarioChange]
) -> WeekPlan:
    capacity, more, demand, share = usual, 0.0, 1.0, 0.0
    for change in scenario.changes:
        if not change.holds_in(monday):
            continue
        match change.kind:
            case ScenarioKind.SESSIONS:
                more += stops_of_sessions(change.amount, activity)
            case ScenarioKind.STOPS:
                more += change.amount
            case ScenarioKind.MISSED:
                kept = 100 - activity.lost_percent
                capacity *= max(kept - change.amount, 0) / kept if kept else 1.0
            case ScenarioKind.LEAVE:
                capacity = 0.0
            case ScenarioKind.DEMAND:
                demand *= 1 + change.amount / 100
            case ScenarioKind.VALIDATED if change not in validated:
                validated.add(change)
                share = 1 - (1 - share) * (1 - change.amount / 100)
    return WeekPlan(capacity, more, demand, share)
