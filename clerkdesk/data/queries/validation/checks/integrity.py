"""Asks the database whether it is whole: pages, references between rows, and agreement with the audit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import ForeignKey, Integer, Select, String, Table, case, cast, exists, or_, select, text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.audit import as_text
from clerkdesk.data.tables import (
    FACTS,
    Act,
    Appointment,
    AppointmentPlace,
    AuditEntry,
    ChainLink,
    ClinicalReview,
    ClinicSession,
    InboxItem,
    Pathway,
    Slot,
    WaitingListEntry,
)
from clerkdesk.rules.values.audit import AuditOperation

_SHOWN_OF_EACH_KIND = 20
"""Maximum sentences of a kind: thousands of rows may refer to one missing row."""
_WORDS = {
    "appointment_event": "fact about an appointment", "appointment_place": "slot of an appointment",
    "audit_entry": "line of the audit", "clinic_session": "clinic of a day", "claim": "claim of a desk",
    "inbox_event": "fact about a message or task", "inbox_item": "message or task",
    "review_event": "fact about a review", "rtt_event": "fact on a clock", "session_event": "fact about a clinic",
    "slot_hold": "slot held for an offer", "waiting_list_entry": "list entry",
    "waiting_list_event": "fact on a list",
}  # fmt: skip
"""Names of rows whose table name is not a word of the trade."""
_UNAUDITED = (Act, AuditEntry, ChainLink)
_DRIFTS = (Appointment, AppointmentPlace, ClinicalReview, ClinicSession, InboxItem, Pathway, Slot, WaitingListEntry)
"""Rows with columns that follow from facts: `drift` compares those."""
_CHUNK = 500


def damage(session: Session) -> Iterator[str]:
    """Yield a sentence for each damage: in an SQLite file, references, texts, and the audit."""
    if session.get_bind().dialect.name == "sqlite":
        for row in session.execute(text("PRAGMA integrity_check")):
            if row[0] != "ok":
                yield f"The database file is damaged: {row[0]}."
    yield from unreadable(session)
    for table in SQLModel.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda each: str(each.parent.name)):
            yield from _cut(_orphans(session, table, key))
    for table in _audited():
        yield from _cut(_gone(session, table))
    for facts in FACTS:
        if facts not in _UNAUDITED and hasattr(facts, "act_id"):
            yield from _cut(_unaudited(session, SQLModel.metadata.tables[str(getattr(facts, "__tablename__"))]))  # noqa: B009
    for table in kept_as_written():
        yield from _cut(rewritten(session, table))


def unreadable(session: Session) -> Iterator[str]:
    """Yield a sentence for each fact with unreadable details, which no computation can use."""
    for table in SQLModel.metadata.sorted_tables:
        if "details" in table.c:
            rows = session.execute(select(table.c.id, table.c.details).where(table.c.details != "{}"))
            yield from _cut(
                f"{_named(table, row_id)} has details that can't be read." for row_id, details in rows
                if not _is_object(details)
            )  # fmt: skip


def _is_object(details: str) -> bool:
    try:
        return isinstance(json.loads(details), dict)
    except ValueError:
        return False


@cache
def _select_orphans(key: ForeignKey) -> Select[Any]:
    column, parent = key.parent, key.column
    target = parent.table.alias()
    gone = ~exists().where(target.c[parent.name] == column)
    identity = next(iter(column.table.primary_key.columns))
    return select(identity, column).where(column.is_not(None), gone).order_by(identity)


def _orphans(session: Session, table: Table, key: ForeignKey) -> Iterator[str]:
    role = str(key.parent.name).removesuffix("_id").replace("_", " ")
    for row_id, value in session.execute(_select_orphans(key)):
        yield f"{_named(table, row_id)} names {role} {value}, and no row has this number."


def _audited() -> Iterable[Table]:
    """Return the tables whose rows have their own number."""
    tables = SQLModel.metadata.sorted_tables
    numbered = [table for table in tables if "id" in table.c and isinstance(table.c.id.type, Integer)]
    return [table for table in numbered if table.name != AuditEntry.__tablename__]


@cache
def _select_gone(table: Table) -> Select[Any]:
    line = AuditEntry
    # Only a line about one row has the number of a row.
    number = case((col(line.operation) == AuditOperation.ADDED, cast(col(line.row_key), Integer)))
    deleted = select(col(line.row_key)).where(
        col(line.table_name) == table.name, col(line.operation) == AuditOperation.DELETED
    )
    return (
        select(number.label("number"))
        .outerjoin(table, table.c.id == number)
        .where(
            col(line.table_name) == table.name,
            col(line.operation) == AuditOperation.ADDED,
            table.c.id.is_(None),
            col(line.row_key).not_in(deleted),
        )
        .order_by(number)
    )


def _gone(session: Session, table: Table) -> Iterator[str]:
    for row_id in session.execute(_select_gone(table)).scalars():
        yield f"{_named(table, row_id)} was added according to the audit, and is gone without an act that removed it."


@cache
def _select_unaudited(table: Table) -> Select[Any]:
    line = AuditEntry
    alone = exists().where(
        col(line.row_key) == cast(table.c.id, String),
        col(line.table_name) == table.name,
        col(line.act_id) == table.c.act_id,
    )
    in_bulk = col(line.table_name) == table.name, col(line.operation) == AuditOperation.ADDED_MANY
    by_its_act = select(col(line.act_id)).where(*in_bulk)
    # Rows added in bulk may name acts added with them, which the audit lacks entirely.
    has_lines = exists().where(col(line.act_id) == table.c.act_id)
    ever_in_bulk = select(col(line.id)).where(*in_bulk).exists()
    return select(table.c.id).where(~alone, table.c.act_id.not_in(by_its_act), or_(has_lines, ~ever_in_bulk))


def _unaudited(session: Session, table: Table) -> Iterator[str]:
    for row_id in session.execute(_select_unaudited(table)).scalars():
        yield f"{_named(table, row_id)} exists, and the audit of its act does not have it."


def kept_as_written() -> Iterable[Table]:
    """Return the tables without computed columns, whose rows stay as an act left them: facts, people, clinics."""
    drifts = {str(each.__tablename__) for each in _DRIFTS}
    return [table for table in _audited() if table.name not in drifts]


def rewritten(session: Session, table: Table) -> Iterator[str]:
    """Yield the rows that something other than the desk's acts has changed."""
    last = 0
    while True:
        query = select(table).where(table.c.id > last).order_by(table.c.id).limit(_CHUNK)
        rows = session.execute(query).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        left = _as_acts_left_them(session, table, [str(row["id"]) for row in rows])
        for row in rows:
            written = left.get(str(row["id"]), {})
            differ = [name for name, value in written.items() if name in row and as_text(row[name]) != value]
            if differ:
                words = ", ".join(name.removesuffix("_id").replace("_", " ") for name in differ)
                yield f"{_named(table, row['id'])} was changed by something other than the desk: {words}."


def _as_acts_left_them(session: Session, table: Table, keys: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return the last audited columns of some rows, without columns that were empty from the start."""
    line = AuditEntry
    query = (
        select(col(line.row_key), col(line.after))
        .where(
            col(line.table_name) == table.name,
            col(line.operation).in_((AuditOperation.ADDED, AuditOperation.CHANGED)),
            col(line.row_key).in_(list(keys)),
        )
        .order_by(col(line.id))
    )
    left: dict[str, dict[str, object]] = {}
    for row_key, after in session.execute(query):
        left.setdefault(row_key, {}).update(json.loads(after or "{}"))
    return left


def _named(table: Table, row_id: object) -> str:
    words = _WORDS.get(table.name, table.name.replace("_", " "))
    return f"{words[0].upper()}{words[1:]} {row_id}"


def _cut(sentences: Iterable[str]) -> Iterator[str]:
    """Yield the first sentences of a kind, and one that counts the rest."""
    remaining = iter(sentences)
    yield from islice(remaining, _SHOWN_OF_EACH_KIND)
    more = sum(1 for _ in remaining)
    if more:
        yield f"And {more} more of this kind."
