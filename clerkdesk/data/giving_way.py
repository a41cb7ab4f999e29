"""Lets a long read pause before each of its statements, so that a clerk's key does not wait for it (law 11).

It also prepares statements without running them: to compile one takes longer than to run it on a small database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, Select, event
from sqlalchemy.orm import Session

_pause: ContextVar[Callable[[], None] | None] = ContextVar("pause", default=None)


@contextmanager
def giving_way(pause: Callable[[], None]) -> Iterator[None]:
    """Call `pause` before each statement of this thread within; it may wait, or end the read by raising."""
    before = _pause.set(pause)
    try:
        yield
    finally:
        _pause.reset(before)


class _NotRun(Exception):
    """The statement is compiled, and does not go to the database."""


def prepare(session: Session, statement: Select[Any]) -> None:
    """Compile a statement for its next run and keep it with the engine; nothing is read."""
    _pause_first()
    # The begin of the transaction is a statement too.
    session.connection()
    with suppress(_NotRun), giving_way(_refuse):
        session.execute(statement)


def _refuse() -> None:
    raise _NotRun


def let_give_way(engine: Engine) -> None:
    """Make every statement of an engine ask whether its read gives way."""
    event.listen(engine, "before_cursor_execute", _pause_first)


def _pause_first(*_statement: object) -> None:
    pause = _pause.get()
    if pause is not None:
        pause()
