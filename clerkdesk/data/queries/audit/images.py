"""Reads the audited rows of a table beside what the audit says of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Integer, cast, func, inspect, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import SQLModel, col

from clerkdesk.data.audit import NOT_AUDITED, as_text
from clerkdesk.data.tables import AccessEntry, AuditEntry, Clerk, Installation
from clerkdesk.rules.audit.images import AuditLine, RowImage, Values, image_of
from clerkdesk.rules.values.audit import AuditOperation

_AT_ONCE = 500
"""Number of rows that are read at once."""
_MADE_WITH_THE_DATABASE: Mapping[type[SQLModel], int] = MappingProxyType({Clerk: 1, Installation: 1})
"""Table -> number of rows that no act added: the first administrator, and what the database is."""


def audited_tables() -> tuple[type[SQLModel], ...]:
    """Return the tables whose every change is in the audit, by name."""
    mapped = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    # Looking is no act: the log of who looked has no audit of its own.
    audited = [table for table in mapped if table not in (*NOT_AUDITED, AccessEntry)]
    return tuple(sorted(audited, key=name_of))


def name_of(table: type[SQLModel]) -> str:
    """Return the name of a table in the database."""
    return str(table.__tablename__)


def count_rows(session: Session, table: type[SQLModel]) -> int:
    """Return the number of rows of a table."""
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def rows_with_images(session: Session, table: type[SQLModel]) -> Iterator[tuple[int, Values, RowImage]]:
    """Yield id, stored values and audited image of each row, in order of the ids."""
    columns = {each.key: each.columns[0] for each in inspect(table).column_attrs}
    page = select(*(column.label(key) for key, column in columns.items())).order_by(columns["id"]).limit(_AT_ONCE)
    last = 0
    while True:
        rows = session.execute(page.where(columns["id"] > last)).mappings()
        stored = {int(row["id"]): {key: as_text(value) for key, value in row.items()} for row in rows}
        if not stored:
            return
        lines = _lines_of(session, table, tuple(stored))
        for row_id, values in stored.items():
            yield row_id, values, image_of(lines.get(row_id, ()))
        last = max(stored)


def _lines_of(session: Session, table: type[SQLModel], ids: Sequence[int]) -> dict[int, list[AuditLine]]:
    query = (
        select(
            col(AuditEntry.id), col(AuditEntry.row_key), col(AuditEntry.operation), col(AuditEntry.before),
            col(AuditEntry.after),
        )
        .where(col(AuditEntry.table_name) == name_of(table), col(AuditEntry.row_key).in_([str(each) for each in ids]))
        .order_by(col(AuditEntry.id))
    )  # fmt: skip
    found: dict[int, list[AuditLine]] = {}
    for number, key, operation, before, after in session.execute(query):
        found.setdefault(int(key), []).append(AuditLine(number, operation, values_in(before), values_in(after)))
    return found


def values_in(image: str | None) -> Values | None:
    """Return the columns of a kept image."""
    return None if image is None else json.loads(image)


def missing_rows(session: Session, table: type[SQLModel]) -> list[int]:
    """Return the ids of the rows that an act added, that no act deleted, and that are not there."""
    later = aliased(AuditEntry)
    row_id = inspect(table).columns["id"]
    number = cast(col(AuditEntry.row_key), Integer)
    query = select(number).where(
        col(AuditEntry.table_name) == name_of(table),
        col(AuditEntry.operation) == AuditOperation.ADDED,
        ~select(row_id).where(row_id == number).exists(),
        ~select(col(later.id))
        .where(
            col(later.table_name) == col(AuditEntry.table_name),
            col(later.row_key) == col(AuditEntry.row_key),
            col(later.operation) == AuditOperation.DELETED,
            col(later.id) > col(AuditEntry.id),
        )
        .exists(),
    )
    return sorted(session.execute(query).scalars())


def count_without_own_line(session: Session, table: type[SQLModel]) -> int:
    """Return the number of rows that have no line of their own: added many at a time, or made with the database."""
    query = select(col(AuditEntry.after)).where(
        col(AuditEntry.table_name) == name_of(table), col(AuditEntry.operation) == AuditOperation.ADDED_MANY
    )
    images = [values_in(after) or {} for after in session.execute(query).scalars()]
    added = sum(rows for image in images if isinstance(rows := image.get("rows"), int))
    return added + _MADE_WITH_THE_DATABASE.get(table, 0)
