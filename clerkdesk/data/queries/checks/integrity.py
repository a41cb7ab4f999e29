"""Asks the database itself whether it is whole: pages, indexes and references between rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session


def damage(session: Session) -> Iterator[str]:
    """Yield a sentence for each damage of an SQLite file; PostgreSQL keeps its own references and yields nothing."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for row in session.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield f"The database file is damaged: {row[0]}."
    for table, row_id, parent, _number in session.execute(text("PRAGMA foreign_key_check")):
        yield f"Row {row_id} of {table} refers to a row of {parent} that is not there."
