"""Statements compiled once a process: SQLAlchemy keeps what it has compiled for one engine and its dialect.

A desk has one engine for the day. Each test has a database, and so an engine, of its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_MOST = 2000
_compiled: LRUCache[Any, Any] = LRUCache(_MOST)


def compile_once() -> None:
    """Let every engine of this process use what another has compiled for a database of the same kind."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)
