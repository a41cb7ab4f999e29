"""An act that a desk began under one id: tried again, it answers what it answered the first time (law 2).

A desk tries again where it can't know whether it was heard: a connection lost while the database kept the act, a key
that came twice. Whatever is carried out within `act_begun` takes its ids from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from time import sleep
from typing import ParamSpec, TypeVar, get_type_hints
from uuid import UUID, uuid4, uuid5

from sqlalchemy.exc import DBAPIError

from clerkdesk.data.engine import Database
from clerkdesk.data.errors import DatabaseUnavailable, SavedOrNot, unavailable
from clerkdesk.data.kept_answers import read_as
from clerkdesk.data.unit_of_work import CarriedOut, kept_of

_PAUSES_SECONDS = (0.2, 1.0, 3.0, 6.0)
"""How long the desk waits before each look at a database that has gone away while it kept an act."""

Arguments = ParamSpec("Arguments")
AnswerT = TypeVar("AnswerT")


@dataclass
class _Begun:
    """An act that a desk began, of one or more steps: each is a transaction with an id that follows from the act's."""

    database: Database
    act_id: UUID
    may_be_known: bool
    steps: int = 0

    def next_step(self) -> UUID:
        step = self.act_id if self.steps == 0 else uuid5(self.act_id, str(self.steps))
        self.steps += 1
        return step


_begun: ContextVar[_Begun | None] = ContextVar("act_begun", default=None)
_step: ContextVar[UUID | None] = ContextVar("step_of_act", default=None)


@contextmanager
def act_begun(database: Database, act_id: UUID, *, may_be_known: bool = True) -> Iterator[None]:
    """Let what is carried out within be one act with this id.

    Args:
        database: in which it is carried out.
        act_id: made by the desk, the same for every try of this act.
        may_be_known: whether it may have been carried out before. Where the desk knows that it can't have been, one
            look into the database is spared.
    """
    before = _begun.set(_Begun(database, act_id, may_be_known))
    try:
        yield
    finally:
        _begun.reset(before)


def id_of_step() -> UUID:
    """Return the id for the transaction of the step that is carried out; a new one if nobody began an act."""
    return _step.get() or uuid4()


def answers_once(act: Callable[Arguments, AnswerT]) -> Callable[Arguments, AnswerT]:
    """Let one step of an act, tried again under its id, give its first answer and change nothing.

    What is decorated commits one transaction at the most, with what it returns. A step that answered why it could not
    be done has left nothing behind: it is tried in full again.
    """

    @wraps(act)
    def carry_out(*args: Arguments.args, **kwargs: Arguments.kwargs) -> AnswerT:
        begun = _begun.get()
        if begun is None:
            return act(*args, **kwargs)
        step = begun.next_step()
        before = _step.set(step)
        # A step within this one takes its id from it: a retry that finds this one kept does not shift the next.
        outer = _begun.set(_Begun(begun.database, uuid5(step, "within"), begun.may_be_known))
        try:
            if begun.may_be_known:
                # Before anything is looked at: the first try has changed what would be seen.
                _raise_what_is_kept(begun.database, step)
            return act(*args, **kwargs)
        except CarriedOut as found:
            return _answer_of(act, found)
        except SavedOrNot as lost:
            return _once_it_is_known(begun.database, step, lost, act, *args, **kwargs)
        finally:
            _begun.reset(outer)
            _step.reset(before)

    return carry_out


def _once_it_is_known(
    database: Database,
    step: UUID,
    lost: SavedOrNot,
    act: Callable[Arguments, AnswerT],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> AnswerT:
    """Return the answer of a step whose connection was lost while it was being kept, as soon as the database answers.

    What was kept answers for itself. What was not is carried out again: by its id it can't be kept twice, even where
    the first try is still under way.
    """
    for pause in _PAUSES_SECONDS:
        sleep(pause)
        try:
            _raise_what_is_kept(database, step)
            return act(*args, **kwargs)
        except CarriedOut as found:
            return _answer_of(act, found)
        except DatabaseUnavailable:
            continue
    raise lost


def _answer_of(act: Callable[..., AnswerT], found: CarriedOut) -> AnswerT:
    answer: AnswerT = read_as(answers_of(act), found.kept or "null")
    return answer


def _raise_what_is_kept(database: Database, step: UUID) -> None:
    try:
        with database.reading() as session:
            kept = kept_of(session, step)
    except DBAPIError as fault:
        raise unavailable(fault) from fault
    if kept is not None:
        raise kept


@cache
def answers_of(act: Callable[..., object]) -> object:
    """Return the type of what an act answers: one type, or a union of them."""
    return get_type_hints(act)["return"]
