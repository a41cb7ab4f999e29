"""Statements compiled once a process: SQLAlchemy keeps what it has compiled for one engine and its dialect.

A desk has one engine for the day. Each test has a database, and so an engine, of its own. The tests use SQLAlchemy's
dialects with one change: two dialects of a kind are equal, so that a statement compiled for one is found for another.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_MOST = 2000
_compiled: LRUCache[Any, Any] = LRUCache(_MOST)


class _EqualInKind:
    """A dialect that is equal to any other of its class."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class SQLiteInKind(_EqualInKind, SQLiteDialect_pysqlite):
    """SQLite by the driver of the standard library."""

    supports_statement_cache = True


class PostgreSQLInKind(_EqualInKind, PGDialect_psycopg):
    """PostgreSQL by psycopg."""

    supports_statement_cache = True


def compile_once() -> None:
    """Let every engine of this process use the statements that another compiled for the same kind of database."""
    registry.register("sqlite", __name__, SQLiteInKind.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQLInKind.__name__)
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)
