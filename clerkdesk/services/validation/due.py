"""Reads the entries that are due for validation, the longest wait first (R-301)."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.data.queries.validation.validation import DueFor, count_due, count_validated_on, due_entries
from clerkdesk.rules.rtt.measuring import Wait
from clerkdesk.rules.validation.validation import (
    Progress,
)
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists, wait_of

BATCH = 40
"""Default number of entries in a batch."""


@dataclass(frozen=True, slots=True)
class DueEntry:
    """One entry due for validation."""

    row: EntryRow
    wait: Wait | None
    """Weeks waited; None if the start of its clock is unknown (R-173)."""


@dataclass(frozen=True, slots=True)
class DueList:
    """A batch of due entries, with the progress of the day."""

    entries: tuple[DueEntry, ...]
    progress: Progress
    """Validated today, out of these and all that are still due."""


class DueForValidation:
    """Reads the entries that are due for validation."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def due(self, specialty: str | None = None, limit: int | None = BATCH) -> DueList | NoSuchSpecialty:
        """Return the entries that are due, the longest wait first (R-301).

        Args:
            specialty: code or name, in any case; None for every specialty.
            limit: size of the batch; None for all.
        """
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        settings, today = self.context.settings, self.context.today
        specialty_id = None if found is None else found.specialty_id
        asked = DueFor(today, settings.policy, dict(settings.specialty_policy), specialty_id)
        with self.context.reading() as session:
            rows = due_entries(session, asked, limit)
            waiting = count_due(session, asked)
            done = count_validated_on(session, today, specialty_id)
        entries = tuple(
            DueEntry(row, wait_of(row, today, self.context.settings.policy_for(row.specialty_code))) for row in rows
        )
        return DueList(entries, Progress(done, done + waiting))
