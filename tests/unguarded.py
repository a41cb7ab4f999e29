"""Takes the triggers of the audit away, as whoever owns the tables can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from clerkdesk.data.append_only import APPEND_ONLY, keep_append_only, names_of_triggers


def take_triggers_away(connection: Connection) -> None:
    """Drop every trigger that refuses to change or remove rows of the audit."""
    for name in names_of_triggers():
        table = next(each for each in APPEND_ONLY if name.startswith(f"append_only_{each}_"))
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def without_triggers(connection: Connection) -> Iterator[None]:
    """Let rows of the audit be changed for a moment, as if time had passed."""
    take_triggers_away(connection)
    yield
    keep_append_only(connection)
