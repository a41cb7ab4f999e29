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
