"""The columns of a query as names and values, for a frozen row whose fields have the names of the columns.

SQLAlchemy does not type a select of more than ten columns. Where code reads single columns of such a select, a protocol
in its module names them with their types, and the reader casts the rows once.
"""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import RowMapping, Select

Columns = Select[*tuple[Any, ...]]
"""A select of columns that SQLAlchemy does not type."""


class NamedValues(Protocol):
    """A row of a query, of which nothing but the names and values of its columns is known."""

    @property
    def _mapping(self) -> RowMapping: ...


def by_name(row: NamedValues) -> dict[str, Any]:
    """Return the values of a row by the names of their columns.

    A frozen row made of them refuses a name that is none of its fields.
    """
    return {str(name): value for name, value in row._mapping.items()}
