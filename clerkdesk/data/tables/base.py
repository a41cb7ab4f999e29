"""Shared parts of all tables: constraint names, the two kinds of time, and the integer key."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index, String, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.secret_hash import SecretHash

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcStamp(TypeDecorator[datetime]):
    """A moment of the machine's clock: takes and gives aware datetimes in UTC, refuses naive ones."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """PostgreSQL keeps the zone; SQLite keeps the UTC wall time."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stamp needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class LocalTime(TypeDecorator[datetime]):
    """A time on the hospital's wall clock (Europe/London): naive, as a clinic letter prints it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a value with a zone: it is somebody else's clock."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("a local time has no time zone")
        return value


class AsciiKey(TypeDecorator[str]):
    """A key of capitals, digits and spaces, compared byte by byte on both databases.

    PostgreSQL's own order of a language skips spaces, so that a page or a range of names would differ from SQLite's.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Ask PostgreSQL for the plain order of bytes; SQLite has it anyway."""
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with plain text: the column's own order counts, and the bounds of BETWEEN can't have one."""
        return String()


class SecretColumn(TypeDecorator[SecretHash]):
    """The hash of a secret: plain text in the database, a value that shows nothing of itself in the program."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: SecretHash | None, dialect: Dialect) -> str | None:
        """Hand the database plain text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> SecretHash | None:
        """Give the hash back as a value that hides itself."""
        return None if value is None else SecretHash(value)


class ClosedColumn(TypeDecorator[ClosedSet]):
    """A column of text that keeps a code of a closed set; `closed` makes the one of each set."""

    impl = String
    cache_ok = True
    codes: ClassVar[type[ClosedSet]]

    def process_bind_param(self, value: ClosedSet | None, dialect: Dialect) -> str | None:
        """Hand the database plain text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the code. A text that is no code stays as it is, so that `clerkdesk check` can report it."""
        return self.codes._value2member_map_.get(value, value)


@cache
def closed(codes: type[ClosedSet]) -> type[ClosedColumn]:
    """Return the column type of a closed set: text in the database, members in the program."""
    return type(f"{codes.__name__}Column", (ClosedColumn,), {"codes": codes, "cache_ok": True})


class Numbered(SQLModel):
    """A row with its own integer key."""

    id: int = Field(default=None, primary_key=True)


def unique_where(name: str, *columns: str, where: str) -> Index:
    """Return a unique index that counts only the rows for which `where` (plain SQL, both databases) holds."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
