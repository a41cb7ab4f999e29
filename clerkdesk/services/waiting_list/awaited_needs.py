"""Lists the waits for something else, and the holds whose day to look again has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.data.queries.waiting_list.entries import open_entries
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.awaiting import (
    awaiting_words,
    who_acts,
)
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS, as_awaiting, is_awaiting
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists


@dataclass(frozen=True, slots=True)
class Awaited:
    """One row of the list of waits for something else."""

    row: EntryRow
    who: str
    days_over: int
    """Days since the day to look again; 0 or less while it is to come."""

    @property
    def words(self) -> str:
        """The kind of wait, and what the patient waits for."""
        return awaiting_of(self.row) if is_awaiting(self.row.kind) else KIND_WORDS[self.row.kind]


def awaiting_of(row: EntryRow) -> str:
    """Return the wait of an entry of such a kind in words: `awaiting test: MRI of the spine`."""
    return awaiting_words(as_awaiting(row.kind), row.reason)


class AwaitedNeeds:
    """Lists the waits for something else, and other holds to look at."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def waiting(self, specialty: str | None = None) -> tuple[Awaited, ...] | NoSuchSpecialty:
        """Return the waits for something else, the earliest day to look again on top."""
        rows = self._rows(specialty)
        if isinstance(rows, NoSuchSpecialty):
            return rows
        found = [self._awaited(row) for row in rows if is_awaiting(row.kind)]
        return tuple(sorted(found, key=lambda each: (each.row.look_again_on or date.min, each.row.entry_id)))

    def holds_over(self, specialty: str | None = None) -> tuple[Awaited, ...] | NoSuchSpecialty:
        """Return every hold whose day to look again has come or is missing, the longest ago on top."""
        rows = self._rows(specialty)
        if isinstance(rows, NoSuchSpecialty):
            return rows
        today = self.context.today
        over = [row for row in rows if row.status == EntryStatus.ON_HOLD and (row.look_again_on or today) <= today]
        found = map(self._awaited, over)
        return tuple(sorted(found, key=lambda each: (each.row.look_again_on or date.min, each.row.entry_id)))

    def to_look_at(self, specialty: str | None = None) -> tuple[Awaited, ...] | NoSuchSpecialty:
        """Return the waits for something else, with the other holds whose day has come, the longest ago on top."""
        waiting, over = self.waiting(specialty), self.holds_over(specialty)
        if isinstance(waiting, NoSuchSpecialty) or isinstance(over, NoSuchSpecialty):
            return waiting if isinstance(waiting, NoSuchSpecialty) else ()
        found = {each.row.entry_id: each for each in (*waiting, *over)}.values()
        return tuple(sorted(found, key=lambda each: (each.row.look_again_on or date.min, each.row.entry_id)))

    def _rows(self, specialty: str | None) -> list[EntryRow] | NoSuchSpecialty:
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        with self.context.reading() as session:
            return open_entries(session, None if found is None else found.specialty_id, None)

    def _awaited(self, row: EntryRow) -> Awaited:
        over = (self.context.today - row.look_again_on).days if row.look_again_on is not None else 0
        return Awaited(row, who_acts(row.hold_reason), over)
