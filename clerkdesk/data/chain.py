"""Writes the chain of the audit, and reads what it holds (R-801).

An act reads the link that it follows as it begins, and writes its own as it commits. On one file nobody writes between;
on a server two transactions of one desk may follow the same link, which harms nothing: each link names its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from clerkdesk.data.tables.base import LocalTime, UtcStamp
from clerkdesk.rules.audit.chain import (
    HEAD_OF_NOTHING,
    ChainedAct,
    ChainedBeginning,
    ChainedLine,
    ChainedLook,
    digest_after,
)
from clerkdesk.rules.values.roles import ClerkRole

_AT_ONCE = 500
"""Number of acts that are read at once."""
_NUMBER = sa.Integer()
Each = TypeVar("Each")

# A migration writes links too, so these tables name only columns that every version of the chain has.
_tables = sa.MetaData()
_act = sa.Table(
    "act", _tables, sa.Column("id", sa.Uuid()), sa.Column("kind", sa.String()), sa.Column("clerk_id", _NUMBER),
    sa.Column("desk", sa.String()), sa.Column("at", UtcStamp()), sa.Column("event_at", LocalTime()),
    sa.Column("result", sa.Text()),
)  # fmt: skip
_line = sa.Table(
    "audit_entry", _tables, sa.Column("id", _NUMBER), sa.Column("act_id", sa.Uuid()),
    sa.Column("table_name", sa.String()), sa.Column("row_key", sa.String()), sa.Column("operation", sa.String()),
    sa.Column("before", sa.Text()), sa.Column("after", sa.Text()),
)  # fmt: skip
_look = sa.Table(
    "access_entry", _tables, sa.Column("id", _NUMBER), sa.Column("clerk_id", _NUMBER), sa.Column("desk", sa.String()),
    sa.Column("at", UtcStamp()), sa.Column("kind", sa.String()), sa.Column("patient_id", _NUMBER),
    sa.Column("detail", sa.String()),
)  # fmt: skip
_link = sa.Table(
    "chain_link", _tables, sa.Column("id", _NUMBER, primary_key=True), sa.Column("desk", sa.String()),
    sa.Column("follows_id", _NUMBER), sa.Column("act_id", sa.Uuid()), sa.Column("look_id", _NUMBER),
    sa.Column("digest", sa.String()),
)  # fmt: skip
_clerk = sa.Table(
    "clerk", _tables, sa.Column("id", _NUMBER), sa.Column("role", sa.String()), sa.Column("active", sa.Boolean())
)
_installation = sa.Table(
    "installation", _tables, sa.Column("kind", sa.String()), sa.Column("name", sa.String()), sa.Column("seed", _NUMBER),
    sa.Column("created_at", UtcStamp()),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a desk."""

    id: int
    digest: str


def _last_of_desk(desk: sa.BindParameter[str]) -> sa.ScalarSelect[int]:
    own = sa.select(_link.c.id).where(_link.c.desk == desk).order_by(_link.c.id.desc()).limit(1)
    return sa.select(sa.func.coalesce(own.scalar_subquery(), sa.select(sa.func.max(_link.c.id)).scalar_subquery())
    ).scalar_subquery()  # fmt: skip


_last = _last_of_desk(sa.bindparam("of_desk", type_=sa.String()))
_digest_of_last = sa.select(_link.c.digest).where(_link.c.id == _last).scalar_subquery()
# The desk itself acts without being on the list of those who may sign in.
_role_of_clerk = (
    sa.select(_clerk.c.role)
    .where(_clerk.c.id == sa.bindparam("of_clerk", type_=_NUMBER))
    .where(sa.or_(_clerk.c.active, _clerk.c.role == ClerkRole.ITSELF.value))
)
_begin_act = sa.insert(_act).returning(
    _last.label("follows"), _digest_of_last.label("digest"), _role_of_clerk.scalar_subquery().label("role")
)
_begin_look = sa.insert(_look).returning(_look.c.id, _last.label("follows"), _digest_of_last.label("digest"))
_add_link = sa.insert(_link).returning(_link.c.id)


@dataclass(frozen=True, slots=True)
class ActAdded:
    """What is known of an act as it begins."""

    follows: Head
    """The link that it follows: the last of its desk, else of any desk."""
    role: ClerkRole | None
    """The role that its clerk has; None for one who has ended."""


def role_of(connection: Connection, clerk_id: int) -> ClerkRole | None:
    """Return the role that a clerk has; None for one who has ended."""
    role = connection.execute(_role_of_clerk, {"of_clerk": clerk_id}).scalar()
    return None if role is None else ClerkRole(role)


def add_act(connection: Connection, act: ChainedAct) -> ActAdded:
    """Add an act without its answer."""
    values = {
        "id": act.id, "kind": act.kind, "clerk_id": act.clerk_id, "desk": act.desk, "at": act.at,
        "event_at": act.event_at,
    }  # fmt: skip
    row = connection.execute(_begin_act, {**values, "of_desk": act.desk, "of_clerk": act.clerk_id}).one()
    return ActAdded(Head(row.follows, row.digest), None if row.role is None else ClerkRole(row.role))


def link_act(connection: Connection, follows: Head, act: ChainedAct) -> Head:
    """Add the link of an act, and return it."""
    return _linked(connection, follows, act, act.desk, act_id=act.id)


def add_look(connection: Connection, look: ChainedLook) -> Head:
    """Add a look, whose id the database gives, with its link, and return the link."""
    values = {
        "clerk_id": look.clerk_id, "desk": look.desk, "at": look.at, "kind": look.kind, "patient_id": look.patient_id,
        "detail": look.detail,
    }  # fmt: skip
    row = connection.execute(_begin_look, {**values, "of_desk": look.desk}).one()
    kept = ChainedLook(row.id, look.clerk_id, look.desk, look.at, look.kind, look.patient_id, look.detail)
    return _linked(connection, Head(row.follows, row.digest), kept, look.desk, look_id=row.id)


def _linked(
    connection: Connection,
    follows: Head,
    chained: ChainedAct | ChainedLook,
    desk: str,
    *,
    act_id: UUID | None = None,
    look_id: int | None = None,
) -> Head:
    digest = digest_after(follows.digest, chained)
    values = {"desk": desk, "follows_id": follows.id, "act_id": act_id, "look_id": look_id, "digest": digest}
    return Head(connection.execute(_add_link, values).scalar_one(), digest)


def beginning_of(connection: Connection) -> ChainedBeginning | None:
    """Return what the chain of a database begins with; None before the database knows what it is."""
    row = connection.execute(sa.select(_installation)).one_or_none()
    return None if row is None else ChainedBeginning(row.kind, row.name, row.seed, row.created_at)


def begin_chain(connection: Connection) -> None:
    """Add the first link, if the database knows what it is."""
    beginning = beginning_of(connection)
    if beginning is not None:
        digest = digest_after(HEAD_OF_NOTHING, beginning)
        connection.execute(sa.insert(_link).values(desk="", digest=digest))


def last_link(connection: Connection) -> Head | None:
    """Return the newest link of any desk; None without a chain."""
    query = sa.select(_link.c.id, _link.c.digest).order_by(_link.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Head(row.id, row.digest)


def link_the_rest(connection: Connection, but: UUID | None = None) -> None:
    """Add a link for each act and each look that has none, in the order of their times.

    Args:
        connection: in the transaction of an act, or of a migration.
        but: id of the act that runs, which links itself.
    """
    first = last_link(connection)
    if first is None:
        return
    heads: dict[str, Head] = {}
    free = first.id
    wanted = sa.select(_act.c.id).outerjoin(_link, _link.c.act_id == _act.c.id).where(_link.c.id.is_(None))
    acts = connection.execute(wanted.order_by(_act.c.at, _act.c.id)).scalars().all()
    looks = sa.select(_look).outerjoin(_link, _link.c.look_id == _look.c.id).where(_link.c.id.is_(None))
    every: tuple[Iterable[ChainedAct | ChainedLook], ...] = (
        acts_with_lines(connection, [each for each in acts if each != but]),
        (_look_of(row) for row in connection.execute(looks.order_by(_look.c.id)).all()),
    )
    for chained in every:
        for several in _some_of(chained, _AT_ONCE):
            rows = []
            for each in several:
                follows = heads.get(each.desk, first)
                free += 1
                heads[each.desk] = Head(free, digest_after(follows.digest, each))
                rows.append(_row(free, follows, each, heads[each.desk].digest))
            connection.execute(sa.insert(_link), rows)
    if connection.dialect.name == "postgresql" and free > first.id:
        connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('chain_link', 'id'), :free)"), {"free": free})


def _row(number: int, follows: Head, chained: ChainedAct | ChainedLook, digest: str) -> dict[str, Any]:
    of = {"act_id": None, "look_id": None} | (
        {"act_id": chained.id} if isinstance(chained, ChainedAct) else {"look_id": chained.id}
    )
    return {"id": number, "desk": chained.desk, "follows_id": follows.id, "digest": digest, **of}


def acts_with_lines(connection: Connection, ids: Sequence[UUID]) -> Iterator[ChainedAct]:
    """Yield acts with the lines of their audit, in the order of their ids as given; ids of no act are left out."""
    for some in _some_of(ids, _AT_ONCE):
        found = {row.id: row for row in connection.execute(sa.select(_act).where(_act.c.id.in_(some)))}
        lines = lines_of(connection, some)
        for act_id in some:
            if act_id in found:
                row = found[act_id]
                yield ChainedAct(
                    act_id, row.kind, row.clerk_id, row.desk, row.at, row.event_at, row.result,
                    tuple(lines.get(act_id, ())),
                )  # fmt: skip


def looks_of(connection: Connection, ids: Iterable[int]) -> Iterator[ChainedLook]:
    """Yield looks by their ids; ids of no look are left out."""
    return (_look_of(row) for row in connection.execute(sa.select(_look).where(_look.c.id.in_(tuple(ids)))))


def lines_of(connection: Connection, ids: Iterable[UUID]) -> Mapping[UUID, list[ChainedLine]]:
    """Return the lines of each act's audit, in their order."""
    query = sa.select(_line).where(_line.c.act_id.in_(tuple(ids))).order_by(_line.c.id)
    found: dict[UUID, list[ChainedLine]] = {}
    for row in connection.execute(query):
        line = ChainedLine(row.table_name, row.row_key, row.operation, row.before, row.after)
        found.setdefault(row.act_id, []).append(line)
    return found


def _some_of(every: Iterable[Each], at_once: int) -> Iterator[list[Each]]:
    each = iter(every)
    while some := list(islice(each, at_once)):
        yield some


def _look_of(row: Any) -> ChainedLook:
    return ChainedLook(row.id, row.clerk_id, row.desk, row.at, row.kind, row.patient_id, row.detail)
