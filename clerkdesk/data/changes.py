"""Detects changes of any desk by one number that every commit alters.

A change table read by `id > last` would miss rows of transactions that commit late; SQLite's own counter and
PostgreSQL's notices miss none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from clerkdesk.data.engine import Database
from clerkdesk.data.errors import unavailable

CHANNEL = "clerkdesk_changed"


def announce(session: Session) -> None:
    """Notify the other desks when this transaction commits (SQLite counts by itself)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {CHANNEL}"))


class Changes:
    """Tells whether the database changed since the last call. One thread at a time may use it."""

    def __init__(self, database: Database) -> None:
        # Both databases tell a connection about other commits, so this object keeps one connection.
        self._database = database
        self._connection = database.engine.connect()
        self._heard = 0
        if not database.is_sqlite:
            # Notices are delivered between transactions only.
            self._connection = self._connection.execution_options(isolation_level="AUTOCOMMIT")
            self._connection.execute(text(f"LISTEN {CHANNEL}"))

    def version(self) -> int:
        """Return a number that differs from the last answer if anything was committed in between.

        Raises:
            DatabaseUnavailable: the connection is gone; make a new one and read everything again.
        """
        try:
            if self._database.is_sqlite:
                version = int(self._connection.exec_driver_sql("PRAGMA data_version").scalar_one())
                self._connection.rollback()
                return version
            driver: Any = self._connection.connection.driver_connection
            self._heard += sum(1 for _notice in driver.notifies(timeout=0))
            return self._heard
        except DBAPIError as error:
            raise unavailable(error) from error

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
