"""Noticing that another desk, or this one, changed something: one number that differs after every commit.

A change table read by `id > last` would miss rows of transactions that commit late; SQLite's own counter and
PostgreSQL's notices do not.
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
    """Tell the other desks, once this transaction commits, that something changed (SQLite counts by itself)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {CHANNEL}"))


class Changes:
    """Tells whether the database changed since it was last asked. Not for use from several threads at once."""

    def __init__(self, database: Database) -> None:
        # Both databases tell a connection of the commits of others, so one connection is kept for asking.
        self._database = database
        self._connection = database.engine.connect()
        self._heard = 0
        if not database.is_sqlite:
            # Notices are delivered between transactions only.
            self._connection = self._connection.execution_options(isolation_level="AUTOCOMMIT")
            self._connection.execute(text(f"LISTEN {CHANNEL}"))

    def version(self) -> int:
        """Return a number that differs from the last answer when anything was committed in between.

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
        """Let go of the connection."""
        self._connection.close()
