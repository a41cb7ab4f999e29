"""What an act did to a row."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class AuditOperation(ClosedSet):
    """What an act did to a row; `added_many`: to several rows in one statement."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    ADDED_MANY = "added_many"
