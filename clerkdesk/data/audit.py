"""The audit that can't be forgotten: every changed row is written down as the session flushes.

Before-images are taken in `before_flush`: after a commit has expired the objects the old values are gone.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlmodel import SQLModel

from clerkdesk.data.tables import FACTS, Act, AuditEntry, Claim, Draft, PatientNameKey, SlotHold

_NOT_AUDITED = (Act, AuditEntry, Claim, SlotHold, Draft, PatientNameKey)
"""The audit itself, what lapses, and what is made from audited rows."""
_ACT = "clerkdesk_act"
_ADDED = "clerkdesk_added"


class FactsAreAppended(Exception):
    """Somebody tried to change or delete a fact. Add a fact that corrects it instead."""


def as_text(value: object) -> Any:
    """Return a column's value as JSON can hold it."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def begin_audit(session: Session, act_id: UUID) -> None:
    """From here on every change in this session belongs to one act."""
    session.info[_ACT] = act_id
    session.info[_ADDED] = []
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    event.listen(session, "do_orm_execute", _refuse_bulk)


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    act_id = session.info[_ACT]
    # Anew at each flush: rows of one that failed inside a savepoint were never added.
    session.info[_ADDED] = [row for row in session.new if not isinstance(row, _NOT_AUDITED)]
    for row in list(session.dirty):
        if not session.is_modified(row):
            continue
        if isinstance(row, FACTS):
            raise FactsAreAppended(type(row).__name__)
        if isinstance(row, _NOT_AUDITED):
            continue
        before, after = _changes(row)
        session.add(_entry(act_id, row, "changed", before, after))
    for row in list(session.deleted):
        if isinstance(row, FACTS):
            raise FactsAreAppended(type(row).__name__)
        if not isinstance(row, _NOT_AUDITED):
            session.add(_entry(act_id, row, "deleted", _values(row), None))


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    act_id = session.info[_ACT]
    added: list[SQLModel] = session.info[_ADDED]
    session.info[_ADDED] = []
    if added:
        session.connection().execute(
            AuditEntry.__table__.insert(),  # type: ignore[attr-defined]
            [_entry(act_id, row, "added", None, _values(row)).model_dump(exclude={"id"}) for row in added],
        )


def _refuse_bulk(state: ORMExecuteState) -> None:
    options = state.execution_options
    if (state.is_update or state.is_delete or state.is_insert) and not options.get("clerkdesk_unaudited"):
        raise FactsAreAppended("a bulk statement outside the audited bulk writer")


def _changes(row: SQLModel) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(row)
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].load_history()
        if history.has_changes():
            before[attribute.key] = as_text(history.deleted[0]) if history.deleted else None
            after[attribute.key] = as_text(history.added[0]) if history.added else None
    return before, after


def _values(row: SQLModel) -> dict[str, Any]:
    columns = inspect(row).mapper.column_attrs
    return {column.key: as_text(value) for column in columns if (value := getattr(row, column.key)) not in (None, "")}


def _entry(
    act_id: UUID, row: SQLModel, operation: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> AuditEntry:
    return AuditEntry(
        act_id=act_id,
        table_name=str(row.__tablename__),
        row_key=str(getattr(row, "id", "")),
        operation=operation,
        before=None if before is None else json.dumps(before, ensure_ascii=False),
        after=None if after is None else json.dumps(after, ensure_ascii=False),
    )
