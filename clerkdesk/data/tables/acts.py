"""Acts, annulments, audit, access and their chain: who did what, when, at which desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from clerkdesk.data.tables.base import LocalTime, Numbered, UtcStamp, closed
from clerkdesk.rules.values.audit import AuditOperation


class Act(SQLModel, table=True):
    """One thing that a clerk did. Every fact names the act that made it."""

    __tablename__ = "act"

    id: UUID = Field(primary_key=True)
    """Made by the desk, so that a retry after a lost connection finds the first result."""
    kind: str = Field(index=True)
    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    desk: str
    at: datetime = Field(sa_type=UtcStamp, index=True)
    """The machine's time."""
    event_at: datetime = Field(sa_type=LocalTime)
    """The rules' time: when it happened on the hospital's clock."""
    result: str | None = Field(default=None, sa_type=Text)
    """The answer that the act gave, as JSON, for a retry."""


class Annulment(Numbered, table=True):
    """A later act took an earlier one back: the facts of the earlier one count no more."""

    __tablename__ = "annulment"

    act_id: UUID = Field(foreign_key="act.id", index=True)
    annulled_act_id: UUID = Field(foreign_key="act.id", unique=True)


class AuditEntry(Numbered, table=True):
    """One row that an act added or changed, with the values before and after (JSON)."""

    __tablename__ = "audit_entry"

    act_id: UUID = Field(foreign_key="act.id", index=True)
    table_name: str
    row_key: str = Field(index=True)
    operation: AuditOperation = Field(sa_type=closed(AuditOperation))
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)


class AccessEntry(Numbered, table=True):
    """An opened card, or a finished search (R-801)."""

    __tablename__ = "access_entry"

    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    desk: str
    at: datetime = Field(sa_type=UtcStamp, index=True)
    kind: str
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    detail: str = ""


class ChainLink(Numbered, table=True):
    """One link of the chain: the digest of an act with its audit, or of a look, and of the link before (R-801).

    The first link holds what the database is, and neither an act nor a look. A desk's next link follows its last one,
    and a desk's first link follows the last one of any desk.
    """

    __tablename__ = "chain_link"
    __table_args__ = (Index("ix_chain_link_desk_id", "desk", "id"),)

    desk: str
    follows_id: int | None = Field(default=None, foreign_key="chain_link.id")
    act_id: UUID | None = Field(default=None, foreign_key="act.id", unique=True)
    look_id: int | None = Field(default=None, foreign_key="access_entry.id", unique=True)
    digest: str
    """64 hexadecimal digits, as `clerkdesk.rules.audit.chain` computes them."""


class Installation(SQLModel, table=True):
    """What this database is: one row. `kind` is `live`, `demo` or `test`."""

    __tablename__ = "installation"

    id: int = Field(primary_key=True)
    kind: str
    name: str
    seed: int | None = None
    created_at: datetime = Field(sa_type=UtcStamp)
