"""Reads a scenario typed in one line, and says it back in words (R-928).

`+2 sessions from 4 jan; dna -1; leave w/c 15 feb; validate 8%`: changes with a semicolon between them. A change holds
in the weeks from its day to its last day, or for the whole forecast. Leave takes the share of a week's days that it
covers, from Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.forecast.engine import WeekPlan
from clerkdesk.rules.forecast.gaps import Activity, stops_of_sessions
from clerkdesk.rules.forecast.own_history import last_sunday
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.dates import parse_date
from clerkdesk.rules.values.unreadable import Unreadable

HOW = "Write changes such as +2 sessions from 4 jan; dna -1; leave w/c 15 feb; validate 8%; demand +5%."
_MOST_CHANGES = 12
_WEEK, _TO_SUNDAY = timedelta(days=7), timedelta(days=6)
_WEEKDAYS = 5


class ScenarioKind(ClosedSet):
    """What a scenario changes."""

    SESSIONS = "sessions"
    """Clinics in each week."""
    STOPS = "stops"
    """Stops in each week, such as those bought elsewhere."""
    MISSED = "missed"
    """The share of slots lost to patients who do not attend, in points; no more is won back than is lost."""
    LEAVE = "leave"
    """Days without clinics."""
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
        if self.kind is ScenarioKind.VALIDATED or (self.kind is ScenarioKind.LEAVE and self._is_a_week):
            return f" in the week of {day_words(self.first)}"
        until = "" if self.last is None else f" to {day_words(self.last)}"
        days = f" ({count_words(len(self.weekdays), 'weekday')})" if self.kind is ScenarioKind.LEAVE else ""
        return f" from {day_words(self.first)}{until}{days}"

    @property
    def _is_a_week(self) -> bool:
        return self.first is not None and self.first.weekday() == 0 and self.last == self.first + _TO_SUNDAY

    @property
    def weekdays(self) -> tuple[date, ...]:
        """The days from Monday to Friday on which it holds; none without a first and a last day."""
        if self.first is None or self.last is None:
            return ()
        days = (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))
        return tuple(day for day in days if day.weekday() < _WEEKDAYS)

    def holds_in(self, monday: date) -> bool:
        """Return whether it holds in the week from a Monday."""
        sunday = monday + _TO_SUNDAY
        return (self.first is None or self.first <= sunday) and (self.last is None or self.last >= monday)


@dataclass(frozen=True, slots=True)
class Scenario:
    """All changes of a line; none for a forecast of things as they are."""

    changes: tuple[ScenarioChange, ...] = ()

    @property
    def words(self) -> str:
        """The changes in words, which say the typed line back."""
        return "; ".join(change.words for change in self.changes) or "as it is"

    def missed_points(self, monday: date) -> float:
        """Return by how many points the share of missed appointments changes in the week from a Monday."""
        of_week = (change for change in self.changes if change.kind is ScenarioKind.MISSED and change.holds_in(monday))
        return sum(change.amount for change in of_week)


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
        if read in changes:
            return Unreadable("scenario_twice", f"Change {number}: That change stands there already.")
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
        if kind is ScenarioKind.LEAVE and first is not None and last is None:
            first -= timedelta(days=first.weekday())
            last = first + _TO_SUNDAY
        return _checked(ScenarioChange(kind, amount, first, last), today)
    return Unreadable("scenario_unreadable", f"That is no change of a forecast. {HOW}")


def _checked(change: ScenarioChange, today: date) -> ScenarioChange | Unreadable:
    least, most = _LIMITS[change.kind]
    if not least <= change.amount <= most:
        return Unreadable("scenario_amount", f"The number is from {least:g} to {most:g} there.")
    if change.first is not None and change.last is not None and change.last < change.first:
        return Unreadable("scenario_days", "The last day is before the first one.")
    begins = last_sunday(today) + timedelta(days=1)
    if any(day is not None and day < begins for day in (change.first, change.last)):
        return Unreadable("scenario_past", f"That day is past: a forecast begins on {day_words(begins)}.")
    if change.kind is ScenarioKind.LEAVE and not change.weekdays:
        return Unreadable("scenario_weekend", "Those days are a weekend: leave counts from Monday to Friday.")
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
    kept = 100 - activity.lost_percent
    # No more can be won than is missed, and no more be missed than comes.
    missed = min(max(scenario.missed_points(monday), -activity.lost_percent), kept)
    capacity = usual * (kept - missed) / kept if kept else usual
    more, demand, share = 0.0, 1.0, 0.0
    away: set[date] = set()
    for change in scenario.changes:
        if not change.holds_in(monday):
            continue
        match change.kind:
            case ScenarioKind.SESSIONS:
                more += stops_of_sessions(change.amount, activity)
            case ScenarioKind.STOPS:
                more += change.amount
            case ScenarioKind.LEAVE:
                away.update(day for day in change.weekdays if monday <= day <= monday + _TO_SUNDAY)
            case ScenarioKind.DEMAND:
                demand *= 1 + change.amount / 100
            case ScenarioKind.VALIDATED if change not in validated:
                validated.add(change)
                share = 1 - (1 - share) * (1 - change.amount / 100)
    return WeekPlan(capacity * (1 - len(away) / _WEEKDAYS), more, demand, share)


def counted_words(scenario: Scenario, on: date, weeks: int, activity: Activity) -> str:
    """Return the changes in words, with what is not counted of them.

    Args:
        scenario: the changes.
        on: the Sunday before the first week.
        weeks: number of weeks.
        activity: the clinics behind a stop, with the share of missed appointments.
    """
    mondays = (on + timedelta(days=1) + _WEEK * number for number in range(weeks))
    if all(scenario.missed_points(monday) >= -activity.lost_percent for monday in mondays):
        return scenario.words
    if not activity.lost_percent:
        return f"{scenario.words}; but no appointment is missed"
    return f"{scenario.words}; only the {activity.lost_percent:.1f} points that are missed count"
