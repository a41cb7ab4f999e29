"""Expressions that SQLite and PostgreSQL write differently: days between two dates, a field of a JSON text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):
    """Whole days from the day of the first argument to the day of the second; below zero if that is earlier."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


class json_text(FunctionElement[str]):
    """A field at the top of a JSON object in a text column, as text; NULL if it is missing."""

    type = String()
    inherit_cache = True
    name = "json_text"


@compiles(days_between, "sqlite")
def _days_on_sqlite(element: days_between, compiler: SQLCompiler, **words: Any) -> str:
    earlier, later = _arguments(element, compiler, words)
    return f"CAST(julianday(date({later})) - julianday(date({earlier})) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_on_postgresql(element: days_between, compiler: SQLCompiler, **words: Any) -> str:
    earlier, later = _arguments(element, compiler, words)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(json_text, "sqlite")
def _json_on_sqlite(element: json_text, compiler: SQLCompiler, **words: Any) -> str:
    document, key = _arguments(element, compiler, words)
    return f"json_extract({document}, '$.' || {key})"


@compiles(json_text, "postgresql")
def _json_on_postgresql(element: json_text, compiler: SQLCompiler, **words: Any) -> str:
    document, key = _arguments(element, compiler, words)
    return f"(CAST({document} AS JSONB) ->> {key})"


def _arguments(element: FunctionElement[Any], compiler: SQLCompiler, words: dict[str, Any]) -> tuple[str, str]:
    arguments: list[ColumnElement[Any]] = list(element.clauses)
    first, second = (compiler.process(argument, **words) for argument in arguments)
    return first, second
