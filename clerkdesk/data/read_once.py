"""Keeps what was read until the database changes, so that it is read once for a version of the data.

The slots of a specialty are the same for each patient of its list, and the checks of a list find the same on each
visit, until somebody commits. To ask for the version costs a hundredth of such a read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Hashable, Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")

_MOST = 5000
"""Maximum number of kept answers, of one version: more than one clerk looks at between two commits."""


class ReadOnce:
    """Answers from memory while nobody has committed since the read. Any thread may use it, but no act.

    An act must not: it would miss its own changes, which it has not committed yet.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine; a connection for the version is taken from it at the first question."""
        self._engine = engine
        self._lock = Lock()
        self._sqlite: PoolProxiedConnection | None = None
        self._postgresql: Connection | None = None
        self._version: object = None
        self._kept: dict[Hashable, Any] = {}

    def value(self, key: Hashable, read: Callable[[], ValueT]) -> ValueT:
        """Return the kept answer for a key, or read it.

        Args:
            key: all that the answer depends on beside the data, such as the day.
            read: reads in a transaction of its own.
        """
        return self.values(key, (None,), lambda _: {None: read()})[None]

    def values(
        self, what: Hashable, keys: Collection[KeyT], read: Callable[[list[KeyT]], Mapping[KeyT, ValueT]]
    ) -> dict[KeyT, ValueT]:
        """Return the answer for each key, and read only those that are not kept.

        Args:
            what: the subject, and all that the answers depend on beside the key and the data.
            keys: of the answers.
            read: answers for some keys, each of them, in a transaction of its own.
        """
        version, found = self._known(what, keys)
        unknown = [key for key in keys if key not in found]
        if not unknown:
            return cast("dict[KeyT, ValueT]", found)
        # The version was asked for before the read: an answer may be newer than its version, and is never older.
        answers = read(unknown)
        with self._lock:
            if version is not None and version == self._version:
                if len(self._kept) + len(answers) > _MOST:
                    self._kept.clear()
                self._kept.update({(what, key): answers[key] for key in unknown})
        return {**found, **{key: answers[key] for key in unknown}}

    def known(self, key: Hashable) -> object:
        """Return the kept answer for a key of `value`; None without one. It reads nothing."""
        return self._known(key, (None,))[1].get(None)

    def all_known(self, what: Hashable, keys: Collection[KeyT]) -> dict[KeyT, Any]:
        """Return the kept answers of `values` for some keys; it reads nothing."""
        return self._known(what, keys)[1]

    def close(self) -> None:
        """Give the connection back and forget everything; the next question begins anew."""
        with self._lock:
            self._let_go()

    def _known(self, what: Hashable, keys: Collection[KeyT]) -> tuple[object, dict[KeyT, Any]]:
        """Return the version of the data, None if it can't be had, and the kept answers of that version."""
        with self._lock:
            try:
                version = self._version_now()
            except (DBAPIError, sqlite3.Error):
                # The read that follows says what is wrong with the database.
                self._let_go()
                return None, {}
            if version != self._version:
                self._version = version
                self._kept.clear()
            return version, {key: self._kept[what, key] for key in keys if (what, key) in self._kept}

    def _version_now(self) -> object:
        """Return a value that differs after every commit.

        SQLite numbers the commits of all other connections, so this one never writes. PostgreSQL's notices come a
        moment after the commit; its snapshot tells exactly which transactions can be seen.
        """
        if self._engine.dialect.name != "sqlite":
            if self._postgresql is None:
                self._postgresql = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return self._postgresql.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()
        if self._sqlite is None:
            self._sqlite = self._engine.raw_connection()
        cursor = self._sqlite.cursor()
        cursor.execute("PRAGMA data_version")
        version = cursor.fetchone()
        cursor.close()
        return version

    def _let_go(self) -> None:
        self._version = None
        self._kept.clear()
        for connection in (self._sqlite, self._postgresql):
            if connection is not None:
                with suppress(DBAPIError, sqlite3.Error):
                    connection.invalidate()
                    connection.close()
        self._sqlite = self._postgresql = None
