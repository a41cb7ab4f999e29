"""Chooses the name, address, number or practice of a FHIR resource that counts today, by use and period."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from clerkdesk.interop.reading.json_reading import JsonObject, child, local_date, words_of

OLD_USES: Final = frozenset({"old", "maiden"})


@dataclass(frozen=True, slots=True)
class Member:
    """One of several values of a kind, with its use and period."""

    value: JsonObject
    index: int
    """Its index in the list, from 0."""
    use: str
    start: date | None
    end: date | None
    today: date

    @property
    def is_over(self) -> bool:
        """Whether its use is old, or its period ended before today."""
        return self.use in OLD_USES or (self.end is not None and self.end < self.today)

    @property
    def is_to_come(self) -> bool:
        """Whether its period has not started."""
        return not self.is_over and self.start is not None and self.start > self.today

    @property
    def is_valid(self) -> bool:
        """Whether it counts today."""
        return not self.is_over and not self.is_to_come

    @property
    def _latest(self) -> int:
        return -(self.start.toordinal() if self.start else 0)

    def order(self, uses: Sequence[str]) -> tuple[bool, int, int, int, int]:
        """Return its sort key: valid today first, then by use, by rank, and the latest start first."""
        known = list(uses).index(self.use) if self.use in uses else len(uses)
        rank = words_of(self.value.get("rank"))
        return not self.is_valid, known, int(rank) if rank.isdigit() else 99, self._latest, self.index


def members(values: Iterable[JsonObject], today: date, *, period_in: str = "") -> list[Member]:
    """Return the members of a list with their uses and periods; `period_in` names the element that has the period."""
    found = []
    for index, value in enumerate(values):
        period = child(value, period_in, "period") if period_in else child(value, "period")
        use = words_of(value.get("use")).lower()
        begun, over = _first_day(period.get("start")), _last_day(period.get("end"))
        found.append(Member(value, index, use, begun, over, today))
    return found


def best_first(found: Iterable[Member], uses: Sequence[str]) -> list[Member]:
    """Return members, those valid today first; `uses` are their uses, the best first."""
    return sorted(found, key=lambda member: member.order(uses))


def _first_day(value: object) -> date | None:
    """Return the first day of a period; a year or a month alone starts on its first day."""
    written = words_of(value)
    return local_date(f"{written}-01-01"[: len("2020-01-01")] if len(written) in (4, 7) else written)


def _last_day(value: object) -> date | None:
    """Return the last day of a period; a year or a month alone is valid until its last day."""
    first = _first_day(value)
    if first is None or len(words_of(value)) not in (4, 7):
        return first
    month = 12 if len(words_of(value)) == len("2020") else first.month
    return date(first.year, month, monthrange(first.year, month)[1])
