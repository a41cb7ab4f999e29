"""Takes the triggers of the audit away, as whoever owns the tables can."""

from __future__ import annotations

from sqlalchemy import Connection

from clerkdesk.data.append_only import APPEND_ONLY, names_of_triggers


def take_triggers_away(connection: Connection) -> None:
    """Drop every trigger that refuses to change or remove rows of the audit."""
    for name in names_of_triggers():
        table = next(each for each in APPEND_ONLY if name.startswith(f"append_only_{each}_"))
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
