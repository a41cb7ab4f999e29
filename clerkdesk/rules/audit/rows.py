"""Rows of the audit: acts with what they wrote, and looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clerkdesk.rules.acts.act_names import act_words
from clerkdesk.rules.audit.images import Values
from clerkdesk.rules.values.audit import AuditOperation


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """One line of an act's audit."""

    table: str
    row: str
    """Id of the row; empty for many rows added as one line."""
    operation: AuditOperation
    before: Values | None
    after: Values | None

    @property
    def words(self) -> str:
        """The row with what was written, in one line."""
        after, before = self.after or {}, self.before or {}
        if not self.row:
            return f"{self.table}: {after.get('rows', 0)} rows added"
        if self.before is None:
            return f"{self.table} {self.row} added: " + ", ".join(f"{key} {value}" for key, value in after.items())
        if self.after is None:
            return f"{self.table} {self.row} deleted: " + ", ".join(f"{key} {value}" for key, value in before.items())
        changes = (f"{key} {before.get(key)} → {value}" for key, value in after.items())
        return f"{self.table} {self.row}: {', '.join(changes)}"


@dataclass(frozen=True, slots=True)
class AuditedAct:
    """One act with what it wrote."""

    id: UUID
    kind: str
    at: datetime
    """The machine's time, on the hospital's wall clock."""
    clerk: str
    desk: str
    is_undone: bool
    """Whether a later act took it back."""
    wrote: tuple[AuditedRow, ...]

    @property
    def name(self) -> str:
        """The act as a clerk calls it."""
        return act_words(self.kind)


@dataclass(frozen=True, slots=True)
class Look:
    """One opened card, or one search that was settled."""

    kind: str
    at: datetime
    """The machine's time, on the hospital's wall clock."""
    clerk: str
    desk: str
    patient_id: int | None
    detail: str
    hospital_number: str = ""
    """Of the patient; empty for none."""
