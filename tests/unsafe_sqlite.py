"""Runs SQLite without waiting for the disk: the tests' databases need not outlive a power cut.

A killed process loses nothing: the system already has what it has written.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event

_DONE = "does not wait for the disk"


def let_go_of_safety() -> None:
    """Stop every SQLite connection of this process from waiting for the disk."""
    event.listen(Engine, "engine_connect", _do_not_wait)


def _do_not_wait(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and _DONE not in connection.info:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()
        connection.info[_DONE] = True
