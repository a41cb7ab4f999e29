"""The unit of work: one act in one transaction, rolled back without a commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Select, Update, bindparam, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.anchor import Anchor
from clerkdesk.data.audit import AuditedSession, audit_many, begin_audit, is_anything_audited, write_audit
from clerkdesk.data.chain import Head, add_act, link_act, link_the_rest
from clerkdesk.data.changes import announce
from clerkdesk.data.engine import Database
from clerkdesk.data.errors import saved_or_not, unavailable
from clerkdesk.data.kept_answers import written
from clerkdesk.data.tables import Act, CallAct
from clerkdesk.data.tables.base import Numbered
from clerkdesk.rules.audit.chain import ChainedAct, ChainedLine
from clerkdesk.rules.values.roles import ClerkRole

Row = TypeVar("Row", bound=SQLModel)
AnswerT = TypeVar("AnswerT")


class CarriedOut(Exception):
    """An act with this id was carried out before; `kept` is its answer, as `kept_answers` writes it."""

    def __init__(self, kept: str | None) -> None:
        super().__init__("carried out before")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Acting:
    """The clerk and the desk of an act."""

    clerk_id: int
    desk: str
    call_id: int | None = None
    """The call of the act."""


@dataclass(frozen=True, slots=True)
class GateOfActs:
    """Who may begin an act, by the role that the clerk has as it begins; None for a clerk who has ended."""

    lets_in: Callable[[ClerkRole | None], bool]
    refuse: Callable[[ClerkRole | None], Exception]
    """Returns what to raise, once nothing of the act is left."""


class ActWork:
    """One act in one transaction. Use in a `with`; without `commit(answer)` everything is rolled back.

    Facts take their `act_id` from `self.act_id`; times of the rules from `self.event_at`; the clerk's role, as the
    database has it, from `self.role`. Entering raises `CarriedOut`
    if the database has an act with this id, so that nothing is done twice.
    """

    def __init__(
        self,
        database: Database,
        kind: str,
        acting: Acting,
        event_at: datetime,
        act_id: UUID | None = None,
        anchor: Anchor | None = None,
        gate: GateOfActs | None = None,
    ) -> None:
        self.act_id: UUID = act_id or uuid4()
        self.acting = acting
        self.event_at = event_at
        self.kind = kind
        self._database = database
        self._anchor = anchor
        self._gate = gate
        self.role: ClerkRole | None = None
        self._committed = False
        self._added_acts = False
        self._begun: ChainedAct
        self._follows: Head
        self.session: AuditedSession

    def __enter__(self) -> Self:
        self.session = self._database.writing(AuditedSession)
        try:
            self._begin()
        except IntegrityError:
            # This very act was carried out before, perhaps a moment ago by another connection: its answer counts.
            self.session.rollback()
            earlier = kept_of(self.session, self.act_id)
            self.session.close()
            if earlier is None:
                raise
            raise earlier from None
        except DBAPIError as error:
            self.session.close()
            raise unavailable(error) from error
        if self._gate is not None and not self._gate.lets_in(self.role):
            self.session.rollback()
            self.session.close()
            raise self._gate.refuse(self.role)
        return self

    def _begin(self) -> None:
        self._begun = ChainedAct(
            self.act_id, self.kind, self.acting.clerk_id, self.acting.desk, datetime.now(UTC), self.event_at, None
        )
        added = add_act(self.session.connection(), self._begun)
        self._follows, self.role = added.follows, added.role
        if self.acting.call_id is not None:
            self.session.add(CallAct(call_id=self.acting.call_id, act_id=self.act_id))
        begin_audit(self.session, self.act_id, is_alone=self.is_alone)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._committed:
            self.session.rollback()
        self.session.close()
        # A broken constraint is a lost race, which the service answers; any other error is the database's.
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            raise unavailable(error) from error

    @property
    def is_alone(self) -> bool:
        """Whether no other act can run at the same time: one file has one write lock."""
        return self._database.is_sqlite

    def savepoint(self) -> AbstractContextManager[object]:
        """Return a block that a lost race undoes, and nothing else of the act.

        One file lets nobody race, so a broken constraint undoes the whole act there: nothing may be read after it.
        """
        return nullcontext() if self.is_alone else self.session.begin_nested()

    def add(self, row: Row) -> Row:
        """Put a row into the transaction and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def add_many(self, rows: Sequence[SQLModel]) -> None:
        """Insert many rows of one table at once, audited as one line, such as for imports."""
        if rows:
            self.add_values(type(rows[0]), [_plain(row) for row in rows])

    def add_values(self, table: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
        """Insert many rows of one table from dictionaries with the same columns, audited as one line."""
        if not rows:
            return
        self.session.flush()
        self.session.execute(
            insert(table.__table__).execution_options(clerkdesk_unaudited=True),  # type: ignore[attr-defined]
            rows,
        )
        audit_many(self.session, str(table.__tablename__), len(rows))
        self._added_acts |= table is Act

    def next_ids(self, table: type[Numbered], count: int) -> list[int]:
        """Return ids for rows to insert with `add_values`, which returns none."""
        if count == 0:
            return []
        if self.is_alone:
            last = self.session.execute(select(func.max(col(table.id)))).scalar() or 0
            return list(range(last + 1, last + 1 + count))
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(self.session.execute(query, {"name": str(table.__tablename__), "count": count}).scalars())

    def has_changed_anything(self) -> bool:
        """Return whether a commit would keep more than the act itself."""
        return is_anything_audited(self.session)

    def commit(self, answer: AnswerT) -> AnswerT:
        """Commit the act with its answer and return the answer, which a retry of this act gets again.

        Only services call this.

        Raises:
            SavedOrNot: The connection was lost during the commit.
            DatabaseUnavailable: The database refused; nothing of the act is kept.
        """
        try:
            self.session.flush()
            kept = written(answer)
            self.session.execute(
                _keep_answer(),
                {"of_act": self.act_id, "answer": kept},
                execution_options={"clerkdesk_unaudited": True, "synchronize_session": False},
            )
            head = self._link(kept, write_audit(self.session))
            announce(self.session)
        except DBAPIError as error:
            self.session.rollback()
            raise unavailable(error) from error
        try:
            self.session.commit()
        except DBAPIError as error:
            self.session.rollback()
            raise saved_or_not(error) from error
        self._committed = True
        if self._anchor is not None:
            self._anchor.note(head, self.acting.desk)
        return answer

    def _link(self, kept: str, lines: tuple[ChainedLine, ...]) -> Head:
        """Add the link of the act to the chain, after those of the acts that it has added for others."""
        connection = self.session.connection()
        if self._added_acts:
            link_the_rest(connection, but=self.act_id)
        return link_act(connection, self._follows, replace(self._begun, result=kept, lines=lines))


def kept_of(session: Session, act_id: UUID) -> CarriedOut | None:
    """Return the exception with the answer of the act with this id; None if it was not carried out."""
    earlier = session.execute(_answer_of(), {"of_act": act_id}).one_or_none()
    return None if earlier is None else CarriedOut(earlier.result)


# Every act executes these two, so each is put together once.


@cache
def _answer_of() -> Select[str | None]:
    return select(col(Act.result)).where(col(Act.id) == bindparam("of_act"))


@cache
def _keep_answer() -> Update:
    return update(Act).where(col(Act.id) == bindparam("of_act")).values(result=bindparam("answer"))


def _plain(row: SQLModel) -> dict[str, object]:
    values = {name: getattr(row, name) for name in type(row).model_fields}
    if values.get("id", 0) is None:
        del values["id"]
    return values
