"""The audit of every changed row, written as the session flushes, so that no service can forget it.

It takes before-images in `before_flush`, since a commit expires the objects and their old values.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlmodel import SQLModel

from clerkdesk.data.tables import (
    FACTS,
    Act,
    AuditEntry,
    CallAct,
    ChainLink,
    Claim,
    Draft,
    PatientNameKey,
    SignInToken,
    SlotHold,
)
from clerkdesk.rules.audit.chain import ChainedLine
from clerkdesk.rules.values.audit import AuditOperation
from clerkdesk.rules.values.secret_hash import SecretHash

NOT_AUDITED = (Act, AuditEntry, CallAct, ChainLink, Claim, SlotHold, Draft, PatientNameKey, SignInToken)
"""Tables without audit: the audit itself, rows that lapse, and rows made from audited ones."""
_JOURNAL = "clerkdesk_journal"
_KEPT = 100
"""Number of rows that a session keeps; an import writes thousands."""

_Image = Mapping[str, Any] | None
"""Columns of a row, ready for JSON; None if the row did not exist."""


class FactsAreAppended(Exception):
    """An attempt to change or delete a fact. Add a fact that corrects it instead."""


def as_text(value: object) -> Any:
    """Return a column's value as JSON can hold it."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, SecretHash):
        return value.fingerprint
    return value


@dataclass(slots=True)
class _Journal:
    """The lines of one act, kept until its commit, which writes them in one statement."""

    act_id: UUID
    lines: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    """Lines of the running flush, whose changes are known before it and whose success only after it."""
    added: list[SQLModel] = field(default_factory=list)
    """Rows of the running flush, which gives them their ids."""
    kept: deque[SQLModel] = field(default_factory=lambda: deque(maxlen=_KEPT))
    """The last rows that nobody else can change, so that the act need not read them again.

    Those are the rows that it has written, and on one file, which it has for itself, those that it has read.
    """
    keeps_read: bool = False
    marks: dict[SessionTransaction, int] = field(default_factory=dict)
    """Number of lines at each savepoint."""

    def line(
        self, table: str, operation: AuditOperation, key: str = "", *, before: _Image = None, after: _Image = None
    ) -> dict[str, Any]:
        """Return a line in the form of the table."""
        return {
            "act_id": self.act_id,
            "table_name": table,
            "row_key": key,
            "operation": operation,
            "before": None if before is None else json.dumps(before, ensure_ascii=False),
            "after": None if after is None else json.dumps(after, ensure_ascii=False),
        }

    def of_row(
        self, row: SQLModel, operation: AuditOperation, *, before: _Image = None, after: _Image = None
    ) -> dict[str, Any]:
        """Return the line of one row."""
        return self.line(str(row.__tablename__), operation, str(getattr(row, "id", "")), before=before, after=after)


class AuditedSession(Session):
    """A session that audits every change once `begin_audit` has named its act."""


def begin_audit(session: AuditedSession, act_id: UUID, *, is_alone: bool) -> None:
    """Attribute every later change in this session to one act; `is_alone` says that no other act can run meanwhile."""
    session.info[_JOURNAL] = _Journal(act_id, keeps_read=is_alone)


def audit_many(session: Session, table: str, rows: int) -> None:
    """Write one line for many rows of a table that were inserted at once."""
    journal: _Journal = session.info[_JOURNAL]
    journal.lines.append(journal.line(table, AuditOperation.ADDED_MANY, after={"rows": rows}))


def is_anything_audited(session: Session) -> bool:
    """Return whether the act has changed, added or deleted any audited row so far."""
    session.flush()
    journal: _Journal = session.info[_JOURNAL]
    return bool(journal.lines)


def write_audit(session: Session) -> tuple[ChainedLine, ...]:
    """Write the lines of the act into its transaction, which must change nothing after that, and return them."""
    journal = _journal_of(session)
    if journal is None:
        return ()
    session.flush()
    lines, journal.lines = journal.lines, []
    if lines:
        session.connection().execute(AuditEntry.__table__.insert(), lines)  # type: ignore[attr-defined]
    return tuple(
        ChainedLine(each["table_name"], each["row_key"], each["operation"], each["before"], each["after"])
        for each in lines
    )


def _journal_of(session: Session) -> _Journal | None:
    journal: _Journal | None = session.info.get(_JOURNAL)
    return journal


def _after_load(session: Session, row: SQLModel) -> None:
    journal = _journal_of(session)
    if journal is not None and journal.keeps_read:
        journal.kept.append(row)


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    journal = _journal_of(session)
    if journal is None:
        return
    # Each flush starts afresh: a flush that failed inside a savepoint added no rows.
    journal.added = [row for row in session.new if not isinstance(row, NOT_AUDITED)]
    journal.changed = []
    journal.kept.extend(journal.added)
    for row in list(session.dirty):
        before, after = _changes(row)
        if not after:
            continue
        if isinstance(row, FACTS):
            raise FactsAreAppended(type(row).__name__)
        if isinstance(row, NOT_AUDITED):
            continue
        journal.kept.append(row)
        journal.changed.append(journal.of_row(row, AuditOperation.CHANGED, before=before, after=after))
    for row in list(session.deleted):
        if isinstance(row, FACTS):
            raise FactsAreAppended(type(row).__name__)
        if not isinstance(row, NOT_AUDITED):
            journal.changed.append(journal.of_row(row, AuditOperation.DELETED, before=_values(row)))


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    journal = _journal_of(session)
    if journal is None:
        return
    journal.lines += journal.changed
    journal.lines += [journal.of_row(row, AuditOperation.ADDED, after=_values(row)) for row in journal.added]
    journal.changed, journal.added = [], []


def _mark(session: Session, transaction: SessionTransaction) -> None:
    journal = _journal_of(session)
    if transaction.nested and journal is not None:
        journal.marks[transaction] = len(journal.lines)


def _back_to_mark(session: Session, ended: SessionTransaction) -> None:
    """Forget the lines that a rollback to a savepoint undid; a failed flush inside it rolls back too."""
    journal = _journal_of(session)
    if journal is None:
        return
    transaction: SessionTransaction | None = ended
    while transaction is not None and transaction not in journal.marks:
        transaction = transaction.parent
    if transaction is not None:
        del journal.lines[journal.marks[transaction] :]


def _refuse_bulk(state: ORMExecuteState) -> None:
    options = state.execution_options
    if (state.is_update or state.is_delete or state.is_insert) and not options.get("clerkdesk_unaudited"):
        raise FactsAreAppended("a bulk statement outside the audited bulk writer")


# One listener for all sessions of this class: to add them to the session of every act costs more than to flush it.
event.listen(AuditedSession, "loaded_as_persistent", _after_load)
event.listen(AuditedSession, "before_flush", _before_flush)
event.listen(AuditedSession, "after_flush", _after_flush)
event.listen(AuditedSession, "do_orm_execute", _refuse_bulk)
event.listen(AuditedSession, "after_transaction_create", _mark)
event.listen(AuditedSession, "after_soft_rollback", _back_to_mark)


def _changes(row: SQLModel) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(row)
    # The other attributes have not been set since the row was read or flushed.
    for key in [key for key in _columns_of(type(row)) if key in state.committed_state]:
        history = state.attrs[key].load_history()
        if history.has_changes():
            before[key] = as_text(history.deleted[0]) if history.deleted else None
            after[key] = as_text(history.added[0]) if history.added else None
    return before, after


def _values(row: SQLModel) -> dict[str, Any]:
    return {key: as_text(value) for key in _columns_of(type(row)) if (value := getattr(row, key)) not in (None, "")}


@cache
def _columns_of(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.key for column in inspect(table).column_attrs)
