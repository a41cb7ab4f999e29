"""Puts together what the audit says of one row, and compares it with the stored row (R-801).

An image of an added row leaves out columns without a value; an image of a change has only what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clerkdesk.rules.values.audit import AuditOperation

Values = Mapping[str, object]
"""Columns of a row by name, each value as JSON holds it."""
_NO_VALUE = (None, "")
_FILLED = frozenset(
    {
        ("pathway", "cancer_suspected"),
        ("pathway", "first_treated_on"),
        ("pathway", "urgent_before_upgrade"),
        ("pathway", "suspected_later_on"),
        ("patient", "death_reported_on"),
    }
)
"""New columns that an upgrade filled in rows of earlier versions: table and column."""
_DERIVED_ANEW = frozenset({("pathway", "treatment_decided_on")})
"""Columns that an upgrade derived again from the facts; `clerkdesk check` holds them against the facts."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit about one row."""

    number: int
    """The line's own id: a later line has a higher one."""
    operation: AuditOperation
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class RowImage:
    """What all lines together say of a row."""

    values: Values
    """The last known value of each column that any line names."""
    added_by: int | None
    """The line that added the row, from which every column is known; None if many rows were added as one line."""
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A column that holds another value than the audit says."""

    column: str
    audited: object
    stored: object


def image_of(lines: Iterable[AuditLine]) -> RowImage:
    """Return what the lines of one row say of it.

    Args:
        lines: in their order.
    """
    values: dict[str, object] = {}
    added_by: int | None = None
    is_deleted = False
    for line in lines:
        is_deleted = line.operation is AuditOperation.DELETED
        if line.operation is AuditOperation.ADDED:
            values, added_by = {}, line.number
        values |= line.after or {}
    return RowImage(values, added_by, is_deleted)


def changed_outside(image: RowImage, stored: Values) -> tuple[Difference, ...]:
    """Return the columns whose value differs from what the audit says; no value and an empty text are the same."""
    return tuple(
        Difference(column, image.values[column], value)
        for column, value in stored.items()
        if column in image.values and not _is_same(image.values[column], value)
    )


def filled_outside(image: RowImage, stored: Values) -> tuple[Difference, ...]:
    """Return the columns that hold a value, though the row was added without one and no line gave it one since."""
    if image.added_by is None:
        return ()
    return tuple(
        Difference(column, None, value)
        for column, value in stored.items()
        if column not in image.values and value not in _NO_VALUE
    )


def _is_same(audited: object, stored: object) -> bool:
    return audited == stored or (audited in _NO_VALUE and stored in _NO_VALUE)


def is_of_an_upgrade(table: str, row_id: int, difference: Difference) -> bool:
    """Return whether an upgrade of the database may have made a difference, since upgrades write no audit."""
    place = (table, difference.column)
    if place in _DERIVED_ANEW or (place in _FILLED and difference.audited is None):
        return True
    # The desk's own numbers got their prefix.
    made = (f"H{row_id:07d}", f"DESK{row_id:07d}")
    return place == ("patient", "hospital_number") and made == (difference.audited, difference.stored)
