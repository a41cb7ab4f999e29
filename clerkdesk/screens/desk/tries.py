"""The tries of an act: the same answers try it again under the same id, so that it is done once (law 2).

If the connection is lost during a commit, the desk may not learn whether the act was done. The clerk presses Enter
again, and the database answers what the first try answered, or does the act.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5


@dataclass(frozen=True, slots=True)
class ActId:
    """The id under which the desk writes."""

    value: UUID
    may_be_known: bool = False
    """Whether an earlier try had this id, so that the database may have its answer."""


@dataclass
class _Try:
    """One Enter; its writes get ids in their order."""

    act_id: UUID
    is_again: bool
    writes: int = 0
    is_over: bool = False

    def next_id(self) -> ActId:
        value = self.act_id if self.writes == 0 else uuid5(self.act_id, f"write {self.writes}")
        self.writes += 1
        return ActId(value, self.is_again)


_current: ContextVar[_Try | None] = ContextVar("try_of_an_act", default=None)


class Tries:
    """Keeps the ids of the acts of one bar or form that ended with a fault, by the clerk's answers."""

    def __init__(self) -> None:
        self._in_doubt: dict[str, UUID] = {}

    @property
    def any_in_doubt(self) -> bool:
        """Whether a try ended with a fault, and no later one with its answers was done."""
        return bool(self._in_doubt)

    @contextmanager
    def of(self, *answers: object) -> Iterator[None]:
        """Write within under the id of the last try with these answers, if it ended with a fault; else a new one.

        Args:
            answers: what the act depends on; two that print alike are the same.
        """
        key = repr(answers)
        known = self._in_doubt.get(key)
        this = _Try(known or uuid4(), known is not None)
        before = _current.set(this)
        try:
            yield
        except Exception:
            self._in_doubt[key] = this.act_id
            raise
        else:
            self._in_doubt.pop(key, None)
        finally:
            # A screen that opened meanwhile goes on with this context; its writes are acts of their own.
            this.is_over = True
            _current.reset(before)

    def forget(self) -> None:
        """Forget the tries: the clerk has left the bar, and the same answers are another act."""
        self._in_doubt.clear()


def next_act_id() -> ActId:
    """Return the id for the next write of the clerk: of the current try, else a new one."""
    current = _current.get()
    return ActId(uuid4()) if current is None or current.is_over else current.next_id()
