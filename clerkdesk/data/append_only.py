"""Triggers that refuse to change or remove acts, their audit, looks and links of the chain (R-801).

They stop a mistake, and whoever may write to the tables but not alter them. Whoever owns the tables can take the
triggers away: the chain then shows what was changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

APPEND_ONLY = ("act", "audit_entry", "access_entry", "chain_link")
"""Names of the tables."""
_SENTENCE = "rows of the audit are appended, never changed or removed"
_NAME = "append_only_{table}_{what}"
_FIXED = "id, kind, clerk_id, desk, at, event_at"
"""Columns of an act that stay as they are; its answer is written once, as it commits."""


def names_of_triggers() -> frozenset[str]:
    """Return the names of the triggers that a database has."""
    every = {_NAME.format(table=table, what=what) for table in APPEND_ONLY for what in ("update", "delete")}
    return frozenset({*every, _NAME.format(table="act", what="answer")})


def keep_append_only(connection: Connection) -> None:
    """Add the triggers."""
    then = "EXECUTE FUNCTION append_only()"
    if connection.dialect.name == "sqlite":
        then = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    else:
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$"
        )
    for name, when, condition in _refused():
        only = f"WHEN ({condition}) " if condition else ""
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW {only}{then}")


def missing_triggers(connection: Connection) -> frozenset[str]:
    """Return the names of the triggers that a database lacks."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return names_of_triggers() - set(connection.exec_driver_sql(query).scalars())


def _refused() -> Iterator[tuple[str, str, str]]:
    for table in APPEND_ONLY:
        yield _NAME.format(table=table, what="delete"), f"DELETE ON {table}", ""
        columns = f"OF {_FIXED} " if table == "act" else ""
        yield _NAME.format(table=table, what="update"), f"UPDATE {columns}ON {table}", ""
    yield _NAME.format(table="act", what="answer"), "UPDATE OF result ON act", "OLD.result IS NOT NULL"
