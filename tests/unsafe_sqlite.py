"""SQLite without waiting for the disk: what the databases of the tests hold need not outlive a power cut.

A process that is killed loses nothing by it: what it has written is with the system by then.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event

_DONE = "does not wait for the disk"


def let_go_of_safety() -> None:
    """Let no SQLite connection of this process wait until the disk has what was written."""
    event.listen(Engine, "engine_connect", _do_not_wait)


def _do_not_wait(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and _DONE not in connection.info:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()
        connection.info[_DONE] = True
