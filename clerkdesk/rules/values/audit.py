"""What an act did to a row, and the forms in which the audit is written out."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class AuditOperation(ClosedSet):
    """What an act did to a row; `added_many`: to several rows in one statement."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    ADDED_MANY = "added_many"


class ExportForm(ClosedSet):
    """The form of an export: a sheet with a line for each row that an act wrote, or a JSON document on each line."""

    CSV = "csv"
    JSONL = "jsonl"
