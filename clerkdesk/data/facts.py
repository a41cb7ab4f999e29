"""Reads the facts that count: those whose act no later act has annulled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.tables import Annulment

Fact = TypeVar("Fact", bound=SQLModel)


def counts(table: Any) -> ColumnElement[bool]:
    """Return the condition that no later act has annulled a fact."""
    return _counts(table)


@cache
def _counts(table: Any) -> ColumnElement[bool]:
    standing: ColumnElement[bool] = table.act_id.not_in(select(col(Annulment.annulled_act_id)))
    return standing


def counting(table: type[Fact]) -> Select[Fact]:
    """Return a select of the facts of a table that no later act has annulled."""
    facts: Select[Fact] = _counting(table)
    return facts


@cache
def _counting(table: type[Any]) -> Select[Any]:
    return select(table).where(counts(table))


def standing_facts(session: Session, table: type[Fact], owner: str, key: int) -> Sequence[Fact]:
    """Return the facts of one row that no later act has annulled, in order of entry.

    Args:
        session: to read with.
        table: of the facts.
        owner: the column of the facts that names the row, such as `pathway_id`.
        key: id of the row.
    """
    return session.execute(_facts_of(table, owner), {"key": key}).scalars().all()


@cache
def _facts_of(table: type[Any], owner: str) -> Select[Any]:
    return counting(table).where(getattr(table, owner) == bindparam("key")).order_by(table.id)


@cache
def with_facts(table: type[Any], facts: type[Any], owner: str) -> Select[Any]:
    """Return the select of one row with each of its standing facts, in order of entry; its id is bound as `key`.

    A row without facts comes back once, with None.
    """
    of_row = and_(getattr(facts, owner) == table.id, counts(facts))
    return (
        select(table, facts)
        .select_from(table)
        .outerjoin(facts, of_row)
        .where(table.id == bindparam("key"))
        .order_by(facts.id)
    )
