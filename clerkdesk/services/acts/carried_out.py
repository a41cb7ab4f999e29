"""Runs an act under one id, so that a retry answers what the first try answered (law 2).

A desk retries if it can't know the result, since the connection was lost during the commit. Every step within
`act_begun` takes its id from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from time import sleep
from typing import ParamSpec, TypeVar, cast, get_args, get_type_hints
from uuid import UUID, uuid4, uuid5

from sqlalchemy.exc import DBAPIError

from clerkdesk.data.engine import Database
from clerkdesk.data.errors import DatabaseUnavailable, SavedOrNot, unavailable
from clerkdesk.data.kept_answers import read_as
from clerkdesk.data.unit_of_work import CarriedOut, kept_of
from clerkdesk.services.acts.answers import Refused

_PAUSES_SECONDS = (0.2, 1.0, 3.0, 6.0)
"""Seconds before each look at a database that was lost during a commit."""

Arguments = ParamSpec("Arguments")
AnswerT = TypeVar("AnswerT")


class AnswerUnknown(Exception):
    """An act with this id is saved, and its answer is none of this act's: an act of another kind or version."""

    sentence = (
        "Something with this very number is saved already, by another act or another version of the program. Nothing "
        "was changed now. Look at the patient's record before you do it again."
    )


class NoRight(Exception):
    """The clerk's role lacks the right for an act, which has not begun; `refused` is the answer to whoever asked."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused
        self.sentence = refused.sentence


@dataclass
class _Begun:
    """An act of a desk, of one or more steps: each is a transaction whose id follows from the act's."""

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
    """Run everything within as one act with this id.

    Args:
        database: the database of the act.
        act_id: from the desk, the same for every try of this act.
        may_be_known: whether an earlier try may have been kept; False spares one look into the database.
    """
    before = _begun.set(_Begun(database, act_id, may_be_known))
    try:
        yield
    finally:
        _begun.reset(before)


def id_of_step() -> UUID:
    """Return the id for the transaction of the current step; a new one outside an act."""
    return _step.get() or uuid4()


def answers_once(act: Callable[Arguments, AnswerT]) -> Callable[Arguments, AnswerT]:
    """Make a retry of one step of an act, under its id, give the first answer and change nothing.

    The decorated method commits at most one transaction, with its return value. A step that answered a refusal has left
    nothing behind, so a retry runs in full.
    """

    @wraps(act)
    def carry_out(*args: Arguments.args, **kwargs: Arguments.kwargs) -> AnswerT:
        begun = _begun.get()
        if begun is None:
            return _answered(act, lambda: act(*args, **kwargs))
        step = begun.next_step()
        before = _step.set(step)

        def run() -> AnswerT:
            # A step within this one takes its id from it, and takes the same one whenever this one runs again.
            outer = _begun.set(_Begun(begun.database, uuid5(step, "within"), begun.may_be_known))
            try:
                return act(*args, **kwargs)
            finally:
                _begun.reset(outer)

        try:
            if begun.may_be_known:
                # This comes before any read, since the first try has changed the data.
                _raise_what_is_kept(begun.database, step)
            return _answered(act, run)
        except CarriedOut as found:
            return _answer_of(act, found)
        except SavedOrNot as lost:
            return _once_it_is_known(begun.database, step, lost, act, run)
        finally:
            _step.reset(before)

    return carry_out


def _answered(act: Callable[..., AnswerT], run: Callable[[], AnswerT]) -> AnswerT:
    """Return what an act answers; the lack of a right is an answer where the act can be refused."""
    try:
        return run()
    except NoRight as lacking:
        if Refused not in get_args(answers_of(act)):
            raise
        return cast(AnswerT, lacking.refused)


def _once_it_is_known(
    database: Database, step: UUID, lost: SavedOrNot, act: Callable[..., AnswerT], run: Callable[[], AnswerT]
) -> AnswerT:
    """Return the answer of a step that lost its connection during the commit, once the database answers.

    A kept step has its answer. Another one runs again: its id prevents keeping it twice, even if the first try is still
    running.
    """
    for pause in _PAUSES_SECONDS:
        sleep(pause)
        try:
            _raise_what_is_kept(database, step)
            return run()
        except CarriedOut as found:
            return _answer_of(act, found)
        except DatabaseUnavailable:
            continue
    raise lost


def _answer_of(act: Callable[..., AnswerT], found: CarriedOut) -> AnswerT:
    try:
        answer: AnswerT = read_as(answers_of(act), found.kept or "null")
    except (LookupError, ValueError) as fault:
        # The text may quote a patient, so the exception shows nothing of it.
        raise AnswerUnknown from fault
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
    """Return the type of an act's answer: one type, or a union."""
    return get_type_hints(act)["return"]
