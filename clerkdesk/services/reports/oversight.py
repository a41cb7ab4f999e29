"""Reports for team leaders: moved starts of waits, and removals, by clerk and period (RULES 13.25)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from clerkdesk.data.queries.reports.removals import InPeriod, MovedStart, Removal, moved_starts, removals
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.clerk_named import clerk_named
from clerkdesk.services.acts.context import ServiceContext

Row = TypeVar("Row", MovedStart, Removal)
_USUAL_DAYS = 27
"""Days before today if no first day is given: four weeks with today."""


@dataclass(frozen=True, slots=True)
class LookedOver(Generic[Row]):
    """The rows of a period."""

    first: date
    last: date
    rows: tuple[Row, ...]
    by_clerk: tuple[tuple[str, int], ...]
    """Number of rows by clerk, the highest first."""


class Oversight:
    """Reads only."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def moved_starts(
        self, first: date | None = None, last: date | None = None, clerk: str = ""
    ) -> LookedOver[MovedStart] | WrongInput:
        """Return the moved starts; the arguments are those of `removals`."""
        return self._read(moved_starts, first, last, clerk)

    def removals(
        self, first: date | None = None, last: date | None = None, clerk: str = ""
    ) -> LookedOver[Removal] | WrongInput:
        """Return the removals from a list.

        Args:
            first: first day; None for four weeks back.
            last: last day; None for today.
            clerk: username or name of the clerk who did it, or agreed to it; empty for everybody.
        """
        return self._read(removals, first, last, clerk)

    def _read(
        self, read: Callable[[Session, InPeriod], Sequence[Row]], first: date | None, last: date | None, clerk: str
    ) -> LookedOver[Row] | WrongInput:
        until = last or self.context.today
        since = first or until - timedelta(days=_USUAL_DAYS)
        if since > until:
            return WrongInput("period", "first", "The first day is after the last one.")
        with self.context.reading() as session:
            clerk_id = clerk_named(session, clerk)
            if isinstance(clerk_id, WrongInput):
                return clerk_id
            rows = tuple(read(session, InPeriod(since, until, clerk_id)))
        return LookedOver(since, until, rows, by_clerk(rows))


def by_clerk(rows: Iterable[MovedStart | Removal]) -> tuple[tuple[str, int], ...]:
    """Return the number of rows of each clerk, the highest first."""
    return tuple(Counter(row.whose for row in rows).most_common())
