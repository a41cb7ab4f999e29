"""Lets a long read pause before each of its statements, so that a clerk's key does not wait for it (law 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Engine, event

_pause: ContextVar[Callable[[], None] | None] = ContextVar("pause", default=None)


@contextmanager
def giving_way(pause: Callable[[], None]) -> Iterator[None]:
    """Call `pause` before each statement of this thread within; it may wait, or end the read by raising."""
    before = _pause.set(pause)
    try:
        yield
    finally:
        _pause.reset(before)


def let_give_way(engine: Engine) -> None:
    """Make every statement of an engine ask whether its read gives way."""
    event.listen(engine, "before_cursor_execute", _pause_first)


def _pause_first(*_statement: object) -> None:
    pause = _pause.get()
    if pause is not None:
        pause()
