"""Holds every row against the audit, and names each that something other than an act has changed (R-801)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from clerkdesk.data.queries.audit.images import (
    audited_tables,
    count_rows,
    count_without_own_line,
    missing_rows,
    name_of,
    rows_with_images,
)
from clerkdesk.rules.audit.images import Difference, RowImage, changed_outside, filled_outside, is_of_an_upgrade
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.services.acts.answers import Answer
from clerkdesk.services.acts.context import ServiceContext

Progress = Callable[[int, int], None]
"""Gets the number of rows compared, and of all rows."""


class Tampering(StrEnum):
    """What happened to a row outside every act."""

    CHANGED = "changed"
    REMOVED = "removed"
    PUT_BACK = "put_back"
    """An act deleted it, and it is there."""
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Tampered:
    """A row, or several added rows of one table, that no act accounts for."""

    what: Tampering
    table: str
    row: int | None
    """Id of the row; None for added rows, which only their number gives away."""
    differences: tuple[Difference, ...] = ()
    count: int = 1

    @property
    def sentence(self) -> str:
        """What was found, without the values, which may name a patient."""
        if self.what is Tampering.ADDED:
            rows = "1 row was" if self.count == 1 else f"{self.count} rows were"
            return f"{self.table}: {rows} added by no act."
        where = f"{self.table}, row {self.row}:"
        if self.what is Tampering.REMOVED:
            return f"{where} it was removed by no act."
        if self.what is Tampering.PUT_BACK:
            return f"{where} an act deleted it, and it is there again."
        columns = ", ".join(each.column for each in self.differences)
        return f"{where} changed by no act: {columns}."


@dataclass(frozen=True, slots=True)
class AuditVerified(Answer):
    """How many rows were compared, and what does not agree with the audit."""

    rows: int
    tables: int
    known_by_number: int
    """Rows that came in with many others as one line: no act since has changed them, and no line has their values."""
    found: tuple[Tampered, ...]

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        compared = f"{self.rows:,} rows of {self.tables} tables were held against the audit"
        result = count_words(len(self.found), "finding") if self.found else "each agrees"
        if self.known_by_number:
            known = f" Of {self.known_by_number:,} that came in bulk, it knows the number only."
            return f"{compared}: {result}.{known}"
        return f"{compared}: {result}."


def verify(context: ServiceContext, progress: Progress | None = None) -> AuditVerified:
    """Compare every row with what the audit says of it, as one moment shows both.

    It finds a changed, removed or added row; it can't find a change whose audit lines were changed as well.

    Args:
        context: of the desk.
        progress: gets the rows compared so far.
    """
    tables = audited_tables()
    found: list[Tampered] = []
    done = known_by_number = 0
    with context.reading() as session:
        total = sum(count_rows(session, table) for table in tables)

        def tell(image: RowImage) -> None:
            nonlocal done, known_by_number
            done += 1
            known_by_number += not image.values
            if progress is not None:
                progress(done, total)

        for table in tables:
            found += _of_table(session, table, tell)
    return AuditVerified(done, len(tables), known_by_number, tuple(found))


def _of_table(session: Session, table: type[SQLModel], tell: Callable[[RowImage], None]) -> Iterator[Tampered]:
    name = name_of(table)
    without_line = 0
    for row_id, stored, image in rows_with_images(session, table):
        tell(image)
        if image.is_deleted:
            yield Tampered(Tampering.PUT_BACK, name, row_id)
            continue
        without_line += image.added_by is None
        differences = (*changed_outside(image, stored), *filled_outside(image, stored))
        changed = tuple(each for each in differences if not is_of_an_upgrade(name, row_id, each))
        if changed:
            yield Tampered(Tampering.CHANGED, name, row_id, changed)
    yield from (Tampered(Tampering.REMOVED, name, row_id) for row_id in missing_rows(session, table))
    surplus = without_line - count_without_own_line(session, table)
    if surplus > 0:
        yield Tampered(Tampering.ADDED, name, None, count=surplus)
