"""Finds the people, teams and desks of the hospital by a typed name or code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Clerk, Professional, ReceptionDesk, Specialty, Team
from clerkdesk.rules.values.text import words


@dataclass(frozen=True, slots=True)
class Named:
    """A row with a name and its code (the username of a clerk, empty for a team)."""

    id: int
    code: str
    name: str


def clerks(session: Session) -> list[Named]:
    """Return the active clerks by name."""
    query = select(col(Clerk.id), col(Clerk.username), col(Clerk.display_name)).where(col(Clerk.active).is_(True))
    return _named(session.execute(query.order_by(col(Clerk.display_name))))


def specialties(session: Session) -> list[Named]:
    """Return the specialties by name."""
    return _named(session.execute(_by_name(Specialty)))


def professionals(session: Session) -> list[Named]:
    """Return the consultants, nurses and therapists by name."""
    return _named(session.execute(_by_name(Professional)))


def reception_desks(session: Session) -> list[Named]:
    """Return the reception desks by name."""
    return _named(session.execute(_by_name(ReceptionDesk)))


@cache
def _by_name(table: type[Specialty | Professional | ReceptionDesk]) -> Select[int, str, str]:
    return select(col(table.id), col(table.code), col(table.name)).order_by(col(table.name))


def teams(session: Session) -> list[Named]:
    """Return the teams by name."""
    return [Named(row[0], "", row[1]) for row in session.execute(select(col(Team.id), col(Team.name)))]


def meant_by(typed: str, known: Iterable[Named]) -> list[Named]:
    """Return the people a text can mean: the one with that code or whole name, else all whose name has every word."""
    wanted = words(typed)
    if not wanted:
        return []
    candidates = list(known)
    by_code = [row for row in candidates if words(row.code) == wanted]
    by_name = [row for row in candidates if words(row.name) == wanted]
    if by_code or by_name:
        return by_code or by_name
    return [row for row in candidates if all(any(part.startswith(word) for part in words(row.name)) for word in wanted)]


def nearest_names(typed: str, known: Iterable[Named], most: int = 3) -> list[Named]:
    """Return the people with the most similar names to an unknown one, the most similar first."""
    wanted = " ".join(words(typed))

    def likeness(row: Named) -> float:
        parts = (" ".join(words(row.name)), *words(row.name), " ".join(words(row.code)))
        return max((SequenceMatcher(None, wanted, part).ratio() for part in parts), default=0.0)

    return sorted(known, key=lambda row: (-likeness(row), row.name))[:most]


def _named(rows: Iterable[Row[int, str, str]]) -> list[Named]:
    return [Named(*row) for row in rows]
