"""Reads the links of the chain with what each holds, in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.chain import acts_with_lines, beginning_of, looks_of
from clerkdesk.data.tables import AccessEntry, Act, ChainLink
from clerkdesk.rules.audit.chain import ChainedAct, ChainedBeginning, ChainedLook

_AT_ONCE = 500
"""Number of links that are read at once."""


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One link, the digest that it follows, and what it holds."""

    id: int
    desk: str
    digest: str
    follows_id: int | None
    follows_digest: str | None
    """None if the link before is not there, or for the first link."""
    chained: ChainedAct | ChainedLook | ChainedBeginning | None
    """None if what it holds is not there."""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An act or a look without a link."""

    kind: str
    act_id: UUID | None
    look_id: int | None


def links(session: Session) -> Iterator[StoredLink]:
    """Yield every link, the oldest first."""
    query = select(
        col(ChainLink.id), col(ChainLink.desk), col(ChainLink.digest), col(ChainLink.follows_id),
        col(ChainLink.act_id), col(ChainLink.look_id),
    ).order_by(col(ChainLink.id)).limit(_AT_ONCE)  # fmt: skip
    last = 0
    while rows := session.execute(query.where(col(ChainLink.id) > last)).all():
        digests = _digests(session, {row.follows_id for row in rows if row.follows_id is not None})
        by_act = {row.act_id: row.id for row in rows if row.act_id is not None}
        by_look = {row.look_id: row.id for row in rows if row.look_id is not None}
        held = _held(session, by_act, by_look)
        beginning = beginning_of(session.connection())
        for row in rows:
            is_first = row.act_id is None and row.look_id is None
            yield StoredLink(
                row.id,
                row.desk,
                row.digest,
                row.follows_id,
                digests.get(row.follows_id) if row.follows_id is not None else None,
                beginning if is_first else held.get(row.id),
            )
        last = rows[-1].id


def _digests(session: Session, ids: Collection[int]) -> dict[int, str]:
    query = select(col(ChainLink.id), col(ChainLink.digest)).where(col(ChainLink.id).in_(ids))
    return {row.id: row.digest for row in session.execute(query)}


def _held(
    session: Session, by_act: Mapping[UUID, int], by_look: Mapping[int, int]
) -> dict[int, ChainedAct | ChainedLook]:
    """Return what links hold, by the id of the link."""
    connection = session.connection()
    acts: dict[int, ChainedAct | ChainedLook] = {
        by_act[act.id]: act for act in acts_with_lines(connection, list(by_act))
    }
    return acts | {by_look[look.id]: look for look in looks_of(connection, by_look)}


def unlinked(session: Session) -> tuple[Unlinked, ...]:
    """Return the acts and looks that no link holds."""
    acts = select(col(Act.id), col(Act.kind)).outerjoin(ChainLink, col(ChainLink.act_id) == col(Act.id))
    looks = select(col(AccessEntry.id), col(AccessEntry.kind)).outerjoin(
        ChainLink, col(ChainLink.look_id) == col(AccessEntry.id)
    )
    alone = col(ChainLink.id).is_(None)
    return (
        *(Unlinked(kind, act_id, None) for act_id, kind in session.execute(acts.where(alone).order_by(col(Act.at)))),
        *(Unlinked(kind, None, look_id) for look_id, kind in session.execute(looks.where(alone))),
    )
